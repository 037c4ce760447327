"""The files of an erasure, all versions of them: what was attached to cases, and mails as they came in."""

from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.cases import casework, course
from hailong.cases.erasure import Anyone, Subject
from hailong.cases.evidence import Evidence
from hailong.cases.verification import verify
from local.erase import Records
from local.erase_beside import Erased
from local.erase_files import Files
from local.erase_mails import InboxMails
from local.stack import Tables
from tests import samples
from tests.unit.incoming import mail

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LATER = "2027-01-01T00:00:00Z"
ONE, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def s3(aws: None) -> Any:
    client = boto3.client("s3")
    versions: Any = {"Status": "Enabled"}
    for bucket in ("evidence", "inbox"):
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"})
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versions)
    return client


def _versions(s3: Any, bucket: str) -> set[str]:
    found = s3.list_object_versions(Bucket=bucket)
    return {one["Key"] for one in (*found.get("Versions", []), *found.get("DeleteMarkers", []))}


class Kept:
    """A closed case with two files, each in two versions, one of them deleted; and an open one with a file."""

    def __init__(self, dynamodb: "DynamoDBClient", tables: Tables, events: str, s3: Any) -> None:
        self.dynamodb, self.tables, self.events, self.s3 = dynamodb, tables, events, s3
        self.store = DynamoCaseStore(dynamodb, tables.cases)
        self.closed, self.open = self._case("103027528701", over=True), self._case("103027528811", over=False)

    def _case(self, number: str, *, over: bool) -> str:
        opened = course.open_case(samples.accepted_rating(number), at=samples.RATED, due_at=samples.DUE, salt="ab" * 32)
        self.store.write(opened)
        taken = casework.claim(opened.after, samples.HANDLER, at=samples.RATED)
        self.store.write(taken)
        case = taken.after
        for evidence_id in (ONE, OTHER):
            evidence = Evidence(
                case_id=case.case_id,
                evidence_id=evidence_id,
                name="anh.jpg",
                content_type="image/jpeg",
                size=5,
                by=samples.HANDLER.staff_code,
                at=samples.RATED,
            )
            attached = casework.attach(case, samples.HANDLER, evidence, at=samples.RATED, limit=9)
            self.store.write(attached)
            case = attached.after
            for content in (b"older", b"photo"):
                self.s3.put_object(Bucket="evidence", Key=f"{case.case_id}/{evidence_id}", Body=content)
        self.s3.delete_object(Bucket="evidence", Key=f"{case.case_id}/{OTHER}")
        if over:
            decided = casework.decide(case, samples.HANDLER, samples.RULING, at=samples.RATED)
            approved = casework.approve(decided.after, samples.SUPERVISOR, at=samples.RATED, appeal_until=samples.DUE)
            for step in (decided, approved, course.close(approved.after, at=samples.DUE)):
                self.store.write(step)
        return case.case_id

    def erase(self, before: str = LATER, *, keep: tuple[str, ...] = (), apply: bool = True) -> Erased:
        files = Files(self.s3, "evidence", frozenset(keep))
        records = Records(self.dynamodb, self.tables, self.events, files=files, apply=apply)
        return records.erase(Anyone(), "2021/1", before)

    def there(self) -> set[str]:
        return _versions(self.s3, "evidence")


@pytest.fixture
def kept(
    dynamodb: "DynamoDBClient", ratings_table: str, cases_table: str, counters_table: str, events_table: str, s3: Any
) -> Kept:
    return Kept(dynamodb, Tables(ratings=ratings_table, cases=cases_table, counters=counters_table), events_table, s3)


