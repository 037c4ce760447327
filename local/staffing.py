"""`make staff`: the user pool made what a file of the staff says. First the difference is shown, `APPLY=1` makes it.

Nobody is deleted, and who is not in the file is left as they are. Temporary passwords go from Cognito to each new
person's own address, and are seen by nobody else.
"""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hailong.vocabulary import codes
from hailong.vocabulary.offices import Offices
from hailong.vocabulary.people import STAFF_ROLES
from hailong.vocabulary.times import now, vietnamese_day
from local.deployment import deployment
from local.offices import kept_of, read_text
from local.progress import CannotGoOn

COLUMNS = ("username", "name", "email", "office", "team", "staff_code", "groups", "active")
_MAY_BE_EMPTY = {"team"}
_OWN = {"name": "name", "email": "email"}
_ATTRIBUTES = _OWN | {one: f"custom:{one}" for one in ("office", "team", "staff_code")}
_FORMS = {
    "username": ("[a-z0-9][a-z0-9._-]{0,63}", "small letters, digits, points, dashes"),
    "name": (r"[^\x00-\x1f,;<>]{1,128}", "up to 128 letters"),
    "email": (r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "an e-mail address"),
    "office": (codes.OFFICE, "the code of an office, 20CF"),
    "team": (f"({codes.TEAM})?", "a team within its office, 01, or empty"),
    "staff_code": (codes.OFFICER, "a staff code, 20CF-0012"),
    "active": ("yes|no", "yes or no"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person as a row of the file has them; `groups` in the order of STAFF_ROLES."""

    username: str
    name: str
    email: str
    office: str
    team: str
    staff_code: str
    groups: tuple[str, ...]
    active: bool

    def said(self) -> dict[str, str]:
        """Column by column, as the file writes it."""
        plain = {name: str(getattr(self, name)) for name in COLUMNS}
        return plain | {"groups": " ".join(self.groups), "active": "yes" if self.active else "no"}


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one person; `before` None: they are new."""

    before: Member | None
    after: Member

    def __str__(self) -> str:
        after = self.after.said()
        if self.before is None:
            shown = ", ".join(f"{name} {value}" for name, value in after.items() if name != "username" and value)
            return f"create   {self.after.username}: {shown}"
        before = self.before.said()
        moved = [f"{name} {before[name] or '-'} -> {value or '-'}" for name, value in after.items()]
        told = ", ".join(one for one, name in zip(moved, after, strict=True) if before[name] != after[name])
        verb = "disable" if self.before.active and not self.after.active else "change"
        return f"{verb:<8} {self.after.username}: {told}"


def read_members(text: str, on: date, offices: Offices) -> list[Member]:
    """The people of a file; CannotGoOn with a line for each mistake in it."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="", restval="")
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise CannotGoOn(f"the first line of the file has to be: {','.join(COLUMNS)}")
    mistakes: list[str] = []
    found: list[Member] = []
    for row in rows:
        wrong = list(_mistakes(row, on, offices))
        mistakes += [f"line {rows.line_num}: {one}" for one in wrong]
        if not wrong:
            found.append(_member_of(row))
    mistakes += _held_twice(found)
    if mistakes:
        raise CannotGoOn("nothing was changed\n  " + "\n  ".join(mistakes))
    return found


def members_written(text: str) -> list[Member]:
    """The people of a file that `written` made; nothing is looked at."""
    return [_member_of(row) for row in csv.DictReader(io.StringIO(text))]


def _member_of(row: Mapping[str, Any]) -> Member:
    groups = row["groups"].split()
    plain = {name: row[name] for name in COLUMNS if name not in {"groups", "active"}}
    return Member(**plain, groups=tuple(one for one in STAFF_ROLES if one in groups), active=row["active"] == "yes")


def _mistakes(row: Mapping[str, Any], on: date, offices: Offices) -> Iterator[str]:
    if row.get(""):
        yield f"there are more than {len(COLUMNS)} cells"
        return
    for name, (form, told) in _FORMS.items():
        if re.fullmatch(form, row[name], re.ASCII) is None:
            yield f"{name} is {told}, not {row[name]!r}"
    if not row["groups"].split() or (set(row["groups"].split()) - STAFF_ROLES.keys()):
        yield f"groups are of {', '.join(STAFF_ROLES)}, with blanks between, not {row['groups']!r}"
    office, team = row["office"], row["team"]
    if re.fullmatch(codes.OFFICE, office) is None:
        return
    if offices.on(office, on) is None:
        yield f"there is no office {office!r}"
    # Teams that nobody has named are taken as they come.
    named = {one.code for one in offices.entries if one.is_team and one.office == office and one.valid_on(on)}
    if team and named and f"{office}-{team}" not in named:
        yield f"there is no team {team!r} of {office}"


def _held_twice(members: Iterable[Member]) -> list[str]:
    """What would shut both out: the directory lets in nobody whose staff code another has, too."""
    people = list(members)
    names = Counter(one.username for one in people)
    held = Counter(one.staff_code for one in people if one.active)
    return [f"{name} stands in it {times} times" for name, times in names.items() if times > 1] + [
        f"the staff code {code} is given to {times} people" for code, times in held.items() if times > 1
    ]


class StaffPool:
    """The people of one user pool."""

    def __init__(self, cognito: Any, user_pool_id: str) -> None:
        self._cognito = cognito
        self._pool = user_pool_id

    def members(self) -> dict[str, Member]:
        """Everybody there is, by name."""
        groups: dict[str, set[str]] = {}
        for group in STAFF_ROLES:
            for user in self._users("list_users_in_group", GroupName=group):
                groups.setdefault(user["Username"], set()).add(group)
        return {
            user["Username"]: _member(user, groups.get(user["Username"], set())) for user in self._users("list_users")
        }

    def make(self, change: Change) -> None:
        """Does it in an order in which nobody has more rights on the way than before or after."""
        before, after = change.before, change.after
        who = {"UserPoolId": self._pool, "Username": after.username}
        attributes = [{"Name": name, "Value": getattr(after, column)} for column, name in _ATTRIBUTES.items()]
        if before is None:
            self._cognito.admin_create_user(
                **who,
                UserAttributes=[one for one in attributes if one["Value"]],
                DesiredDeliveryMediums=["EMAIL"],
            )
        if not after.active:
            self._cognito.admin_disable_user(**who)
            self._cognito.admin_user_global_sign_out(**who)
        held = set(before.groups) if before else set()
        for group in sorted(held - set(after.groups)):
            self._cognito.admin_remove_user_from_group(**who, GroupName=group)
        if before is not None and any(getattr(before, one) != getattr(after, one) for one in _ATTRIBUTES):
            self._cognito.admin_update_user_attributes(**who, UserAttributes=attributes)
        for group in sorted(set(after.groups) - held):
            self._cognito.admin_add_user_to_group(**who, GroupName=group)
        if after.active and before is not None and not before.active:
            self._cognito.admin_enable_user(**who)

    def _users(self, call: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        for page in self._cognito.get_paginator(call).paginate(UserPoolId=self._pool, **arguments):
            yield from page["Users"]


def _member(user: Mapping[str, Any], groups: set[str]) -> Member:
    said = {one["Name"]: one.get("Value", "") for one in user.get("Attributes", [])}
    return Member(
        username=user["Username"],
        groups=tuple(one for one in STAFF_ROLES if one in groups),
        active=user.get("Enabled", True),
        **{column: said.get(name, "") for column, name in _ATTRIBUTES.items()},
    )


def differences(there: Mapping[str, Member], wanted: Sequence[Member]) -> list[Change]:
    """What the file asks for; CannotGoOn where a code of the file is another's who stays."""
    named = {one.username for one in wanted}
    codes_left = {one.staff_code.casefold(): one.username for one in there.values() if one.active}
    taken = [
        f"the staff code {one.staff_code} is {codes_left[one.staff_code.casefold()]}'s, who is not in the file"
        for one in wanted
        if one.active and codes_left.get(one.staff_code.casefold(), one.username) not in named
    ]
    if taken:
        raise CannotGoOn("nothing was changed\n  " + "\n  ".join(taken))
    found = [Change(there.get(one.username), one) for one in wanted if there.get(one.username) != one]
    # Who leaves a code makes place for who comes to have it.
    return sorted(found, key=lambda change: change.after.active)


def written(members: Iterable[Member]) -> str:
    """The file that says what is."""
    text = io.StringIO()
    rows = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    rows.writeheader()
    rows.writerows(one.said() for one in members)
    return text.getvalue()


def staff(file: str = "", stack_name: str = "", *, apply: bool = False) -> None:
    """Shows what the file would change, or changes it; writes down who there is where no file is named."""
    text = read_text(file) if file else None
    at = deployment(stack_name)
    there_are, _ = kept_of(at).current()
    wanted = None if text is None else read_members(text, vietnamese_day(now()), there_are)
    pool = StaffPool(at.client("cognito-idp"), at.outputs["UserPoolId"])
    there = pool.members()
    if wanted is None:
        sys.stdout.write(written(sorted(there.values(), key=lambda one: one.username)))
        return
    changes = differences(there, wanted)
    for change in changes:
        if apply:
            pool.make(change)
        print(f"  {change}")
    left = len(there.keys() - {one.username for one in wanted})
    rest = f" {left} others of the user pool are not in the file and stay as they are." if left else ""
    if not changes:
        print(f"  Nothing to change.{rest}")
    elif apply:
        print(f"  {len(changes)} changed.{rest} Who is new has a temporary password by e-mail, good for three days.")
    else:
        print(f"  {len(changes)} to change, and nothing has been: the same with APPLY=1 does it.{rest}")
