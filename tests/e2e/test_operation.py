"""What an operator does to a stack by the commands of operation, as people at the console see it afterwards."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from hailong.adapters.dynamodb import items
from hailong.cases.erasure import ERASED, Subject
from hailong.vocabulary.offices import packaged
from hailong.vocabulary.times import now
from local.__main__ import main
from local.backup import TABLES, Backups, plan, put_back
from local.backup_beside import EvidenceVersions, PeopleKept, moment_of
from local.deploy import STACK_NAME
from local.deployment import described
from local.erase import Records
from local.offices import COLUMNS, OfficesKept, merged, read_entries
from local.staffing import StaffPool, differences, read_members, written
from tests.e2e.waiting import poll, stays
from tests.e2e.world import Json, Lot, World, clearance

_EMAIL, _PHONE = "mai.linh@trang-non.example.vn", "0903 555 121"


def _closed(world: World) -> Lot:
    contact = {"name": "Mai Thị Linh", "email": _EMAIL, "phone": _PHONE}
    lot = world.opened_case(contact=contact, comment="Tôi chờ quá lâu.")
    with world.handler() as handler:
        noted = handler.post(f"/tasks/{lot.case_id}/note", json={"text": f"Đã gọi chị ở số {_PHONE}."})
        noted.raise_for_status()
    world.decide(lot)
    world.approve(lot)
    until = datetime.fromisoformat(world.answer(lot)["case"]["appeal_until"])
    poll(lambda: _sent(world, lot), what="the mail with the outcome", timeout=60)
    event = {"time": (until + timedelta(minutes=1)).isoformat()}
    world.cloud.client("lambda").invoke(FunctionName=f"{STACK_NAME}-deadline", Payload=json.dumps(event).encode())
    poll(lambda: world.answer(lot)["case"]["state"] == "closed", what="the closing of the case")
    return lot


def _sent(world: World, lot: Lot) -> bool:
    notice = world.item("cases", lot.case_id, "NOTICE#outcome")
    return notice is not None and notice["state"]["S"] == "sent"


def _is_counted_as_closed(world: World, lot: Lot) -> bool:
    state = world.item("counters", f"LOT#{lot.lot_key}", "STATE")
    return state is not None and "closed" in (json.loads(state["state"]["S"])["case"] or {})


def _verified(world: World, lot: Lot) -> Json:
    with world.inspector() as inspector:
        found: Json = inspector.get(f"/tasks/{lot.case_id}/timeline/verify").raise_for_status().json()
    return found


def test_a_person_is_erased_and_the_case_still_verifies_and_counts(world: World) -> None:
    lot = _closed(world)
    client = world.cloud.client("dynamodb")
    poll(lambda: _is_counted_as_closed(world, lot), what="the closing among the figures", timeout=60)
    counted = stays(lambda: world.item("counters", f"LOT#{lot.lot_key}", "STATE"), seconds=3)
    who = Subject([_EMAIL, _PHONE])
    held = [one["pk"] for one in Records(client, world.stack.tables, world.outputs["EventsTable"]).held(who)]
    assert f"L#{lot.lot_key}" in held
    done = Records(client, world.stack.tables, world.outputs["EventsTable"], apply=True).erase(who, "7/2027")
    # Another test has put down what nobody can read: it is named, and nothing else is left.
    assert [one for one in done.left if not one.endswith("cannot be read")] == []
    assert list(Records(client, world.stack.tables, world.outputs["EventsTable"]).held(who)) == []
    with world.inspector() as inspector:
        file = inspector.get(f"/tasks/{lot.case_id}").raise_for_status().json()
    assert file["rating"]["contact"] is None
    assert file["rating"]["comment"] == ERASED
    assert [(one["action"], one["note"]) for one in file["timeline"]][-1] == ("erase", "7/2027")
    found = _verified(world, lot)
    assert found["intact"]
    assert len(found["erased"]) == 1
    # The streams bring all of it to those who count and list, and nothing comes of it.
    assert stays(lambda: world.item("counters", f"LOT#{lot.lot_key}", "STATE"), seconds=3) is not None
    after = world.item("counters", f"LOT#{lot.lot_key}", "STATE")
    assert counted is not None
    assert after is not None
    assert {name for name in counted if counted[name] != after[name]} <= {"revision", "state"}
    assert world.answer(lot)["case"]["state"] == "closed"


def test_what_was_lost_comes_back_from_a_backup(world: World) -> None:
    lot = world.opened_case()
    evidence_id = world.attach(lot, b"%PDF-1.7 a file")
    client, s3 = world.cloud.client("dynamodb"), world.cloud.client("s3")
    tables = {which: world.outputs[output] for which, output in TABLES.items()}
    bucket = described(STACK_NAME, world.cloud.client, is_local=True).resource("EvidenceBucket")
    cases = tables["cases"]
    backups, evidence = Backups(client, tables, STACK_NAME, keeps_past=False), EvidenceVersions(s3, bucket)
    people = PeopleKept(StaffPool(world.cloud.client("cognito-idp"), world.stack.user_pool_id), s3, bucket)
    # A second is the least that a bucket tells apart.
    uploaded = s3.head_object(Bucket=bucket, Key=f"{lot.case_id}/{evidence_id}")["LastModified"]
    poll(lambda: now() > uploaded + timedelta(seconds=1), what="the next second")
    name = backups.make(now())
    assert people.keep(name) >= len(world.stack.staff)
    assert people.lost(moment_of(name)) == []
    restored = backups.restore(name)
    try:
        client.delete_item(TableName=cases, Key=items.marshal({"pk": lot.case_id, "sk": "ENTRY#000001"}))
        s3.delete_object(Bucket=bucket, Key=f"{lot.case_id}/{evidence_id}")
        assert not _verified(world, lot)["intact"]
        found = plan(restored, tables, client, at=now())
        assert f"{lot.case_id}: its timeline does not verify" in found.why
        ours = [item for item in found.put[cases] if item["pk"]["S"] == lot.case_id]
        found.put = {cases: ours}
        found.delete = {}
        put_back(found, client)
        files = [one for one in evidence.lost(moment_of(name)) if one.case_id == lot.case_id]
        assert [str(one) for one in files] == [f"{lot.case_id}/{evidence_id}: the file is gone"]
        evidence.put_back(files)
        assert _verified(world, lot)["intact"]
    finally:
        backups.drop(restored)


def test_the_staff_are_as_the_file_says(world: World, tmp_path: Path) -> None:
    pool = StaffPool(world.cloud.client("cognito-idp"), world.stack.user_pool_id)
    name = f"moi.{tmp_path.name.replace('_', '-')}"[:60].lower()
    row = f"{name},Người Mới,moi@customs.example.vn,20CF,,20CF-7777,handler,yes"
    today = now().date()

    def made(line: str) -> list[str]:
        head = written([]).strip()
        changes = differences(pool.members(), read_members(f"{head}\n{line}\n", today, packaged()))
        for change in changes:
            pool.make(change)
        return [str(change).split()[0] for change in changes]

    before = pool.members()
    assert made(row) == ["create"]
    assert made(row) == []
    assert made(row.replace(",20CF,", ",20BB,")) == ["change"]
    assert made(row.replace(",20CF,", ",20BB,").replace(",yes", ",no")) == ["disable"]
    after = pool.members()
    assert not after.pop(name).active
    assert after == before


def test_an_office_and_its_team_are_set_without_a_deploy(world: World) -> None:
    """One that was there in 2024 only: no list of today's offices, which other tests look at, has it."""
    kept = OfficesKept(world.cloud.client("dynamodb"), world.outputs["OfficesTable"])
    there, version = kept.current()
    entries = read_entries(
        f"{','.join(COLUMNS)}\n"
        "2098,Hải quan Hạ Long,Hạ Long Customs,Hạ Long,2024-01-01,2024-12-31\n"
        "2098-01,Đội Thủ tục,Procedures Team,Thủ tục,2024-01-01,2024-12-31\n"
    )
    changes = {"office": "2098", "team": "01", "officers": [], "cleared_at": "2024-03-01T09:00:00+07:00"}
    lot = world.new_lot()

    def cleared() -> int:
        with world.customs() as customs:
            return customs.put(f"/clearances/{lot.declaration_no}", json=clearance(lot, **changes)).status_code

    assert cleared() == httpx.codes.UNPROCESSABLE_ENTITY
    kept.put(merged(there, entries, now().date()), after=version, at=now())
    try:
        poll(lambda: cleared() == httpx.codes.CREATED, what="a clearance of the new office")
        query = {"unit": "team:2098-01", "from": "2024-01-01", "to": "2024-12-31"}

        def named() -> bool:
            """Not at the first look where the function that answers has read the offices a moment before."""
            with world.inspector() as inspector:
                answer = inspector.get("/statistics", params=query)
            return answer.is_success and answer.json()["name"] == "Đội Thủ tục"

        poll(named, what="the figures of the new team under its name")
        with world.anyone() as anyone:
            told = anyone.get("/console/config.json").raise_for_status().json()
        assert "2098" not in {one["code"] for one in told["offices"]}
    finally:
        kept.put(there, after=version + 1, at=now())