def test_what_is_older_than_a_day_loses_the_files_of_its_closed_cases_in_all_versions(kept: Kept) -> None:
    every = kept.there()
    assert len(every) == 4
    shown = kept.erase(apply=False)
    assert {f"{kept.closed}/{one}: the file and all its versions" for one in (ONE, OTHER)} <= set(shown.changed)
    kept.erase(before="2026-06-01T00:00:00Z")
    assert kept.there() == every
    done = kept.erase(keep=(f"{kept.closed}/{OTHER}",))
    assert kept.there() == {f"{kept.closed}/{OTHER}", f"{kept.open}/{ONE}", f"{kept.open}/{OTHER}"}
    assert done.files == [f"{kept.closed}/{OTHER}: image/jpeg"]
    file = kept.store.file(kept.closed)
    assert file is not None
    assert verify(file).intact
    assert [one.evidence_id for one in file.evidence if one.erased_at is not None] == [ONE]
    assert kept.erase(keep=(f"{kept.closed}/{OTHER}",)).changed == []
    kept.erase()
    assert kept.there() == {f"{kept.open}/{ONE}", f"{kept.open}/{OTHER}"}


WHO = Subject(["kin.dao@example.vn", "Kiều Văn Kín Đáo"])


def _mails() -> dict[str, EmailMessage]:
    """By where in it the person stands; the last two are of others."""
    in_a_file = mail("Gửi kèm.")
    in_a_file.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Kiều Văn Kín Đáo.pdf")
    in_base64 = mail(None)
    in_base64.set_content("Liên hệ kin.dao@example.vn, xin cảm ơn.", cte="base64")
    return {
        "header": mail("Xin chào.", headers={"From": "Kiều Văn Kín Đáo <x@example.vn>"}),
        "base64": in_base64,
        "wrapped": mail("Tôi là Kiều Văn\nKín Đáo."),
        "html": mail(None, html="<p>Tôi là <b>Kiều</b> Văn&nbsp;Kín Đáo</p>"),
        "file": in_a_file,
        "other": mail("Tôi là Kiều Văn Kín."),
        "another": mail("xkin.dao@example.vn"),
    }


@pytest.fixture
def inbox(s3: Any) -> InboxMails:
    for key, message in _mails().items():
        s3.put_object(Bucket="inbox", Key=key, Body=message.as_bytes())
    s3.put_object(Bucket="inbox", Key="broken", Body=b"\xff\x00 kin.dao@example.vn")
    # One that was removed is still there for a day.
    s3.delete_object(Bucket="inbox", Key="html")
    return InboxMails(s3, "inbox")


THEIRS = {"header", "base64", "wrapped", "html", "file", "broken"}


def test_mails_as_they_came_are_held_of_whom_they_name_however_they_are_written(inbox: InboxMails) -> None:
    held = {one["pk"]: one["names"] for one in inbox.held(WHO)}
    assert set(held) == THEIRS
    assert held["base64"] == {"0.text": "Liên hệ kin.dao@example.vn, xin cảm ơn."}
    assert all(WHO.mentioned(text) for names in held.values() for text in names.values())


def test_mails_that_name_a_person_are_erased_in_all_versions_and_shown_first(inbox: InboxMails) -> None:
    every, done = _versions(inbox.s3, "inbox"), Erased()
    inbox.erase(WHO, "", done, apply=False)
    assert done.changed == [f"inbox {key}: the mail and all its versions" for key in sorted(THEIRS)]
    assert _versions(inbox.s3, "inbox") == every
    inbox.erase(WHO, "", Erased(), apply=True)
    assert _versions(inbox.s3, "inbox") == {"other", "another"}
    assert list(inbox.held(WHO)) == []


def test_of_whoever_wrote_what_was_received_before_a_moment_is_erased(inbox: InboxMails) -> None:
    every = _versions(inbox.s3, "inbox")
    inbox.erase(Anyone(), "2021-01-01T00:00:00Z", Erased(), apply=True)
    assert _versions(inbox.s3, "inbox") == every
    inbox.erase(Anyone(), "9999-01-01T00:00:00Z", Erased(), apply=True)
    assert _versions(inbox.s3, "inbox") == set()
