"""The tax code of a household is a personal number: it goes, what is counted of them stays, and so do all seals.

Whatever is interrupted is finished by the next run.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from functions.tally import decisions as tally
from hailong.adapters.dynamodb import case_items, items
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.counters import DynamoCounters
from hailong.adapters.dynamodb.entries import DynamoEntries
from hailong.adapters.dynamodb.finding import DynamoCaseIndex
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.cases import casework, course, notices
from hailong.cases.erasure import Subject
from hailong.cases.evidence import Evidence
from hailong.cases.verification import verify
from hailong.log.receipts import leaf_of
from hailong.lots.clearance import Enterprise
from hailong.lots.rating import accepted
from hailong.statistics.postings import enterprise_id
from hailong.statistics.recount import differences
from hailong.statistics.recount import recount as count_anew
from hailong.vocabulary.tax_code import is_pseudonym
from hailong.vocabulary.times import now
from hailong.vocabulary.words import NoticeState, RatingStatus
from local.erase import Records
from local.erase_beside import Erased
from local.erase_files import Files
from local.recount import enter_missing, read_counters, read_records
from local.stack import Tables
from tests import samples

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CODE, OTHER = "001099123457", "001099123458"
NAME = "Hộ kinh doanh Trăng Khuyết"
WHO = Subject([CODE])
RATED, SPLIT, UNRATED, WAITING, BEATEN, OTHERS = (f"1030275{number}01" for number in range(287, 293))
BUCKET = "evidence"
PHOTO = b"a photograph of somebody"


def _clearance(number: str, code: str = CODE, **changes: Any) -> Any:
    enterprise = Enterprise(tax_code=code, name=NAME if code == CODE else "Hộ Sao Mai", emails=("ho@example.vn",))
    return samples.clearance(number, enterprise=enterprise, **changes)


class Household:
    """A stack in which a household has lots: rated, split, unrated, waited for in vain, rated twice."""

    def __init__(self, client: "DynamoDBClient", tables: Tables, events: str, *, closed: bool = True) -> None:
        self.client, self.tables, self.events = client, tables, events
        self.s3 = boto3.client("s3")
        where: Any = {"LocationConstraint": "ap-southeast-1"}
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
        self.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        self.ratings = DynamoRatingStore(client, tables.ratings)
        self.cases = DynamoCaseStore(client, tables.cases)
        for one in (
            _clearance(RATED),
            _clearance(SPLIT, first_declaration_no=RATED),
            _clearance(UNRATED),
            _clearance(OTHERS, OTHER),
        ):
            self.ratings.put_clearance(one, None)
        for number, code in ((RATED, CODE), (OTHERS, OTHER)):
            rated = accepted(samples.rating(number, tax_code=code), _clearance(number, code))
            self.ratings.accept(rated)
            self._case(rated, closed=closed)
        for number, status in ((WAITING, RatingStatus.AWAITING_CLEARANCE), (BEATEN, RatingStatus.SUPERSEDED)):
            waits = samples.rating(number, tax_code=CODE, status=status)
            client.put_item(TableName=tables.ratings, Item=items.waiting_item(waits))
        invited = notices.invitation(_clearance(UNRATED), samples.RATED)
        sent = replace(invited, state=NoticeState.SENT, sent_to="ho@example.vn")
        client.put_item(TableName=tables.cases, Item=case_items.notice_item(sent))
        records = read_records(client, tables)
        self.count(records)

    def count(self, records: Any) -> None:
        counters = DynamoCounters(self.client, self.tables.counters)
        enter_missing(records, counters)
        cleared = [
            items.clearance_from(item) for item in self.scan(self.tables.ratings) if item["sk"]["S"] == items.CLEARANCE
        ]
        tally.name_enterprises(cleared, counters, pause=lambda _: None)

    def _case(self, rating: Any, *, closed: bool) -> None:
        case_id = rating.case_id
        evidence = Evidence(
            case_id=case_id,
            evidence_id=hashlib.md5(case_id.encode(), usedforsecurity=False).hexdigest(),
            name="anh.jpg",
            content_type="image/jpeg",
            size=len(PHOTO),
            by="20CF-0101",
            at=samples.RATED,
            sha256=hashlib.sha256(PHOTO).hexdigest(),
        )
        for content in (b"an older one", PHOTO):
            self.s3.put_object(Bucket=BUCKET, Key=f"{case_id}/{evidence.evidence_id}", Body=content)
        done = [course.open_case(rating, at=samples.RATED, due_at=samples.DUE, salt="ab" * 32)]
        done.append(casework.claim(done[-1].after, samples.HANDLER, at=samples.RATED))
        done.append(casework.note(done[-1].after, samples.HANDLER, f"MST {rating.tax_code}", at=samples.RATED))
        done.append(casework.attach(done[-1].after, samples.HANDLER, evidence, at=samples.RATED))
        if closed:
            done.append(casework.decide(done[-1].after, samples.HANDLER, samples.RULING, at=samples.RATED))
            done.append(
                casework.approve(done[-1].after, samples.SUPERVISOR, at=samples.RATED, appeal_until=samples.DUE)
            )
            done.append(course.close(done[-1].after, at=samples.DUE))
        for transition in done:
            self.cases.write(transition)
        DynamoCaseIndex(self.client, self.tables.cases).enlist(done[-1].after, ())

    def erase(self, who: Subject = WHO, *, apply: bool = True, kept: tuple[str, ...] = ()) -> Erased:
        files = Files(self.s3, BUCKET, kept)
        return Records(self.client, self.tables, self.events, files=files, apply=apply).erase(who, "12/2027")

    def scan(self, *tables: str) -> Iterator[Mapping[str, Any]]:
        for table in tables:
            for page in self.client.get_paginator("scan").paginate(TableName=table):
                yield from page["Items"]

    def still_names(self) -> set[str]:
        """The items in which the code stands, or what anybody could work it out from."""
        told = (CODE, enterprise_id(CODE), NAME)
        every = self.scan(self.tables.ratings, self.tables.cases, self.tables.counters)
        return {
            f"{item['pk']['S']} {item['sk']['S']}"
            for item in every
            if any(one in json.dumps(item, ensure_ascii=False, default=repr) for one in told)
        }

    def versions(self) -> list[str]:
        found = self.s3.list_object_versions(Bucket=BUCKET)
        return [one["Key"] for one in (*found.get("Versions", []), *found.get("DeleteMarkers", []))]

    def wrong(self) -> list[Any]:
        """What a recount finds, once the tally has been given everything anew, as the streams bring it."""
        records = read_records(self.client, self.tables)
        assert not records.unreadable
        counted = count_anew(records.clearances, records.ratings, records.cases)
        kept = list(differences(read_counters(self.client, self.tables), counted))
        self.count(records)
        return kept + list(differences(read_counters(self.client, self.tables), counted))

    def sheets(self) -> dict[str, Any]:
        """The figures themselves, as bytes: by numbers of enterprises."""
        return {
            f"{item['pk']['S']} {item['sk']['S']}": (item["figures"], item["rows"], item["raters"])
            for item in self.scan(self.tables.counters)
            if "figures" in item
        }

    def leaves(self) -> set[bytes]:
        written = DynamoEntries(self.client, self.tables.cases).written_on(now().date())
        return {leaf_of(case_id, seal) for case_id, seal in written}


@pytest.fixture
def tables(ratings_table: str, cases_table: str, counters_table: str) -> Tables:
    return Tables(ratings=ratings_table, cases=cases_table, counters=counters_table)


@pytest.fixture
def household(dynamodb: "DynamoDBClient", tables: Tables, events_table: str) -> Household:
    return Household(dynamodb, tables, events_table)


LEFT = {f"D#{WAITING[:-1]} WAITING#{CODE}"}
"""What still waits for its clearance, which finds it by the code; it ends by itself."""
FILE_OF_THE_OTHER = f"HL-{OTHERS[:-1]}"


def test_the_number_goes_everywhere_and_nothing_that_is_counted_moves(household: Household) -> None:
    """Nothing of another household is touched, and a second run finds nothing to do."""

    def others() -> list[str]:
        every = household.scan(household.tables.ratings, household.tables.cases)
        return sorted(json.dumps(item, sort_keys=True) for item in every if OTHERS[:-1] in str(item))

    another = others()
    before, leaves, sheets = household.still_names(), household.leaves(), household.sheets()
    assert len(before) > 12
    done = household.erase()
    assert household.still_names() == LEFT
    assert others() == another
    assert [key for key in household.versions() if FILE_OF_THE_OTHER in key]
    assert household.erase().changed == []
    assert [told.partition(":")[2] for told in done.left] == [" waits for its clearance, and ends by itself"]
    assert household.sheets() == sheets
    assert household.wrong() == []
    assert household.sheets() == sheets
    assert leaves <= household.leaves()

    lot = RATED[:-1]
    rated = household.ratings.rating(lot)
    assert rated is not None
    code = rated.tax_code
    assert is_pseudonym(code)
    for number in (RATED, SPLIT, UNRATED):
        cleared = household.ratings.clearance(number[:-1])
        assert cleared is not None
        assert cleared.enterprise.tax_code == code
    file = household.cases.file(f"HL-{lot}")
    assert file is not None
    found = verify(file)
    assert (found.intact, found.erased) == (True, (3, 4))
    assert household.ratings.waiting(BEATEN[:-1], code) is not None
    terms = {item["pk"]["S"] for item in household.scan(household.tables.cases) if item["pk"]["S"].startswith("FIND#")}
    assert any(term.endswith(f"={code}") for term in terms)


def test_a_lot_goes_on_under_the_pseudonym_and_takes_nobody_elses_declaration(household: Household) -> None:
    """A late declaration of the lot would have to be of the same tax code, which is known no longer."""
    household.erase()
    with pytest.raises(Exception, match="another tax code"):
        household.ratings.put_clearance(_clearance("103027599901", OTHER, first_declaration_no=RATED), None)
    known = household.ratings.clearance(UNRATED[:-1])
    assert known is not None
    later = replace(known, enterprise=replace(known.enterprise, name="Tên mới"), version=2)
    household.ratings.put_clearance(later, known)
    # Who comes back with the same code is a new enterprise.
    new = _clearance("103027588801", cleared_at=samples.CLEARED + timedelta(days=30))
    household.ratings.put_clearance(new, None)
    household.count(read_records(household.client, household.tables))
    assert household.wrong() == []
    numbered = [item for item in household.scan(household.tables.counters) if "number" in item]
    assert len({item["number"]["N"] for item in numbered}) == len(numbered) == 3


def test_files_of_their_cases_go_in_all_versions_and_their_digests_stay(household: Household) -> None:
    case_id = f"HL-{RATED[:-1]}"
    file = household.cases.file(case_id)
    assert file is not None
    (attached,) = file.evidence
    name = f"{case_id}/{attached.evidence_id}"
    assert household.versions().count(name) == 2
    shown = household.erase(apply=False)
    assert f"{name}: the file and all its versions" in shown.changed
    assert household.versions().count(name) == 2
    held = household.erase(kept=(name,))
    assert f"{name}: image/jpeg" in held.files
    assert household.versions().count(name) == 2


def test_a_file_that_was_erased_keeps_its_digest_and_a_mark(household: Household) -> None:
    case_id = f"HL-{RATED[:-1]}"
    household.erase()
    assert case_id not in str(household.versions())
    file = household.cases.file(case_id)
    assert file is not None
    (gone,) = file.evidence
    assert gone.erased_at is not None
    assert gone.sha256 == hashlib.sha256(PHOTO).hexdigest()
    assert verify(file).intact
    household.s3.put_object(Bucket=BUCKET, Key=f"{case_id}/{gone.evidence_id}", Body=PHOTO)
    assert verify(file, {gone.evidence_id: gone.sha256}).what == "file"
    # What is there though it is marked as erased is taken away by the next run, whoever that is for.
    household.erase(Subject(["ai.do@example.vn"]))
    assert case_id not in str(household.versions())


def test_nothing_of_the_number_changes_while_a_case_of_theirs_is_under_way(
    dynamodb: "DynamoDBClient", tables: Tables, events_table: str
) -> None:
    household = Household(dynamodb, tables, events_table, closed=False)
    done = household.erase()
    assert f"the tax code stays until this is over, too: HL-{RATED[:-1]} is not closed" in done.left
    cleared = household.ratings.clearance(UNRATED[:-1])
    assert cleared is not None
    assert (cleared.enterprise.tax_code, cleared.enterprise.emails) == (CODE, ())
    assert household.wrong() == []


class _Broken(Exception):
    """The operator's machine goes off."""


