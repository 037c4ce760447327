"""Takes away what the smoke test has made: its case, its rating, its clearance, and what was counted of them."""

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from functions.tally.decisions import uncount
from hailong.adapters.dynamodb import desk_items, items
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.counters import DynamoCounters
from hailong.adapters.dynamodb.finding import DynamoCaseIndex
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.cases import course
from hailong.cases.case import Case
from hailong.cases.machine import execution_name
from hailong.cases.news import INSPECTORS, personal
from hailong.statistics.facts_of_records import rated
from hailong.statistics.ledger import LotState
from hailong.statistics.store import LotKey
from hailong.vocabulary.times import to_text
from hailong.vocabulary.words import CaseState
from local.deployment import Deployment
from local.stack import Stack
from local.waiting import poll

_PATIENCE_SECONDS = 60.0


def clean(at: Deployment, stack: Stack, lot_key: str, case_id: str) -> None:
    """Also after a step that failed, as far as it came. What cannot be taken away is said, and nothing else stops."""
    client = at.client("dynamodb")
    cases = DynamoCaseStore(client, stack.tables.cases)
    case = cases.get(case_id)
    try:
        if case is not None:
            case = _closed(at, cases, case)
            _let_it_be_listed(at, client, stack.tables.cases, case)
            DynamoCaseIndex(client, stack.tables.cases).forget(case)
            _forget_news(client, stack.tables.cases, case)
        _uncount(client, stack, lot_key, case)
    except (ClientError, TimeoutError) as error:
        print(f"  not all could be taken away: {error}")
    _delete(client, stack.tables.cases, case_id)
    _delete(client, stack.tables.ratings, items.rating_key(lot_key)["pk"]["S"])
    _delete(client, stack.tables.ratings, items.clearance_key(lot_key)["pk"]["S"])


def _closed(at: Deployment, cases: DynamoCaseStore, case: Case) -> Case:
    """The case at its end, and its execution with it: well where it can be, else by hand, which rings its alarm."""
    states, machine = at.client("stepfunctions"), at.outputs["StateMachine"]
    execution = f"{machine.replace(':stateMachine:', ':execution:')}:{execution_name(case)}"

    def ended() -> bool:
        return bool(states.describe_execution(executionArn=execution)["status"] != "RUNNING")

    if case.state is CaseState.DECIDED:
        cases.write(course.close(case, at=datetime.now(UTC)))
        poll(ended, _PATIENCE_SECONDS, what=f"the end of {execution_name(case)}")
    else:
        with suppress(states.exceptions.ExecutionDoesNotExist):
            states.stop_execution(executionArn=execution, cause="smoke test")
    return cases.get(case.case_id) or case


def _let_it_be_listed(at: Deployment, client: Any, table: str, case: Case) -> None:
    """Its last move is listed, and no message about an earlier one is left: what came later would list it again."""
    queue = at.client("sqs")
    place = min(DynamoCaseIndex(client, table).places(case))
    key = items.marshal({"pk": place[0], "sk": place[1]})

    def done() -> bool:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        url = at.outputs["ListingsQueueUrl"]
        waiting = queue.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return "Item" in client.get_item(TableName=table, Key=key, ConsistentRead=True) and not any(
            int(waiting[name]) for name in names
        )

    poll(done, _PATIENCE_SECONDS, what=f"the listing of {case.case_id}")


def _forget_news(client: Any, table: str, case: Case) -> None:
    """Off the boards where it can have been posted, since its opening."""
    decided = (code for deciders in case.deciders.values() for code in deciders)
    people = {code for code in (case.assignee, *decided) if code is not None}
    for board in (case.office, INSPECTORS, *map(personal, sorted(people))):
        pages = client.get_paginator("query").paginate(
            TableName=table,
            KeyConditionExpression="pk = :board AND sk >= :opened",
            FilterExpression="case_id = :case",
            ExpressionAttributeValues=items.marshal(
                {":board": desk_items.news_place(board), ":opened": to_text(case.opened_at), ":case": case.case_id}
            ),
            ProjectionExpression="pk, sk",
            ConsistentRead=True,
        )
        for item in [item for page in pages for item in page["Items"]]:
            client.delete_item(TableName=table, Key=item)


def _uncount(client: Any, stack: Stack, lot_key: str, case: Case | None) -> None:
    """Once the tally has seen all there is: what came after it would be counted again."""
    counters = DynamoCounters(client, stack.tables.counters)
    rating = DynamoRatingStore(client, stack.tables.ratings).rating(lot_key)
    if rating is None:
        return

    def seen() -> bool:
        known = counters.load({LotKey(lot_key)}).get(LotKey(lot_key))
        state = known.value if known else None
        return isinstance(state, LotState) and state.rated and (case is None or _version(state) >= case.version)

    poll(seen, _PATIENCE_SECONDS, what="the counting of the last change")
    uncount(lot_key, rated(rating), counters, pause=time.sleep)


def _version(state: LotState) -> int:
    return state.case.version if state.case else 0


def _delete(client: Any, table: str, pk: str) -> None:
    """Everything under one key."""
    pages = client.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
        ProjectionExpression="pk, sk",
        ConsistentRead=True,
    )
    for item in [item for page in pages for item in page["Items"]]:
        client.delete_item(TableName=table, Key=item)
