"""What is seen from outside when it is over, for each of the checks: by HTTP, in tables, at a vendor, on the bus."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from botocore.exceptions import ClientError

from hailong.statistics.recount import recount
from local import mails
from local.deploy import STACK_NAME
from local.recount import read_counters, read_records
from tests.chaos.checks import (
    DeadLetters,
    SeenCase,
    SeenCounters,
    SeenEvents,
    SeenMails,
    SeenRatings,
    Told,
    cases_end,
    counters_equal_a_recount,
    dead_letters_are_empty,
    enterprises_are_told,
    ratings_are_there_once,
    vendors_are_told,
)
from tests.chaos.faulty import Fault
from tests.chaos.plan import Happened
from tests.chaos.run import Gave, Run, case_file, insist
from tests.e2e.world import Json, Lot

_AT_ONCE = 6
_LONGEST_PAUSE = 15.0
_FULL_PAGE = 10


def _ratings(run: Run) -> SeenRatings:
    def answer(one: Happened) -> tuple[str, Json | None]:
        path, asked = f"/ratings/{one.lot.declaration_no}", {"tax_code": one.lot.tax_code}
        found = insist(lambda: run.callers.software().get(path, params=asked), 200, 404)
        return one.lot.declaration_no, found.json() if found.status_code == httpx.codes.OK else None

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = dict(pool.map(answer, run.lots))
    records = read_records(run.world.cloud.client("dynamodb"), run.world.stack.tables)
    return SeenRatings(
        answers=answers,
        stored=Counter(one.lot for one in records.ratings),
        cases=Counter(one.lot for one in records.cases),
        unreadable=records.unreadable,
    )


def _cases(run: Run) -> dict[str, SeenCase]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(pool.map(lambda one: (one.lot.case_id, _case(run, one.lot)), run.negative))


def _case(run: Run, lot: Lot) -> SeenCase:
    file = case_file(run, lot)
    if file is None:
        return SeenCase(None, None, "", ())
    inspector = run.callers.staff(run.world.stack.person(group="inspector"))
    path = f"/tasks/{lot.case_id}"
    verified = insist(lambda: inspector.get(f"{path}/timeline/verify"), 200).json()
    files = [
        _fetched(inspector, f"{path}/evidence/{one['evidence_id']}") for one in file["evidence"] if one["uploaded"]
    ]
    arn = f"{run.world.stack.state_machine.replace(':stateMachine:', ':execution:')}:{lot.case_id}"
    try:
        status = run.world.cloud.client("stepfunctions").describe_execution(executionArn=arn)["status"]
    except ClientError as error:
        status = error.response["Error"]["Code"]
    return SeenCase(file, verified, status, files)


def _fetched(inspector: httpx.Client, path: str) -> bytes:
    url: str = insist(lambda: inspector.get(path), 200).json()["url"]
    return httpx.get(url, trust_env=False).content


def _mails(run: Run) -> SeenMails:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        files = dict(pool.map(lambda one: (one.lot.case_id, case_file(run, one.lot)), run.negative))
    met = run.faulty.met
    return SeenMails(
        sent=[(mail.subject, mail.to[0]) for mail in mails.sent(run.world.stack)],
        calls_due={case_id: file["case"]["calls_due"] if file else () for case_id, file in files.items()},
        # Whether one that was killed by chance was in the middle of that call cannot be seen from outside.
        in_the_dark=run.harm.killed.count("notify") + met["ses", Fault.LOST] + met["ses", Fault.KILLED],
    )


def _events(run: Run) -> SeenEvents:
    run.listened.listen()
    delivered = list(run.listened.receiver.delivered)
    return SeenEvents(
        delivered=[Told(one.event.id, one.event.type, one.event.declaration_no) for one in delivered if one.event],
        on_bus=list(run.listened.on_bus),
        forged=[one.why_not for one in delivered if not one.event],
    )


def _counters(run: Run) -> SeenCounters:
    dynamodb, tables = run.world.cloud.client("dynamodb"), run.world.stack.tables
    records = read_records(dynamodb, tables)
    return SeenCounters(
        kept=read_counters(dynamodb, tables),
        counted=recount(records.clearances, records.ratings, records.cases),
    )


def _dead_letters(run: Run) -> dict[str, DeadLetters]:
    sqs, stack = run.world.cloud.client("sqs"), run.world.cloud.client("cloudformation")
    found: dict[str, DeadLetters] = {}
    for resource in stack.describe_stack_resources(StackName=STACK_NAME)["StackResources"]:
        name, url = resource["LogicalResourceId"], resource["PhysicalResourceId"]
        if resource["ResourceType"] == "AWS::SQS::Queue" and name.endswith("DeadLetters"):
            counted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
            known = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=counted)["Attributes"]
            first = sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages", [{}])[0].get("Body", "")
            found[name] = DeadLetters(sum(map(int, known.values())), first[:900])
    return found


type _Check = tuple[Callable[[Run], Any], Callable[[Sequence[Happened], Any], Iterator[str]]]

CHECKS: tuple[_Check, ...] = (
    (_ratings, ratings_are_there_once),
    (_cases, cases_end),
    (_mails, enterprises_are_told),
    (_events, vendors_are_told),
    (_counters, counters_equal_a_recount),
    (_dead_letters, dead_letters_are_empty),
)


def missing(run: Run, seconds: float) -> list[str]:
    """What is still missing after so long: counters, mails and events come after the cases."""
    deadline, pause = time.monotonic() + seconds, 1.0
    left: list[_Check] = list(CHECKS)
    while True:
        found: Mapping[str, list[str]] = {check.__name__: _said(look, check, run) for look, check in left}
        left = [one for one in left if found[one[1].__name__]]
        if not left or time.monotonic() > deadline:
            return [f"{name}: {one}" for name, said in found.items() for one in said]
        time.sleep(pause)
        pause = min(1.5 * pause, _LONGEST_PAUSE)


def _said(look: Callable[[Run], Any], check: Callable[[Sequence[Happened], Any], Iterator[str]], run: Run) -> list[str]:
    try:
        return list(check(run.lots, look(run)))
    except Gave as error:
        return [str(error)]