_WRITES = ("put_item", "update_item", "delete_item", "transact_write_items", "batch_write_item")


def test_what_is_interrupted_anywhere_is_finished_by_the_next_run(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each run gets one write further than the one before it, and nothing moves meanwhile."""
    sheets, runs, enough = household.sheets(), 0, 0
    for allowed in range(1, 200):
        writes = 0

        def counted(real: Any, most: int = allowed) -> Any:
            def call(*arguments: Any, **asked: Any) -> Any:
                nonlocal writes
                writes += 1
                if writes > most:
                    raise _Broken
                return real(*arguments, **asked)

            return call

        with monkeypatch.context() as patch:
            for name in _WRITES:
                patch.setattr(household.client, name, counted(getattr(household.client, name)))
            patch.setattr(household.s3, "delete_objects", counted(household.s3.delete_objects))
            runs += 1
            try:
                household.erase()
            except _Broken:
                assert household.sheets() == sheets
                continue
        enough = allowed
        break
    assert enough
    assert runs > 3
    assert household.still_names() == LEFT
    assert household.wrong() == []
    assert household.sheets() == sheets
    assert RATED[:-1] not in str(household.versions())
    known = [item for item in household.scan(household.tables.counters) if "instead_of" in item]
    assert known == []
    numbered = {item["number"]["N"] for item in household.scan(household.tables.counters) if "number" in item}
    assert len(numbered) == 2


def test_what_was_never_counted_waits_until_it_is(
    dynamodb: "DynamoDBClient", tables: Tables, events_table: str
) -> None:
    DynamoRatingStore(dynamodb, tables.ratings).put_clearance(_clearance(UNRATED), None)
    done = Records(dynamodb, tables, events_table, apply=True).erase(WHO, "12/2027")
    assert done.left == ["the tax code stays until this is over, too: its lots are still to be counted"]