class Operator:
    """Somebody at the commands, as the Makefile calls them."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def runs(self, *arguments: str) -> str:
        """What a command says that succeeds."""
        assert main(list(arguments)) == 0, self._capsys.readouterr().err
        return self._capsys.readouterr().out

    def is_refused(self, *arguments: str) -> str:
        """What a command says that fails, once it has said which one it is."""
        assert main(list(arguments)) != 0
        return self._capsys.readouterr().err.removeprefix(f"make {arguments[0]}: ")


@pytest.fixture
def operator(world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Operator:
    monkeypatch.setattr("local.deployment.cloud_and_stack", lambda **_: (world.cloud, world.stack))
    return Operator(capsys)


def test_each_command_that_lists_shows_before_it_changes_and_refuses_a_mistake_in_one_line(
    operator: Operator, tmp_path: Path
) -> None:
    for command in ("staff", "offices"):
        kept = tmp_path / f"{command}.csv"
        kept.write_text(operator.runs(command))
        assert "Nothing to change" in operator.runs(command, "--file", str(kept))
        assert "Nothing to change" in operator.runs(command, "--file", str(kept), "--apply")
        kept.write_text("nonsense")
        assert operator.is_refused(command, "--file", str(kept)).startswith("the first line of the file has to be")
        assert operator.is_refused(command, "--file", "nowhere.csv").startswith("there is no file nowhere.csv")
    new = tmp_path / "new.csv"
    new.write_text(f"{','.join(COLUMNS)}\n2097,Hải quan Mới,New Customs,Mới,2024-01-01,2024-12-31\n")
    for _ in range(2):
        assert "1 to change, and nothing has been" in operator.runs("offices", "--file", str(new))
    assert operator.runs("vendor")
    assert "go with NAME" in operator.is_refused("vendor", "--scopes", "rating.read")
    assert operator.is_refused("vendor", "--revoke", "Nobody").count("\n") == 1
    operator.runs("events")
    assert "go with VENDOR" in operator.is_refused("events", "--again", "all")
    assert operator.is_refused("events", "--vendor", "Nobody").count("\n") == 1


def test_each_command_about_a_person_asks_whom_it_is_about(operator: Operator) -> None:
    nobody = "nobody.at.all@example.vn"
    assert operator.is_refused("subject-access").count("\n") == 1
    assert operator.is_refused("erase").count("\n") == 1
    assert operator.is_refused("erase", "--before", "soon").startswith("BEFORE is a day")
    for _ in range(2):
        assert json.loads(operator.runs("subject-access", "--who", nobody)) is not None
        operator.runs("erase", "--who", nobody)


def test_a_backup_is_made_listed_restored_twice_and_dropped(operator: Operator) -> None:
    assert operator.is_refused("restore", "--to", "yesterday").startswith("TO is a backup")
    name = operator.runs("backup").split("TO=")[1].strip()
    assert f"TO={name}" in operator.runs("restore")
    for _ in range(2):
        # Others' tests break timelines on purpose: what is found differs, that it comes to its end does not.
        main(["restore", "--to", name])
    assert "deleted again" in operator.runs("restore", "--to", name, "--drop")
