"""`make offices`: offices and teams made what a file says. First the difference is shown, `APPLY=1` makes it.

A file has all that a unit was and will be called; a unit that is not in it stays as it is. No name of a past day
changes: what was rated then is shown under it.
"""

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from hailong.adapters.dynamodb.offices import KEPT_FOR, KEY
from hailong.vocabulary import codes
from hailong.vocabulary.offices import DEPARTMENT_CODE, Office, Offices, as_json, from_json, packaged, to_json
from hailong.vocabulary.times import now, to_text, vietnamese_day
from local.deployment import Deployment, deployment
from local.progress import CannotGoOn

COLUMNS = ("code", "vi", "en", "short", "valid_from", "valid_to")
MOST_BYTES = 350_000
"""All of them are one item, which may have 400 KB."""

_CODE = f"{codes.OFFICE}(-{codes.TEAM})?"
_NAME = r"[^\x00-\x1f<>]{1,128}"
_DAY = timedelta(days=1)


def read_entries(text: str) -> list[Office]:
    """The rows of a file; CannotGoOn with a line for each mistake in one."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="", restval="")
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise CannotGoOn(f"the first line of the file has to be: {','.join(COLUMNS)}")
    found, mistakes = list[Office](), list[str]()
    for row in rows:
        wrong = list(_mistakes(row))
        mistakes += [f"line {rows.line_num}: {one}" for one in wrong]
        if not wrong:
            found.append(_entry(row))
    if mistakes:
        raise _refused(mistakes)
    return found


def _mistakes(row: Mapping[str, Any]) -> Iterator[str]:
    if row.get(""):
        yield f"there are more than {len(COLUMNS)} cells"
        return
    if re.fullmatch(_CODE, row["code"], re.ASCII) is None:
        yield f"code is that of an office, 20CF, or of a team with its office, 20CF-01, not {row['code']!r}"
    for name in ("vi", "en", "short"):
        if re.fullmatch(_NAME, row[name]) is None or row[name] != row[name].strip():
            yield f"{name} is a name of up to 128 letters, with no blanks around it, not {row[name]!r}"
    first, last = _day(row["valid_from"]), _day(row["valid_to"])
    if first is None:
        yield f"valid_from is a day, 2027-01-01, not {row['valid_from']!r}"
    if row["valid_to"] and last is None:
        yield f"valid_to is a day, 2027-01-01, or empty, not {row['valid_to']!r}"
    if first and last and last < first:
        yield f"valid_to {last} is before valid_from {first}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII) else None
    except ValueError:
        return None


def _entry(row: Mapping[str, str]) -> Office:
    return Office(
        code=row["code"],
        vi=row["vi"],
        en=row["en"],
        short=row["short"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )


def merged(there: Offices, wanted: Sequence[Office], today: date) -> Offices:
    """What will be; CannotGoOn with a line for each mistake that shows only beside the rest."""
    named = {entry.code for entry in wanted}
    after = Offices([*(entry for entry in there.entries if entry.code not in named), *wanted])
    mistakes = [
        *(one for code in sorted(named) for one in _overlaps(after.of(code))),
        *(one for code in sorted(named) for one in _rewritten(there, after, code, today)),
        *(one for entry in after.entries if entry.is_team for one in _without_office(entry, after)),
    ]
    if after.on(DEPARTMENT_CODE, date.max) is None:
        mistakes.append(f"{DEPARTMENT_CODE} is the department: it can be renamed, and has no end")
    if len(to_json(after).encode()) > MOST_BYTES:
        mistakes.append(f"the names take more than {MOST_BYTES:,} bytes together")
    if mistakes:
        raise _refused(mistakes)
    return after


def _overlaps(entries: Sequence[Office]) -> Iterator[str]:
    for earlier, later in pairwise(entries):
        if earlier.valid_to is None or later.valid_from <= earlier.valid_to:
            yield (
                f"{earlier.code}: the row from {earlier.valid_from} goes on "
                f"{f'until {earlier.valid_to}' if earlier.valid_to else 'for ever'}, over that from {later.valid_from}"
            )


def _rewritten(there: Offices, after: Offices, code: str, today: date) -> Iterator[str]:
    """The past day, if any, from which on the unit would be called otherwise than it was."""
    both = (*there.of(code), *after.of(code))
    starts = {entry.valid_from for entry in both} | {date.min}
    begun = there.of(code)[0].valid_from if there.of(code) else date.max
    for day in sorted(one for one in starts if begun <= one < today):
        was, will_be = there.called(code, day), after.called(code, day)
        if was and will_be and _names(was) != _names(will_be):
            yield f'{code}: on {day} it was "{was.vi}", not "{will_be.vi}": no name of a past day changes'
            return


def _names(entry: Office) -> tuple[str, str, str]:
    return entry.vi, entry.en, entry.short


def _without_office(team: Office, after: Offices) -> Iterator[str]:
    """A team is one of its office on each of its days."""
    day: date | None = team.valid_from
    while day is not None:
        of = next((entry for entry in after.of(team.office) if entry.valid_on(day)), None)
        if of is None:
            yield f"{team.code} from {team.valid_from}: there is no office {team.office} on {day}"
            return
        ends = of.valid_to
        day = ends + _DAY if ends is not None and (team.valid_to is None or ends < team.valid_to) else None


def _refused(mistakes: Iterable[str]) -> CannotGoOn:
    return CannotGoOn("nothing was changed\n  " + "\n  ".join(mistakes))


def differences(there: Offices, after: Offices) -> list[str]:
    """Line by line what ends, changes and begins."""
    before, wanted = (
        {(entry.code, entry.valid_from): entry for entry in offices.entries} for offices in (there, after)
    )
    told: dict[tuple[str, date], str] = {}
    for key, entry in wanted.items():
        was = before.get(key)
        if was is None:
            told[key] = f"add    {_told(entry)}"
        elif replace(was, valid_to=entry.valid_to) != entry:
            told[key] = f"rename {_told(was)} -> {_told(entry)}"
        elif was != entry:
            told[key] = f"end    {_told(was)} -> until {entry.valid_to or 'now on'}"
    told |= {key: f"remove {_told(entry)}" for key, entry in before.items() if key not in wanted}
    return [told[key] for key in sorted(told)]


def _told(entry: Office) -> str:
    until = f" until {entry.valid_to}" if entry.valid_to else ""
    return f"{entry.code} {entry.vi} / {entry.en} ({entry.short}), from {entry.valid_from}{until}"


def written(offices: Offices) -> str:
    """The file that says what is."""
    text = io.StringIO()
    rows = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    rows.writeheader()
    rows.writerows(as_json(entry) for entry in offices.entries)
    return text.getvalue()


class OfficesKept:
    """The offices and teams of a stack, each version of them."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def current(self) -> tuple[Offices, int]:
        """Those in force and their version; our own file, and 0, where nothing was set."""
        item = self._client.get_item(TableName=self._table, Key=KEY, ConsistentRead=True).get("Item")
        return (from_json(item["offices"]["S"]), int(item["version"]["N"])) if item else (packaged(), 0)

    def put(self, offices: Offices, *, after: int, at: datetime) -> None:
        """All of them at once, and beside it for the record; CannotGoOn where another has set some since `after`."""
        item = {"offices": {"S": to_json(offices)}, "version": {"N": str(after + 1)}, "set_at": {"S": to_text(at)}}
        record = {"pk": KEY["pk"], "sk": {"S": f"VERSION#{after + 1:06}"}}
        unless = {
            "ConditionExpression": "version = :after" if after else "attribute_not_exists(pk)",
            **({"ExpressionAttributeValues": {":after": {"N": str(after)}}} if after else {}),
        }
        try:
            self._client.transact_write_items(
                TransactItems=[
                    {"Put": {"TableName": self._table, "Item": KEY | item, **unless}},
                    {"Put": {"TableName": self._table, "Item": record | item}},
                ]
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            raise CannotGoOn("somebody else has changed the offices meanwhile: see what is there, again") from None


def kept_of(at: Deployment) -> OfficesKept:
    """Those of a stack; CannotGoOn for one that was deployed before it had any."""
    if "OfficesTable" not in at.outputs:
        raise CannotGoOn(f"the stack {at.name} has no table of offices yet: `make deploy` adds it")
    return OfficesKept(at.client("dynamodb"), at.outputs["OfficesTable"])


def offices(file: str = "", stack_name: str = "", *, apply: bool = False) -> None:
    """Shows what the file would change, or changes it; writes down what there is where no file is named."""
    wanted = read_entries(read_text(file)) if file else None
    at = deployment(stack_name)
    kept = kept_of(at)
    there, version = kept.current()
    if wanted is None:
        sys.stdout.write(written(there))
        return
    after = merged(there, wanted, vietnamese_day(now()))
    changes = differences(there, after)
    for change in changes:
        print(f"  {change}")
    if not changes:
        print("  Nothing to change.")
    elif apply:
        kept.put(after, after=version, at=now())
        minutes = KEPT_FOR.seconds // 60
        print(f"  {len(changes)} changed; within {minutes} minutes every page, mail and file knows it.")
    else:
        print(f"  {len(changes)} to change, and nothing has been: the same with APPLY=1 does it.")


def read_text(file: str) -> str:
    """The file's text; CannotGoOn where it cannot be read."""
    try:
        return Path(file).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CannotGoOn(f"there is no file {file}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CannotGoOn(f"{file} cannot be read as text in UTF-8: {error}") from None
