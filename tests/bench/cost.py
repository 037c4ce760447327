"""What a rating costs: request units, transitions, messages and mails, counted; and the bill that follows from them.

One positive and one negative rating go through the functions' own code and the real state machine on moto, from the
clearance to the closed case; every call to AWS is counted. Staff act through the store: what they look at is not in it.
"""

import math
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from datetime import timedelta
from importlib import import_module
from io import StringIO
from itertools import count
from typing import Any
from unittest.mock import patch

import boto3
from botocore.client import BaseClient
from moto import mock_aws

from functions.notify import sending
from functions.tally import records
from functions.tally.decisions import tally
from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.notices import DynamoNoticeStore, DynamoOutbox
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.cases import casework, course
from hailong.mail.message import Mail
from hailong.vocabulary.words import Subject, WaitStep
from local.halfyear import lots
from tests import samples
from tests.aws import (
    REGION,
    create_cases_table,
    create_events_table,
    create_ratings_table,
    lambda_context,
    tables_of_the_template,
)
from tests.bench.prices import PRICES, REGION_OF_PRICES
from tests.bench.report import Report, table
from tests.bench.simulated import size
from tests.bench.tally_rate import SerialisedCounters
from tests.fakes.invitations import MemoryInvitationDays, MemoryOptOuts
from tests.fakes.mail import MemoryMailer
from tests.fakes.staff import MemoryStaffDirectory
from tests.workflow.conftest import MACHINE_ARN, FollowedStream, World, definition, refusals_as_on_aws

RATINGS_A_MONTH = round(20_738 / 171 * 365 / 12)
"""Of the article: 20,738 from 1 January to 20 June 2022."""
INVOCATION_SECONDS, MEMORY_GB = 0.1, 0.5
"""What an invocation is taken to last: no Lambda has measured it."""
AT = samples.RATED
type Used = defaultdict[str, float]
COUNTED = ("write units", "read units", "transitions", "messages", "mails", "requests", "invocations")


def run() -> Report:
    negative = _negative_rating()
    positive = _positive_rating()
    share = _negative_share()
    kinds = {"1,000 positive ratings": positive, "1,000 negative ratings": negative}
    counted = table(
        ("of", *COUNTED, "GB-seconds"),
        [
            (name, *(f"{1000 * found[what]:,.0f}" for what in COUNTED), f"{1000 * _gb_seconds(found):,.0f}")
            for name, found in kinds.items()
        ],
    )
    bills = {factor: _bill(positive, negative, share, factor) for factor in (1, 100, 10_000)}
    rows = [
        (name, *(f"$ {bills[factor][name]:,.2f}" for factor in bills), price.told) for name, price in PRICES.items()
    ]
    rows.append(("together", *(f"$ {sum(bill.values()):,.2f}" for bill in bills.values()), ""))
    return Report(
        title="What it costs",
        text=(
            "Counted on one rating of each kind, from its clearance to the closed case, a transaction twice its units; "
            f"an invocation is taken to last {INVOCATION_SECONDS} s with {MEMORY_GB} GB. In the "
            f"bill {share:.1%} of the ratings are negative, as in the made-up half-year. Prices are list prices of "
            f"{REGION_OF_PRICES}; the free tier, traffic, backups and what is stored are not in it."
        ),
        tables=(
            counted,
            table(("a month", *(f"{RATINGS_A_MONTH * factor:,} ratings" for factor in bills), "price"), rows),
        ),
        raw={"positive": positive, "negative": negative, "negative_share": share, "bills": bills},
    )


def _gb_seconds(found: Used) -> float:
    return found["invocations"] * INVOCATION_SECONDS * MEMORY_GB


def _bill(positive: Used, negative: Used, share: float, factor: int) -> dict[str, float]:
    ratings = RATINGS_A_MONTH * factor
    used = {what: ratings * ((1 - share) * positive[what] + share * negative[what]) for what in COUNTED}
    used["GB-seconds"] = used["invocations"] * INVOCATION_SECONDS * MEMORY_GB
    used["month"] = 1
    return {name: used[price.of] * price.each for name, price in PRICES.items()}


def _negative_share() -> float:
    ratings = [lot.rating for lot in lots() if lot.rating is not None]
    return sum(rating.negative for rating in ratings) / len(ratings)


def _positive_rating() -> Used:
    with _counting() as found:
        store = _tables()[0]
        found.clear()
        levels = {Subject.OFFICER: 5}
        _rate(store, found, levels)
        rating = samples.accepted_rating(levels=levels)
        _tallied(found, [_record(items.clearance_item(samples.clearance())), _record(items.rating_item(rating))])
    return found


