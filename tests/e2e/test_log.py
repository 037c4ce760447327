"""The public log of the deployed stack: a receipt found over HTTP, and every alteration named."""

import httpx
import pytest

from local.tamper import alter_and_look, grow_log
from local.verify import verify
from tests.e2e.world import World


def test_the_receipt_of_an_outcome_is_found_in_the_log_by_anyone(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    lot = world.opened_case()
    world.decide(lot)
    world.approve(lot)
    given = world.answer(lot)["case"]["receipt"]
    log = f"{world.stack.api_url}/log"
    with world.anyone() as anyone:
        for path in ("/log/tile/0/999", "/log/..%2Fkey", "/log/anything"):
            refused = anyone.get(path)
            assert refused.status_code in {403, 404}
    grow_log(world.cloud)
    assert verify(given, log)
    assert "signed and whole" in capsys.readouterr().out
    with world.anyone() as anyone:
        checkpoint = anyone.get("/log/checkpoint")
    assert checkpoint.status_code == httpx.codes.OK
    assert checkpoint.headers["content-type"].startswith("text/plain")
    for answer in (checkpoint, refused):
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert lot.case_id not in checkpoint.text


def test_whatever_is_altered_in_the_tables_is_named(world: World) -> None:
    lot = world.opened_case()
    world.attach(lot, b"%PDF-1.7")
    world.decide(lot)
    assert alter_and_look(world.cloud, world.stack)
