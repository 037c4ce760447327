"""One run: what the enterprises, customs and staff do meanwhile, each insisting until it is done."""

import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
from stdnum.vn import mst

from hailong.vocabulary.times import now
from local.stack import StaffMember
from tests.chaos.faulty import FaultyCloud
from tests.chaos.harm import Harm, invoke, ring
from tests.chaos.listened import Listened
from tests.chaos.plan import Happened, Planned, evidence_of, levels, plan
from tests.e2e.waiting import poll
from tests.e2e.world import Json, Lot, World, clearance, decision, rating

ENTERPRISES = 12
PATIENCE_SECONDS = 300.0
_PAUSE_SECONDS = 0.3
_TOKEN_SECONDS = 480.0
_AT_ONCE = 6
_TOLD_EVERY = 200
_MAILS_SECONDS = 20.0


class Callers:
    """Everybody's client, signed in anew before the token ends; answers of any kind are let through."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._clients: dict[str, tuple[float, httpx.Client]] = {}
        self._lock = threading.Lock()

    def customs(self) -> httpx.Client:
        return self._of("customs", self._world.customs)

    def software(self) -> httpx.Client:
        return self._of("software", self._world.software)

    def staff(self, member: StaffMember) -> httpx.Client:
        return self._of(member.username, lambda: self._world.staff(member))

    def _of(self, who: str, sign_in: Callable[[], httpx.Client]) -> httpx.Client:
        with self._lock:
            since, client = self._clients.get(who, (0.0, None))
            if client is None or time.monotonic() - since > _TOKEN_SECONDS:
                client = sign_in()
                client.event_hooks = {"response": []}
                self._clients[who] = time.monotonic(), client
            return client


class Gave(Exception):
    """An answer that no waiting makes better."""


def insist(call: Callable[[], httpx.Response], *good: int) -> httpx.Response:
    """The first good answer: what fails, or is lost on the way, is asked for again, as a client ought to."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    said = "nothing"
    while time.monotonic() < deadline:
        try:
            answer = call()
        except httpx.TransportError as error:
            said = repr(error)
        else:
            if answer.status_code in good:
                return answer
            said = f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:200]}"
            if not answer.is_server_error and answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                raise Gave(said)
        time.sleep(_PAUSE_SECONDS)
    raise Gave(f"no good answer within {PATIENCE_SECONDS:g} s; last: {said}")


@dataclass
class Run:
    """`lots` are those of the run, in the order of the plan."""

    world: World
    faulty: FaultyCloud
    harm: Harm
    listened: Listened
    callers: Callers
    lots: list[Happened]
    cleared_at: str
    redriven: list[str] = field(default_factory=list)
    moved_at: float = 0.0
    """When a case was last seen to move, by the machine's clock."""

    @property
    def negative(self) -> list[Happened]:
        return [one for one in self.lots if one.planned.negative]


# Not every nine digits have a check digit.
_TAX_CODES = [
    code
    for nine in (f"57002{number:04d}" for number in range(2 * ENTERPRISES))
    if mst.is_valid(code := nine + mst.calc_check_digit(nine))
][:ENTERPRISES]


def prepare(
    world: World, faulty: FaultyCloud, listened: Listened, seed: int, size: int, mortal: tuple[str, ...]
) -> Run:
    callers = Callers(world)
    for who in (callers.customs, callers.software):
        who()
    for member in world.stack.staff:
        callers.staff(member)
    lots = [Happened(_lot(world, planned), planned) for planned in plan(seed, size)]
    cleared_at = (now() - timedelta(hours=1)).isoformat(timespec="seconds")
    harm = Harm(world, seed, lambda: faulty.calls, mortal)
    faulty.kill = harm.kill_caller
    return Run(world, faulty, harm, listened, callers, lots, cleared_at)


def _lot(world: World, planned: Planned) -> Lot:
    lot = replace(world.new_lot(), tax_code=_TAX_CODES[planned.number % ENTERPRISES])
    return replace(lot, email=f"bounce+{lot.lot_key}@simulator.amazonses.com") if planned.unreachable else lot


def under_fire(run: Run) -> list[str]:
    """All that people do, while calls fail and processes die. What could not be done, in words."""
    told: dict[Lot, str] = {}
    with run.faulty.failing(run.harm.seed), run.harm.done(), ThreadPoolExecutor(_AT_ONCE) as pool:
        not_sent = _each(pool, lambda one: send(run, one), run.lots, "ratings sent")
        sent = [one for one in run.negative if one.lot not in not_sent]
        run.moved_at = time.monotonic()
        told |= not_sent | _each(pool, lambda one: deal_with(run, one), sent, "cases dealt with")
        # The mails go out under fire, too.
        with suppress(TimeoutError):
            poll(lambda: all(_is_told(run.world, one.lot) for one in sent), _MAILS_SECONDS, what="the outcomes' mails")
    return [*run.harm.ended, *(f"{lot.case_id}: {said}" for lot, said in told.items())]


def _is_told(world: World, lot: Lot) -> bool:
    notice = world.item("cases", lot.case_id, "NOTICE#outcome")
    return notice is not None and notice["state"]["S"] not in {"queued", "sending"}


def _each(
    pool: ThreadPoolExecutor, step: Callable[[Happened], None], lots: Sequence[Happened], what: str
) -> dict[Lot, str]:
    """What could not be done for a lot, and why; now and then says how many of `what` there are."""

    def tried(one: Happened) -> tuple[Lot, str] | None:
        try:
            step(one)
        except (Gave, TimeoutError, httpx.HTTPError) as error:
            return one.lot, str(error)
        return None

    found: dict[Lot, str] = {}
    since = time.monotonic()
    for done, said in enumerate(pool.map(tried, lots), start=1):
        if said:
            found[said[0]] = said[1]
        if done % _TOLD_EVERY == 0 or done == len(lots):
            print(f"  {done} of {len(lots)} {what}, {time.monotonic() - since:.0f} s", flush=True)
    return found