def _negative_rating() -> Used:
    with ExitStack() as stack:
        found = stack.enter_context(_counting())
        store, world, told = _world(found)
        stack.enter_context(refusals_as_on_aws(import_module("functions.escalate.handler").executions._client))
        found.clear()
        _rate(store, found, {Subject.OFFICER: 2})
        case_id = samples.accepted_rating().case_id
        assert case_id is not None
        world.until_waiting(case_id, WaitStep.DECISION)
        claimed = world.write(casework.claim(world.case(case_id), samples.HANDLER, at=AT))
        world.write(casework.decide(claimed, samples.HANDLER, samples.RULING, at=AT))
        world.until_waiting(case_id, WaitStep.REVIEW)
        until = AT + timedelta(days=14)
        world.write(casework.approve(world.case(case_id), samples.SUPERVISOR, at=AT, appeal_until=until))
        world.until_waiting(case_id, WaitStep.WINDOW)
        world.write(course.close(world.case(case_id), at=until + timedelta(minutes=1)))
        world.until(lambda: world.status(case_id) == "SUCCEEDED")
        found["requests"] += 3
        found["invocations"] += 3
        _mailed(world, found, case_id)
        _tallied(found, [_record(items.clearance_item(samples.clearance())), *told])
        arn = f"{MACHINE_ARN.replace(':stateMachine:', ':execution:')}:{case_id}"
        with patch.object(BaseClient, "_make_api_call", _PLAIN):
            pages = world.machines.get_execution_history(executionArn=arn, maxResults=1000)
        found["transitions"] = sum(event["type"].endswith("StateEntered") for event in pages["events"])
    return found


def _rate(store: DynamoRatingStore, found: Used, levels: dict[Subject, int]) -> None:
    """As submit does it: the clearance is put and matched, then the rating accepted."""
    store.clearance(samples.clearance().key)
    store.put_clearance(samples.clearance(), replaces=None)
    store.waiting_at(samples.clearance().key)
    store.clearance(samples.clearance().key)
    store.accept(samples.accepted_rating(levels=levels))
    found["requests"] += 2
    found["invocations"] += 2


def _mailed(world: World, found: Used, case_id: str) -> None:
    """Sends every notice of the case as notify does it."""
    clock = count()
    desk = sending.Desk(
        notices=DynamoNoticeStore(world.dynamodb, "cases"),
        outbox=DynamoOutbox(world.dynamodb, "cases"),
        lots=world.ratings,
        staff=MemoryStaffDirectory(*samples.STAFF),
        mailer=MemoryMailer(),
        render=lambda _kind, _case: Mail(subject="-", text="-", html="-"),
        digest=lambda *_: None,
        invite=lambda _lots: Mail(subject="-", text="-", html="-"),
        thread=lambda _case_id, _taken: (),
        current=lambda: None,
        days=MemoryInvitationDays(),
        opt_outs=MemoryOptOuts(),
        window=timedelta(days=30),
        clock=lambda: AT + timedelta(seconds=next(clock)),
        patience=sending.Patience(
            lease=timedelta(seconds=60),
            first_pause=timedelta(seconds=60),
            longest_pause=timedelta(hours=1),
            give_up_after=timedelta(days=3),
        ),
    )
    for notice in world.notices(case_id):
        sending.deliver(desk, case_id, notice.notice_id)
        found["mails"] += 1
        found["invocations"] += 1
        # It was sent already; here it is received and deleted.
        found["messages"] += 2


def _tallied(found: Used, changes: list[dict[str, Any]]) -> None:
    """Each change as a batch of its own, as at a quiet hour."""
    counters = SerialisedCounters()
    for change in changes:
        if change["dynamodb"]["Keys"]["sk"]["S"] in {"CLEARANCE", "RATING", "CASE"}:
            tally([fact for fact, _ in records.read([change]).facts], counters, pause=lambda _: None)
            found["invocations"] += 1
    found["write units"] += counters.write_units
    found["read units"] += counters.reads


def _record(item: items.Item, event: str = "INSERT") -> dict[str, Any]:
    change = {"Keys": {"pk": item["pk"], "sk": item["sk"]}, "NewImage": item, "SequenceNumber": "1"}
    return {"eventName": event, "dynamodb": change | {"ApproximateCreationDateTime": AT.timestamp()}}


# ------------------------------------------------------------------ the counting

