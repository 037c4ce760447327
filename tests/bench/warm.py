"""What submit adds to a new rating: its processor time, beside the same calls made bare through the same client."""

import contextlib
import importlib
import io
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from statistics import median
from typing import TYPE_CHECKING, Any

from hailong.adapters.dynamodb import items
from tests import samples
from tests.aws import lambda_context
from tests.bench.report import Report, table
from tests.contract.submit_desk import API_URL, SETTINGS, machine_claims, rating

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

GOAL = 1.3
ROUNDS, CALLS = 30, 40


_CLEARED = items.clearance_item(samples.clearance(cleared_at=datetime.now(UTC) - timedelta(hours=1)))


class _Stub(BaseHTTPRequestHandler):
    """Answers in DynamoDB's place, over a connection that is kept."""

    protocol_version = "HTTP/1.1"
    # An answer in one piece: the second of two would wait for the first one's acknowledgement.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        found = {"Item": _CLEARED} if self.headers["X-Amz-Target"].endswith("GetItem") else {}
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def _serve(port: "Connection") -> None:
    server = HTTPServer(("127.0.0.1", 0), _Stub)
    port.send(server.server_port)
    server.serve_forever()


@contextlib.contextmanager
def _stub() -> Iterator[str]:
    """The address of a stub in a process of its own, whose time is not ours."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


def _processor_time(act: Callable[[], object]) -> float:
    started = time.process_time()
    for _ in range(CALLS):
        act()
    return (time.process_time() - started) / CALLS


def run() -> Report:
    with _stub() as address:
        return _run(address)


def _run(address: str) -> Report:
    os.environ |= SETTINGS | {
        "AWS_ENDPOINT_URL_DYNAMODB": address,
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
    submit = importlib.import_module("functions.submit.handler")
    client, event = submit._client, _event()
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
            "makes, with the same items through the same client against a stub in "
            f"another process; {ROUNDS} rounds of {CALLS}, in turn."
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