def send(run: Run, one: Happened) -> None:
    """The clearance and the rating, in the order of the plan; again and corrected where that is planned."""
    steps = [_clear, _rate] if not one.planned.late else [_rate, _clear]
    for step in steps:
        step(run, one)
    if one.planned.corrected:
        _clear(run, one, name="Công ty TNHH Ví dụ Mới")
    if one.planned.twice:
        _rate(run, one)


def _clear(run: Run, one: Happened, name: str = "Công ty TNHH Ví dụ") -> None:
    enterprise = {"tax_code": one.lot.tax_code, "name": name, "emails": [one.lot.email]}
    body = clearance(one.lot, enterprise=enterprise)
    # The time is part of what is told: the same again, and not another.
    body["cleared_at"] = run.cleared_at
    insist(lambda: run.callers.customs().put(f"/clearances/{one.lot.declaration_no}", json=body), 200, 201)


def _rate(run: Run, one: Happened) -> None:
    body = rating(one.lot, levels=levels(one.planned))
    insist(lambda: run.callers.software().post("/ratings", json=body), 200, 201, 202)


# ------------------------------------------------------------------ staff: two on every task


def deal_with(run: Run, one: Happened) -> None:
    """Two claim it, two decide, two review: one of each wins. They give up where nothing at all has moved for long."""
    staff = run.world.stack.staff
    handlers = [
        who for who in staff if "handler" in who.groups and who.office == "20CF" and who.staff_code[-2:] != "12"
    ]
    supervisor, inspector = (run.world.stack.person(group=group) for group in ("supervisor", "inspector"))
    state = ""
    while time.monotonic() < run.moved_at + PATIENCE_SECONDS:
        file = case_file(run, one.lot)
        before, state = state, file["case"]["state"] if file else ""
        if state != before:
            run.moved_at = time.monotonic()
        match state:
            case "open" if one.planned.file and not (file and file["evidence"]):
                _attach(run, handlers[0], one.lot)
            case "open":
                _both(run, handlers, one.lot, "claim", {})
            case "assigned":
                _both(run, handlers, one.lot, "decide", decision())
            case "in_review":
                _both(run, [supervisor, inspector], one.lot, "review", {"approve": True})
            case "failed":
                _both(run, [inspector], one.lot, "resume", {})
            case "decided" | "closed":
                return
        time.sleep(_PAUSE_SECONDS)
    raise TimeoutError(f"dealing with it did not end; it is {state or 'not there'}")


def case_file(run: Run, lot: Lot) -> Json | None:
    inspector = run.world.stack.person(group="inspector")
    answer = insist(lambda: run.callers.staff(inspector).get(f"/tasks/{lot.case_id}"), 200, 404)
    found: Json | None = answer.json() if answer.status_code == httpx.codes.OK else None
    return found


def _both(run: Run, people: list[StaffMember], lot: Lot, action: str, body: dict[str, Any]) -> None:
    """At the same moment, whatever they are answered: what became of it is looked at afterwards."""
    ready = threading.Barrier(len(people))

    def one(who: StaffMember) -> None:
        client = run.callers.staff(who)
        ready.wait()
        try:
            client.post(f"/tasks/{lot.case_id}/{action}", json=body)
        except httpx.TransportError:
            return

    threads = [threading.Thread(target=one, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _attach(run: Run, who: StaffMember, lot: Lot) -> None:
    content = evidence_of(lot)
    digest = hashlib.sha256(content).hexdigest()
    announced = {"name": "bien-ban.txt", "content_type": "text/plain", "size": len(content), "sha256": digest}
    path = f"/tasks/{lot.case_id}/evidence"
    form = insist(lambda: run.callers.staff(who).post(path, json=announced), 201).json()["upload"]
    httpx.post(form["url"], data=form["fields"], files={"file": content}, trust_env=False).raise_for_status()


# ------------------------------------------------------------------ and then


def put_right(run: Run) -> list[str]:
    """What an operator does when it is over: `make redrive`, until there is nothing left to redrive."""
    for _ in range(20):
        found = redrive(run.world)
        if not found:
            return []
        run.redriven += found
        time.sleep(1)
    return ["redrive: it finds more to do each time"]


def redrive(world: World) -> list[str]:
    """`make redrive`: what it found to do."""
    order: dict[str, Any] = {}
    done: list[str] = []
    while True:
        swept = invoke(world, "escalate", {"sweep": True, "by_hand": True, **order})
        if not swept:
            return ["a sweep that failed"]
        done += [*swept["opened"], *swept["failed"], *swept["notices"]]
        if swept["rest"] is None:
            return done
        order = {"rest": swept["rest"]}


def close(run: Run) -> None:
    """The schedule, after the last appeal window, and once more."""
    files = [case_file(run, one.lot) for one in run.negative]
    untils = [datetime.fromisoformat(file["case"]["appeal_until"]) for file in files if file]
    if untils:
        moment = max(untils) + timedelta(minutes=1)
        for _ in range(3):
            ring(run.world, moment)


def quiet(world: World, seconds: float) -> list[str]:
    """Waits until no mail, and no report on one, is in the queues any more; says so where they stay."""
    queues = ("NoticesQueueUrl", "MailReportsQueueUrl")
    try:
        poll(lambda: not any(world.messages_in(queue) for queue in queues), timeout=seconds, what="empty queues")
    except TimeoutError as error:
        return [f"quiet: {error}"]
    return []
