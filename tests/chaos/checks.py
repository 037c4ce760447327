"""What has to hold when it is over, looked at from outside. Each check tells what is missing; nothing is well."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError

from hailong.statistics.recount import differences, recount
from local import mails
from local.deploy import STACK_NAME
from local.recount import read_counters, read_records
from tests.chaos.faulty import Fault
from tests.chaos.run import Gave, Happened, Run, case_file, insist, levels
from tests.e2e.world import Lot

KINDS = ("acknowledgement", "outcome")
_ONCE = ("open", "claim", "decide", "review", "close")
_AT_ONCE = 6


def ratings_are_there_once(run: Run) -> Iterator[str]:
    """And every negative one has a case, no other one has any."""

    def looked_at(one: Happened) -> str | None:
        path, asked = f"/ratings/{one.lot.declaration_no}", {"tax_code": one.lot.tax_code}
        answer = insist(lambda: run.callers.software().get(path, params=asked), 200, 404)
        found = answer.json()
        if answer.status_code != 200 or found["status"] != "accepted" or found["levels"] != levels(one):
            return f"{one.lot.declaration_no}: the rating is {found}"
        case = found["case_id"], bool(found["case"])
        wanted = (one.lot.case_id, True) if one.planned.negative else (None, False)
        return None if case == wanted else f"{one.lot.declaration_no}: its case is {case} instead of {wanted}"

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from (said for said in pool.map(looked_at, run.lots) if said)
    dynamodb, tables = run.world.cloud.client("dynamodb"), run.world.stack.tables
    records = read_records(dynamodb, tables)
    yield from (f"{key} cannot be read" for key in records.unreadable)
    times = Counter(one.lot for one in records.ratings)
    yield from (f"{lot}: {count} ratings" for lot, count in times.items() if count != 1)


def cases_end(run: Run) -> Iterator[str]:
    """Closed, each step once, with an execution that has come to its end, and a timeline that verifies."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for said in pool.map(lambda one: list(_end(run, one.lot)), run.negative):
            yield from said


def _end(run: Run, lot: Lot) -> Iterator[str]:
    inspector = run.world.stack.person(group="inspector")
    file = case_file(run, lot)
    if file is None:
        yield f"{lot.case_id}: there is no case"
        return
    if file["case"]["state"] != "closed":
        yield f"{lot.case_id}: it is {file['case']['state']}"
    done = Counter(entry["action"] for entry in file["timeline"])
    yield from (f"{lot.case_id}: {action} {done[action]} times" for action in _ONCE if done[action] != 1)
    path = f"/tasks/{lot.case_id}/timeline/verify"
    verified = insist(lambda: run.callers.staff(inspector).get(path), 200).json()
    if not verified["intact"]:
        yield f"{lot.case_id}: {verified}"
    arn = f"{run.world.stack.state_machine.replace(':stateMachine:', ':execution:')}:{lot.case_id}"
    try:
        status = run.world.cloud.client("stepfunctions").describe_execution(executionArn=arn)["status"]
    except ClientError as error:
        status = error.response["Error"]["Code"]
    if status != "SUCCEEDED":
        yield f"{lot.case_id}: its execution is {status}"


def enterprises_are_told(run: Run) -> Iterator[str]:
    """Of both: by mail, or by a call that somebody has to make."""
    sent = Counter((mail.subject, mail.to[0]) for mail in mails.sent(run.world.stack))
    for one in run.negative:
        file = case_file(run, one.lot)
        calls = set(file["case"]["calls_due"]) if file else set()
        told = {subject for subject, address in sent if one.lot.case_id in subject and address == one.lot.email}
        if one.planned.unreachable:
            if calls != set(KINDS):
                yield f"{one.lot.case_id}: its address bounces, and to be called for are {sorted(calls)}"
        elif len(told) != len(KINDS) or calls:
            yield f"{one.lot.case_id}: told {sorted(told)}, to be called for {sorted(calls)}"
    mine = {one.lot.case_id for one in run.negative if not one.planned.unreachable}
    again = sum(times - 1 for (subject, _), times in sent.items() if any(case_id in subject for case_id in mine))
    # A process that dies in the one call that sends, or does not learn what became of it, cannot know.
    in_the_dark = sum(run.faulty.met["ses", fault] for fault in (Fault.LOST, Fault.SLOW))
    if again > run.harm.killed.count("notify") + in_the_dark:
        yield f"{again} mails were sent twice"


def counters_equal_a_recount(run: Run) -> Iterator[str]:
    dynamodb, tables = run.world.cloud.client("dynamodb"), run.world.stack.tables
    records = read_records(dynamodb, tables)
    counted = recount(records.clearances, records.ratings, records.cases)
    yield from (str(one) for one in differences(read_counters(dynamodb, tables), counted))


def dead_letters_are_empty(run: Run) -> Iterator[str]:
    sqs, stack = run.world.cloud.client("sqs"), run.world.cloud.client("cloudformation")
    for resource in stack.describe_stack_resources(StackName=STACK_NAME)["StackResources"]:
        if resource["ResourceType"] == "AWS::SQS::Queue" and resource["LogicalResourceId"].endswith("DeadLetters"):
            url = resource["PhysicalResourceId"]
            known = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
            if count := int(known["Attributes"]["ApproximateNumberOfMessages"]):
                first = sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages", [{}])[0].get("Body", "")
                yield f"{resource['LogicalResourceId']}: {count} messages, one of them {first[:900]}"


CHECKS: tuple[Callable[[Run], Iterator[str]], ...] = (
    ratings_are_there_once,
    cases_end,
    enterprises_are_told,
    counters_equal_a_recount,
    dead_letters_are_empty,
)


def _told(check: Callable[[Run], Iterator[str]], run: Run) -> Iterator[str]:
    try:
        yield from check(run)
    except Gave as error:
        yield str(error)


def missing(run: Run, seconds: float) -> list[str]:
    """What is still missing after so long: counters and mails come after the cases."""
    deadline = time.monotonic() + seconds
    left, found = list(CHECKS), list[str]()
    while left:
        found = []
        for check in list(left):
            said = [f"{check.__name__}: {one}" for one in _told(check, run)]
            found += said
            if not said:
                left.remove(check)
        if time.monotonic() > deadline:
            break
        if left:
            time.sleep(1)
    return found
