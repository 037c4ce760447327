"""Files of a case in the tasks function, as API Gateway calls it: announced, uploaded, fetched, withdrawn, verified."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlparse

import boto3
import pytest

from hailong.vocabulary.people import Person
from tests import samples
from tests.contract.tasks_desk import BUCKET, CASE_ID, TasksDesk

PDF = {"name": "C:\\Ảnh\\biên bản?.PDF", "content_type": "application/pdf", "size": 5}


def test_evidence_is_announced_uploaded_listed_and_fetched(opened: TasksDesk) -> None:
    status, answer = opened.act(samples.HANDLER, "evidence", PDF)
    assert status == 201
    fields = answer["upload"]["fields"]
    assert (fields["key"], fields["Content-Type"]) == (f"{CASE_ID}/{answer['evidence_id']}", "application/pdf")
    policy = json.loads(base64.b64decode(fields["policy"]))
    assert ["content-length-range", 1, 5] in policy["conditions"]
    assert {"Content-Type": "application/pdf"} in policy["conditions"]
    assert "ap-southeast-1" in urlparse(answer["upload"]["url"]).netloc

    (listed,) = opened.file(samples.SUPERVISOR)["evidence"]
    assert (listed["name"], listed["by"], listed["uploaded"]) == ("biên bản.pdf", samples.HANDLER.staff_code, False)

    def fetch(person: Person) -> tuple[int, dict[str, Any]]:
        path = {"case_id": CASE_ID, "evidence_id": listed["evidence_id"]}
        return opened.call(person, "GET", "/tasks/{case_id}/evidence/{evidence_id}", **path)

    assert (fetch(samples.HANDLER)[0], fetch(samples.HANDLER)[1]["code"]) == (409, "not_uploaded")
    boto3.client("s3").put_object(Bucket=BUCKET, Key=fields["key"], Body=b"%PDF-")
    file = opened.file(samples.LEADER)
    assert file["evidence"][0]["uploaded"] is True
    assert (file["timeline"][-1]["action"], file["timeline"][-1]["by"]) == ("evidence", samples.HANDLER.staff_code)
    said = parse_qs(urlparse(fetch(samples.LEADER)[1]["url"]).query)
    assert said["response-content-disposition"][0].startswith("attachment; filename*=UTF-8''bi%C3%AAn")
    assert int(said["X-Amz-Expires"][0]) <= 300
    for outsider in (samples.ELSEWHERE, samples.RATED_OFFICER):
        assert fetch(outsider)[0] == 404


def _withdraw(desk: TasksDesk, person: Person, evidence_id: str, text: str = "Nhầm.") -> tuple[int, dict[str, Any]]:
    path = "/tasks/{case_id}/evidence/{evidence_id}/withdraw"
    return desk.call(person, "POST", path, {"text": text}, case_id=CASE_ID, evidence_id=evidence_id)


def test_a_file_that_was_attached_by_mistake_is_marked_kept_and_recorded(opened: TasksDesk) -> None:
    evidence_id = opened.act(samples.HANDLER, "evidence", PDF)[1]["evidence_id"]
    boto3.client("s3").put_object(Bucket=BUCKET, Key=f"{CASE_ID}/{evidence_id}", Body=b"%PDF-")
    # Neither who did not attach it, nor who only reads; who does not see the case learns of nothing.
    for person, status in ((samples.OTHER_HANDLER, 403), (samples.LEADER, 403), (samples.RATED_OFFICER, 404)):
        assert _withdraw(opened, person, evidence_id)[0] == status
    assert _withdraw(opened, samples.HANDLER, "0" * 32)[1]["code"] == "evidence_not_found"
    assert _withdraw(opened, samples.HANDLER, evidence_id, " ")[0] == 422
    status, file = _withdraw(opened, samples.HANDLER, evidence_id)
    assert (status, file["evidence"][0]["withdrawn"], file["evidence"][0]["uploaded"]) == (200, True, True)
    last = file["timeline"][-1]
    assert (last["action"], last["note"]) == ("evidence_withdrawn", f"biên bản.pdf ({evidence_id}): Nhầm.")
    assert _fetch(opened, evidence_id)[0] == 200
    assert _withdraw(opened, samples.SUPERVISOR, evidence_id)[1]["code"] == "stale"
    assert _verified(opened)["intact"] is True


def test_who_reviews_withdraws_what_others_attached(opened: TasksDesk) -> None:
    evidence_id = opened.act(samples.HANDLER, "evidence", PDF)[1]["evidence_id"]
    assert _withdraw(opened, samples.SUPERVISOR, evidence_id)[0] == 200


@pytest.mark.parametrize(
    ("content_type", "name", "kind"),
    [
        ("application/pdf", "a.pdf", "inline"),
        ("image/png", "a.png", "inline"),
        ("text/plain", "a.txt", "attachment"),
        ("video/mp4", "a.mp4", "attachment"),
    ],
)
def test_what_a_browser_only_shows_can_be_looked_at(opened: TasksDesk, content_type: str, name: str, kind: str) -> None:
    announced = {"name": name, "content_type": content_type, "size": 5}
    evidence_id = opened.act(samples.HANDLER, "evidence", announced)[1]["evidence_id"]
    boto3.client("s3").put_object(Bucket=BUCKET, Key=f"{CASE_ID}/{evidence_id}", Body=b"hello")
    path = {"case_id": CASE_ID, "evidence_id": evidence_id}

    def said(**query: str) -> dict[str, list[str]]:
        resource = "/tasks/{case_id}/evidence/{evidence_id}"
        status, answer = opened.call(samples.HANDLER, "GET", resource, query=query or None, **path)
        assert status == 200, answer
        return parse_qs(urlparse(answer["url"]).query)

    assert said()["response-content-disposition"][0].startswith("attachment;")
    found = said(view="true")
    assert found["response-content-disposition"][0].startswith(f"{kind};")
    # Whatever the bytes are: they are shown as what was announced, which nothing runs.
    assert found["response-content-type"] == [content_type]
    (listed,) = opened.file(samples.HANDLER)["evidence"]
    assert listed["viewable"] is (kind == "inline")


def _announced(content: bytes, **changes: Any) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {"name": "a.pdf", "content_type": "application/pdf", "size": len(content), "sha256": digest} | changes


def _fetch(desk: TasksDesk, evidence_id: str, person: Person = samples.HANDLER) -> tuple[int, dict[str, Any]]:
    resource = "/tasks/{case_id}/evidence/{evidence_id}"
    return desk.call(person, "GET", resource, case_id=CASE_ID, evidence_id=evidence_id)


def _verified(desk: TasksDesk) -> dict[str, Any]:
    return desk.call(samples.INSPECTOR, "GET", "/tasks/{case_id}/timeline/verify", case_id=CASE_ID)[1]


def test_a_form_takes_the_file_that_was_announced_and_no_other(opened: TasksDesk) -> None:
    """What S3 holds a form to: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html."""
    answer = opened.act(samples.HANDLER, "evidence", _announced(b"%PDF-"))[1]
    checksum = base64.b64encode(hashlib.sha256(b"%PDF-").digest()).decode()
    fields = answer["upload"]["fields"]
    assert (fields["x-amz-checksum-algorithm"], fields["x-amz-checksum-sha256"]) == ("SHA256", checksum)
    conditions = json.loads(base64.b64decode(fields["policy"]))["conditions"]
    assert {"x-amz-checksum-sha256": checksum} in conditions
    assert {"x-amz-checksum-algorithm": "SHA256"} in conditions
    assert opened.file(samples.LEADER)["evidence"][0]["sha256"] == hashlib.sha256(b"%PDF-").hexdigest()


@pytest.mark.parametrize("with_checksum", [True, False], ids=["checksum", "no-checksum"])
def test_another_file_in_its_place_is_not_served_and_named_by_verify(opened: TasksDesk, *, with_checksum: bool) -> None:
    answer = opened.act(samples.HANDLER, "evidence", _announced(b"%PDF-"))[1]
    s3, key = boto3.client("s3"), answer["upload"]["fields"]["key"]
    algorithm: dict[str, Any] = {"ChecksumAlgorithm": "SHA256"} if with_checksum else {}
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"%PDF-", **algorithm)
    assert _fetch(opened, answer["evidence_id"])[0] == 200
    assert _verified(opened) == {"intact": True, "entries": 2, "first_broken": None, "what": None}
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"%PDF!", **algorithm)
    status, problem = _fetch(opened, answer["evidence_id"])
    assert (status, problem["code"]) == (409, "file_altered")
    assert _verified(opened) == {"intact": False, "entries": 2, "first_broken": 2, "what": "file"}


def test_a_file_that_was_announced_without_its_sha256_is_the_one_that_was_first_fetched(opened: TasksDesk) -> None:
    answer = opened.act(samples.HANDLER, "evidence", PDF)[1]
    assert "x-amz-checksum-sha256" not in answer["upload"]["fields"]
    s3, key = boto3.client("s3"), answer["upload"]["fields"]["key"]
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"%PDF-")
    assert [_fetch(opened, answer["evidence_id"], who)[0] for who in (samples.LEADER, samples.HANDLER)] == [200, 200]
    file = opened.file(samples.INSPECTOR)
    assert [entry["action"] for entry in file["timeline"]][1:] == ["evidence", "file_sealed"]
    assert file["timeline"][-1]["by"] == "system"
    assert file["evidence"][0]["sha256"] == hashlib.sha256(b"%PDF-").hexdigest()
    assert _verified(opened)["intact"] is True
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"%PDF!")
    assert _fetch(opened, answer["evidence_id"])[1]["code"] == "file_altered"
    assert _verified(opened) == {"intact": False, "entries": 3, "first_broken": 3, "what": "file"}


@pytest.mark.parametrize("named", ["audio/x-m4a", "audio/m4a", "audio/mp4"])
def test_a_sound_file_is_taken_however_the_browser_names_it(opened: TasksDesk, named: str) -> None:
    status, answer = opened.act(samples.HANDLER, "evidence", {"name": "ghi âm.m4a", "content_type": named, "size": 5})
    assert (status, answer["upload"]["fields"]["Content-Type"]) == (201, "audio/mp4")
    assert opened.file(samples.HANDLER)["evidence"][0]["name"] == "ghi âm.m4a"


def test_an_empty_file_is_called_empty(opened: TasksDesk) -> None:
    status, problem = opened.act(samples.HANDLER, "evidence", PDF | {"size": 0})
    assert (status, problem["errors"]) == (422, [{"field": "size", "message": "the file is empty"}])


def test_a_case_can_be_read_while_its_files_cannot_be_asked_about(opened: TasksDesk) -> None:
    opened.act(samples.HANDLER, "evidence", PDF)
    boto3.client("s3").delete_bucket(Bucket=BUCKET)
    assert [one["uploaded"] for one in opened.file(samples.HANDLER)["evidence"]] == [None]


def test_who_may_not_write_a_note_attaches_nothing(opened: TasksDesk) -> None:
    assert opened.act(samples.LEADER, "evidence", PDF)[0] == 403
    assert opened.act(samples.ELSEWHERE, "evidence", PDF)[0] == 404
    file = opened.store.file(CASE_ID)
    assert file is not None
    assert (list(file.evidence), len(file.timeline)) == ([], 1)


def test_evidence_of_another_case_is_not_found(opened: TasksDesk) -> None:
    status, problem = opened.call(
        samples.HANDLER, "GET", "/tasks/{case_id}/evidence/{evidence_id}", case_id=CASE_ID, evidence_id="0" * 32
    )
    assert (status, problem["code"]) == (404, "evidence_not_found")
