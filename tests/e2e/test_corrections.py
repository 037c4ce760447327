"""A slip of the finger on the deployed template: by software, and what the streams make of it."""

import httpx

from tests.e2e.waiting import poll, stays
from tests.e2e.world import TAX_CODE, Json, Lot, World


def _correct(world: World, lot: Lot, **levels: int) -> httpx.Response:
    body = {"tax_code": TAX_CODE, "levels": levels}
    with world.software() as software:
        return software.post(f"/ratings/{lot.declaration_no}/correct", json=body)


def _counted(world: World, lot: Lot) -> Json:
    item = world.item("counters", f"LOT#{lot.lot_key}", "STATE")
    return item or {}


def test_a_slip_is_withdrawn_with_its_case(world: World) -> None:
    lot = world.opened_case()
    answer = _correct(world, lot, officer=5, team=5)
    answer.raise_for_status()
    assert (answer.json()["negative"], answer.json()["case"]) == (False, None)
    file = world.case_file(lot)
    assert file is not None
    assert (file["case"]["state"], file["rating"]["first"]["levels"]["officer"]) == ("closed", 2)
    assert [entry["action"] for entry in file["timeline"]] == ["open", "corrected"]
    with world.inspector() as inspector:
        verified = inspector.get(f"/tasks/{lot.case_id}/timeline/verify").json()
    assert verified["intact"]
    poll(lambda: "corrected" in str(_counted(world, lot)), what="the tally")
    assert _correct(world, lot, officer=1).json()["code"] == "corrected_already"
    # The execution comes to its end, and nobody is told of an outcome that there is not.
    assert stays(lambda: [mail.subject for mail in world.mails_to(lot.email) if "Kết quả" in mail.subject], 3) == []


def test_a_good_rating_that_was_meant_badly_opens_a_case(world: World) -> None:
    lot = world.cleared_lot()
    world.rate(lot, levels={"officer": 5}, reasons=[], comment=None).raise_for_status()
    _correct(world, lot, officer=1).raise_for_status()
    file = poll(lambda: world.case_file(lot), what="the opening of the case")
    assert file is not None
    assert file["rating"]["levels"] == {"officer": 1}
    with world.handler() as handler:
        handler.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
    late = _correct(world, lot, officer=5)
    assert (late.status_code, late.json()["code"]) == (409, "corrected_already")
