"""What submit adds to a new rating: its processor time, beside the same calls made bare through the same client."""

import contextlib
import importlib
import io
import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from hailong.adapters.dynamodb import items
from tests import samples
from tests.aws import lambda_context
from tests.bench.report import Report, table
from tests.contract.submit_desk import API_URL, SETTINGS, machine_claims, rating

GOAL = 1.3
ROUNDS, CALLS = 30, 40


_CLEARED = items.clearance_item(samples.clearance(cleared_at=datetime.now(UTC) - timedelta(hours=1)))


class _Body(io.BytesIO):
    def stream(self, **_: Any) -> Any:
        yield self.read()


def _stub(request: Any, **_: Any) -> AWSResponse:
    """Answers in DynamoDB's place, at the cost of nothing but what the client itself does."""
    target = request.headers["X-Amz-Target"]
    operation = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
    found = {"Item": _CLEARED} if operation == "GetItem" else {}
    body = json.dumps(found).encode()
    headers = HTTPHeaders.from_dict({"content-type": "application/x-amz-json-1.0"})
    return AWSResponse(request.url, 200, headers, _Body(body))


def _processor_time(act: Callable[[], object]) -> float:
    started = time.process_time()
    for _ in range(CALLS):
        act()
    return (time.process_time() - started) / CALLS


def run() -> Report:
    os.environ |= SETTINGS | {
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
    submit = importlib.import_module("functions.submit.handler")
    client, event = submit._client, _event()
    client.meta.events.register("before-send.dynamodb", _stub)
    made: list[tuple[str, dict[str, Any]]] = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        made.append((model.name, json.loads(json.dumps(params))))

    client.meta.events.register("provide-client-params.dynamodb", note)
    with contextlib.redirect_stdout(io.StringIO()):
        answer = submit.handler(event, lambda_context())
    client.meta.events.unregister("provide-client-params.dynamodb", note)
    if answer["statusCode"] != 201 or [name for name, _ in made] != ["GetItem", "TransactWriteItems"]:
        raise RuntimeError(f"not a new rating: {answer['statusCode']}, {[name for name, _ in made]}")
    (_, get), (_, write) = made
    # Each call makes a token of its own, as submit's did.
    write.pop("ClientRequestToken", None)

    def bare() -> None:
        client.get_item(**get)
        client.transact_write_items(**write)

    def whole() -> None:
        submit.handler(event, lambda_context())

    taken: dict[str, list[float]] = {"bare": [], "submit": []}
    with contextlib.redirect_stdout(io.StringIO()):
        for turn in range(ROUNDS + 2):
            for name, act in (("bare", bare), ("submit", whole)):
                seconds = _processor_time(act)
                if turn >= 2:
                    taken[name].append(seconds)
    ratio = median(own / plain for own, plain in zip(taken["submit"], taken["bare"], strict=True))
    rows = [
        ("`GetItem` and `TransactWriteItems`, bare", f"{median(taken['bare']) * 1000:.2f} ms", "1.00 ×", ""),
        (
            "submit, a new rating",
            f"{median(taken['submit']) * 1000:.2f} ms",
            f"{ratio:.2f} ×",
            f"≤ {GOAL} × {'met' if ratio <= GOAL else '**missed**'}",
        ),
    ]
    return Report(
        title="Warm",
        text=(
            "Processor time of a new rating in a process that has started: the handler, beside the two calls that it "
            f"makes, with the same items through the same client against a stub; {ROUNDS} rounds of {CALLS}, in turn."
        ),
        tables=(table(("what", "processor time", "of the bare calls", "goal"), rows),),
        raw={"processor_seconds": taken},
    )


def _event() -> dict[str, Any]:
    """What API Gateway sends for `POST /ratings`."""
    return {
        "resource": "/ratings",
        "path": "/ratings",
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/json"},
        "queryStringParameters": None,
        "pathParameters": None,
        "requestContext": {"authorizer": {"claims": machine_claims()}},
        "stageVariables": {"api_url": API_URL},
        "body": json.dumps(rating(comment="Phải chờ hai ngày mới có người kiểm hóa.", reasons=["delay"])),
        "isBase64Encoded": False,
    }