_PLAIN: Any = getattr(BaseClient, "_make_api_call")  # noqa: B009 - mypy does not know of it


@contextmanager
def _counting() -> Iterator[Used]:
    """Counts every call that is made meanwhile, by whoever."""
    found: Used = defaultdict(float)

    def counted(client: BaseClient, operation: str, params: dict[str, Any]) -> Any:
        answer = _PLAIN(client, operation, params)
        match client.meta.service_model.service_name:
            case "dynamodb":
                _units(found, operation, params, answer)
            case "sqs" if operation in {"SendMessage", "DeleteMessage"}:
                found["messages"] += 1
        return answer

    environment = {"AWS_DEFAULT_REGION": REGION, "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
    with (
        patch.dict(os.environ, environment),
        mock_aws(config={"stepfunctions": {"execute_state_machine": True}}),
        patch.object(BaseClient, "_make_api_call", counted),
        redirect_stdout(StringIO()),
    ):
        yield found


def _units(found: Used, operation: str, params: dict[str, Any], answer: dict[str, Any]) -> None:
    match operation:
        case "GetItem":
            found["read units"] += _read(size(answer.get("Item", {})), params)
        case "Query":
            found["read units"] += _read(sum(map(size, answer["Items"])), params)
        case "PutItem":
            found["write units"] += _written(params["TableName"], params)
        case "UpdateItem" | "DeleteItem":
            found["write units"] += 1
        case "BatchWriteItem":
            found["write units"] += sum(map(len, params["RequestItems"].values()))
        case "TransactWriteItems":
            for one in params["TransactItems"]:
                ((kind, what),) = one.items()
                found["write units"] += _written(what["TableName"], what, 2) if kind == "Put" else 2


def _read(read: int, params: dict[str, Any]) -> float:
    return math.ceil(max(read, 1) / 4096) * (1 if params.get("ConsistentRead") else 0.5)


def _written(name: str, put: dict[str, Any], times: int = 1) -> int:
    """A unit for each KiB, in the table and in every index that the item stands in; an entry that moved is two."""
    item = put["Item"]
    kilobytes = math.ceil(size(item) / 1024)
    replaces = "attribute_not_exists" not in put.get("ConditionExpression", "attribute_not_exists")
    units = times * kilobytes
    logical = {"ratings": "RatingsTable", "cases": "CasesTable"}[name]
    for index in tables_of_the_template()[logical].get("GlobalSecondaryIndexes", []):
        if all(key["AttributeName"] in item for key in index["KeySchema"]):
            whole = index["Projection"]["ProjectionType"] == "ALL"
            units += (kilobytes if whole else 1) * (2 if replaces else 1)
    return units


def _tables() -> tuple[DynamoRatingStore, Any]:
    client = boto3.client("dynamodb")
    create_ratings_table(client, streamed=True)
    create_cases_table(client, streamed=True)
    return DynamoRatingStore(client, "ratings"), client


def _world(found: Used) -> tuple[DynamoRatingStore, World, list[dict[str, Any]]]:
    """The deployed workflow, and what its streams bring that the tally is told, too."""
    store, client = _tables()
    sqs, machines = boto3.client("sqs"), boto3.client("stepfunctions")
    os.environ |= {
        "RATINGS_TABLE": "ratings",
        "CASES_TABLE": "cases",
        "EVENTS_TABLE": create_events_table(client),
        "NOTICES_QUEUE_URL": sqs.create_queue(QueueName="notices")["QueueUrl"],
        "LISTINGS_QUEUE_URL": sqs.create_queue(QueueName="listings")["QueueUrl"],
        "DEAD_LETTER_QUEUE_URL": sqs.create_queue(QueueName="dead-letters")["QueueUrl"],
        "STATE_MACHINE_ARN": MACHINE_ARN,
        "WORKING_DAYS_TO_DECIDE": "5",
        "RATING_WINDOW_DAYS": "30",
        "INVITATION_MINUTES": "60",
    }
    role = "arn:aws:iam::123456789012:role/machine"
    machines.create_state_machine(name="hailong-case", definition=definition(), roleArn=role)
    escalate = import_module("functions.escalate.handler")
    told: list[dict[str, Any]] = []

    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        found["invocations"] += 1
        told.extend(record for record in event["Records"] if "dynamodb" in record)
        answer: dict[str, Any] = escalate.handler(event, lambda_context())
        return answer

    streams = boto3.client("dynamodbstreams")
    followed = tuple(FollowedStream(client, streams, name) for name in ("ratings", "cases"))
    return store, World(client, machines, handler, followed), told
