"""What `make chaos` does harm with: the plan is the seed's, and a fault is what the SDK takes it for."""

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.cloud import HOST
from tests.chaos import faulty
from tests.chaos.faulty import Fault, FaultyCloud
from tests.chaos.plan import NEGATIVE_EVERY, plan


class _Cloud(http.server.BaseHTTPRequestHandler):
    """Answers everything alike, and remembers what it was asked."""

    protocol_version = "HTTP/1.1"
    asked: list[bytes]

    def do_POST(self) -> None:
        self.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        if self.path == "/in-chunks":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"4\r\nchao\r\n1\r\ns\r\n0\r\n\r\n")
            return
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def asked() -> list[bytes]:
    return []


@pytest.fixture
def cloud(asked: list[bytes]) -> Iterator[FaultyCloud]:
    server = http.server.ThreadingHTTPServer((HOST, 0), type("Cloud", (_Cloud,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = FaultyCloud(server.server_port)
    yield made
    made.stop()
    server.shutdown()
    server.server_close()


def _client(cloud: FaultyCloud, service: Any) -> Any:
    return boto3.client(
        service,
        endpoint_url=cloud.address,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=5),
    )


def test_the_same_seed_is_the_same_plan() -> None:
    assert plan(7, 200) == plan(7, 200) != plan(8, 200)
    assert sum(one.negative for one in plan(7, 200)) == 200 // NEGATIVE_EVERY
    for kind in ("late", "corrected", "twice", "unreachable", "file"):
        assert 0 < sum(getattr(one, kind) for one in plan(7, 200)) < 100


def test_while_it_is_calm_all_passes(cloud: FaultyCloud, asked: list[bytes]) -> None:
    with httpx.Client(base_url=cloud.address, trust_env=False) as client:
        assert [client.post("/", content=b"x" * 100_000).text for _ in range(3)] == ["{}"] * 3
        assert client.post("/in-chunks", content=b"y").text == "chaos"
    assert [len(body) for body in asked] == [100_000] * 3 + [1]
    assert not cloud.met


def test_what_is_not_signed_passes_even_then(cloud: FaultyCloud) -> None:
    with cloud.failing(1), httpx.Client(base_url=cloud.address, trust_env=False) as client:
        assert {client.post("/", content=b"x").status_code for _ in range(50)} == {200}


@pytest.mark.parametrize("service", ["dynamodb", "stepfunctions", "sqs", "cognito-idp"])
@pytest.mark.parametrize(
    ("fault", "codes", "made"),
    [
        (
            Fault.THROTTLED,
            {"ProvisionedThroughputExceededException", "ThrottlingException", "TooManyRequestsException"},
            0,
        ),
        (Fault.FAILED, {"InternalServerError"}, 0),
        (Fault.LOST, {"InternalServerError"}, 1),
        (Fault.RESET, {"no answer"}, 0),
        (Fault.SLOW, set[str](), 1),
    ],
)
def test_a_fault_is_what_the_sdk_takes_it_for(
    cloud: FaultyCloud,
    asked: list[bytes],
    monkeypatch: pytest.MonkeyPatch,
    service: str,
    fault: Fault,
    codes: set[str],
    made: int,
) -> None:
    monkeypatch.setattr(faulty, "RATES", dict.fromkeys(faulty.RATES, 1.0))
    monkeypatch.setattr(cloud, "_drawn", lambda _service: fault)
    monkeypatch.setattr(cloud, "_wait", lambda: 0.01)
    calls = {
        "dynamodb": lambda client: client.list_tables(),
        "stepfunctions": lambda client: client.list_state_machines(),
        "sqs": lambda client: client.list_queues(),
        "cognito-idp": lambda client: client.list_user_pools(MaxResults=1),
    }
    found = set[str]()
    with cloud.failing(1):
        try:
            client = _client(cloud, service)
            calls[service](client)
        except ClientError as error:
            found = {error.response["Error"]["Code"]}
        except BotoCoreError:
            found = {"no answer"}
        finally:
            client.close()
    assert found <= codes
    assert bool(found) is bool(codes)
    assert len(asked) == made


def test_whoever_calls_is_killed_when_the_call_has_been_made(
    cloud: FaultyCloud, asked: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloud, "_drawn", lambda _service: Fault.KILLED)
    called_from: list[int] = []

    def kill(port: int) -> bool:
        called_from.append(port)
        return len(called_from) == 1

    cloud.kill = kill
    with cloud.failing(1), httpx.Client(base_url=cloud.address, trust_env=False) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/", content=b"x")
        # Who may not be killed, as the cloud itself, gets its answer.
        assert client.post("/", content=b"x").text == "{}"
    assert len(asked) == len(set(called_from)) == 2
    assert cloud.met == {("", Fault.KILLED): 1}


def test_faults_are_drawn_by_the_seed(cloud: FaultyCloud) -> None:
    def drawn(seed: int) -> list[Fault | None]:
        with cloud.failing(seed):
            return [cloud._drawn("ses") for _ in range(3000)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert {fault for fault in drawn(1) if fault} == set(Fault)
    assert 0.05 < sum(fault is not None for fault in drawn(1)) / 3000 < 0.3
