"""What the demo's data lack, so that no page is photographed empty: made once, through the doors that people use."""

from itertools import count
from secrets import randbelow

from local.cloud import Cloud
from local.stack import Stack
from tests.e2e.waiting import poll
from tests.e2e.world import TAX_CODE, Lot, World

_TEXT = {
    "outcome": "partly_upheld",
    "root_cause": "workload",
    "language": "vi",
    "title": "Xin lỗi vì phải chờ kiểm hóa lâu",
    "text": "Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ lâu. Chúng tôi đã: ",
}
_ENGLISH = _TEXT | {
    "root_cause": None,
    "language": "en",
    "title": "Apology for a wait",
    "text": "We apologise that your company had to wait. We have: ",
    "withdrawn": True,
}
_UNREACHED = {"tax_code": TAX_CODE, "name": "Công ty TNHH Ví dụ", "emails": ["bounce@simulator.amazonses.com"]}


def staged(cloud: Cloud, stack: Stack) -> World:
    """The stack with cases that a handler has, was given back or is to call about, one that failed, and with texts."""
    # Lots of its own, whatever was there before.
    world = World(stack=stack, cloud=cloud, outputs={}, _numbers=count(randbelow(10**9)))
    with world.supervisor() as supervisor:
        if supervisor.get("/texts").raise_for_status().json()["items"]:
            return world
        for text in (_TEXT, _ENGLISH):
            first = {"office": "20CF", **text, "title": f"{text['title']} (1)"}
            kept = supervisor.post("/texts", json=first).raise_for_status().json()
            # Its second version, so that there is a history.
            supervisor.put(f"/texts/{kept['text_id']}", json=text).raise_for_status()
    _cases(world)
    return world


def _cases(world: World) -> None:
    taken, returned = world.opened_case(), world.opened_case(reasons=["error", "unclear_guidance"])
    with world.handler() as handler:
        handler.post(f"/tasks/{taken.case_id}/claim", json={}).raise_for_status()
    world.attach(taken, b"%PDF-1.4")
    world.decide(returned, message_to_enterprise="Chúng tôi xin lỗi, và đã hướng dẫn lại công chức.")
    with world.supervisor() as supervisor:
        note = {"approve": False, "note": "Cần nêu thời điểm kiểm hóa."}
        supervisor.post(f"/tasks/{returned.case_id}/review", json=note).raise_for_status()
    unreached = world.cleared_lot(enterprise=_UNREACHED)
    world.rate(unreached).raise_for_status()
    poll(lambda: _to_be_called(world, unreached), what="the bounce of the acknowledgement")
    _fail(world, world.opened_case(reasons=["system", "delay"]))


def _to_be_called(world: World, lot: Lot) -> bool:
    file = world.case_file(lot)
    return bool(file and file["case"]["calls_due"])


def _fail(world: World, lot: Lot) -> None:
    """Lets the wait for a decision end as it does after half a year, which is not tried again."""
    with world.handler() as handler:
        handler.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
    token = poll(lambda: _awaited(world, lot), what="the wait for a decision")
    world.cloud.client("stepfunctions").send_task_failure(taskToken=token, error="States.Timeout")
    poll(lambda: _has_failed(world, lot), what="the failure of the case")


def _awaited(world: World, lot: Lot) -> str | None:
    wait = world.item("cases", lot.case_id, "WAIT")
    return str(wait["token"]["S"]) if wait and wait["step"]["S"] == "decision" else None


def _has_failed(world: World, lot: Lot) -> bool:
    file = world.case_file(lot)
    return bool(file and file["case"]["state"] == "failed")
