"""A deployed stack as a test meets it: over HTTP as customs, a vendor's software and staff; past it as an operator."""

import hashlib
import itertools
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from local import mails
from local.cloud import Cloud
from local.follow import logged
from local.mails import Mail
from local.signin import machine_token, staff_tokens
from local.stack import Stack, StaffMember
from tests.conformance import deviations
from tests.e2e.posting import Posting
from tests.e2e.waiting import poll

TAX_CODE = "5700100256"

type Json = dict[str, Any]


@dataclass(frozen=True)
class Lot:
    """A lot of a test's own: nothing that another test does concerns it."""

    declaration_no: str
    tax_code: str = TAX_CODE
    email: str = ""

    @property
    def lot_key(self) -> str:
        return self.declaration_no[:11]

    @property
    def case_id(self) -> str:
        return f"HL-{self.lot_key}"


@dataclass
class World:
    """`outputs` are the stack's: queues and other things that the API does not show."""

    stack: Stack
    cloud: Cloud
    outputs: Mapping[str, str]
    way_of_mails: Posting | None = None
    _tokens: dict[str, tuple[float, str]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    # ------------------------------------------------------------ callers

    def customs(self) -> httpx.Client:
        return self._client("customs", lambda: machine_token(self.stack, self.stack.clients.customs))

    def software(self) -> httpx.Client:
        return self._client("software", lambda: machine_token(self.stack, self.stack.clients.software))

    def staff(self, member: StaffMember) -> httpx.Client:
        """Calls as a person, who has signed in through the sign-in page."""
        return self._client(member.username, lambda: staff_tokens(self.stack, member)["id_token"])

    def handler(self, office: str = "20CF") -> httpx.Client:
        return self.staff(self.stack.person(group="handler", office=office))

    def supervisor(self) -> httpx.Client:
        return self.staff(self.stack.person(group="supervisor"))

    def inspector(self) -> httpx.Client:
        return self.staff(self.stack.person(group="inspector"))

    def leader(self) -> httpx.Client:
        return self.staff(self.stack.person(group="leader"))

    def anyone(self) -> httpx.Client:
        return httpx.Client(base_url=self.stack.api_url, timeout=_ANSWER_SECONDS, trust_env=False)

    # ------------------------------------------------------------ what happens to a lot

    def new_lot(self) -> Lot:
        number = next(self._numbers)
        return Lot(declaration_no=f"3{number:010d}1", email=f"lot{number}@example.vn")

    def cleared_lot(self, **changes: Any) -> Lot:
        """A lot that can be rated."""
        lot = self.new_lot()
        with self.customs() as customs:
            customs.put(f"/clearances/{lot.declaration_no}", json=clearance(lot, **changes)).raise_for_status()
        return lot

    def rate(self, lot: Lot, **changes: Any) -> httpx.Response:
        with self.software() as software:
            return software.post("/ratings", json=rating(lot, **changes))

    def case_file(self, lot: Lot) -> Json | None:
        """The case as an inspector sees it; none while there is none."""
        with self.inspector() as inspector:
            answer = inspector.get(f"/tasks/{lot.case_id}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        answer.raise_for_status()
        found: Json = answer.json()
        return found

    def opened_case(self, **changes: Any) -> Lot:
        """A lot with a negative rating, whose case has been opened."""
        lot = self.cleared_lot()
        self.rate(lot, **changes).raise_for_status()
        poll(lambda: self.case_file(lot), what=f"the opening of {lot.case_id}")
        return lot

    def attach(self, lot: Lot, content: bytes) -> str:
        """A handler attaches a file; its id."""
        digest = hashlib.sha256(content).hexdigest()
        announced = {"name": "a.pdf", "content_type": "application/pdf", "size": len(content), "sha256": digest}
        with self.handler() as handler:
            answer = handler.post(f"/tasks/{lot.case_id}/evidence", json=announced).raise_for_status().json()
        form = answer["upload"]
        httpx.post(form["url"], data=form["fields"], files={"file": content}, trust_env=False).raise_for_status()
        return str(answer["evidence_id"])

    def decide(self, lot: Lot, **changes: Any) -> Json:
        """A handler claims the case and decides it."""
        with self.handler() as handler:
            handler.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
            answer = handler.post(f"/tasks/{lot.case_id}/decide", json=decision(**changes))
        answer.raise_for_status()
        found: Json = answer.json()
        return found

    def approve(self, lot: Lot) -> Json:
        """The supervisor approves the decision."""
        with self.supervisor() as supervisor:
            answer = supervisor.post(f"/tasks/{lot.case_id}/review", json={"approve": True})
        answer.raise_for_status()
        found: Json = answer.json()
        return found

    def answer(self, lot: Lot) -> Json:
        """What the enterprise's software sees."""
        with self.software() as software:
            answer = software.get(f"/ratings/{lot.declaration_no}", params={"tax_code": lot.tax_code})
        answer.raise_for_status()
        found: Json = answer.json()
        return found

    def mails_to(self, address: str) -> list[Mail]:
        return mails.sent_to(self.stack, address)

    @property
    def posting(self) -> Posting:
        """What stands between the functions and SES."""
        assert self.way_of_mails is not None
        return self.way_of_mails

    # ------------------------------------------------------------ as an operator

    def told(self, correlation_id: str) -> set[tuple[str, str]]:
        """What has been logged of a request in the last hour: by whom, and what it says in short."""
        stack = self.outputs["StateMachine"].rpartition(":")[2].removesuffix("-case")
        since = datetime.now(UTC) - timedelta(hours=1)
        return {(line.source, line.text) for line in logged(self.cloud.client("logs"), stack, correlation_id, since)}

    def item(self, table: str, pk: str, sk: str) -> Json | None:
        """An item of a table as it is stored."""
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        name = getattr(self.stack.tables, table)
        found: Json | None = self.cloud.client("dynamodb").get_item(TableName=name, Key=key).get("Item")
        return found

    def messages_in(self, queue_output: str) -> int:
        """How many messages wait in the queue that an output of the stack names."""
        attributes = self.cloud.client("sqs").get_queue_attributes(
            QueueUrl=self.outputs[queue_output],
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )["Attributes"]
        return sum(int(count) for count in attributes.values())

    @contextmanager
    def without_permission(self, function: str, action: str) -> Iterator[None]:
        """Takes one action out of a function's role, as it stands in the cloud, and puts it back."""
        iam = self.cloud.client("iam")
        arn = self.cloud.client("lambda").get_function_configuration(FunctionName=function)["Role"]
        role = arn.rsplit("/", 1)[-1]
        name = iam.list_role_policies(RoleName=role)["PolicyNames"][0]
        document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        lesser = json.loads(json.dumps(document))
        for statement in lesser["Statement"]:
            listed = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            statement["Action"] = [one for one in listed if one != action]
        lesser["Statement"] = [statement for statement in lesser["Statement"] if statement["Action"]]
        if lesser == document:
            raise ValueError(f"the role of {function} does not allow {action}")
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(lesser))
        try:
            yield
        finally:
            iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))

    def kill_workers(self, function: str) -> list[int]:
        """Kills the processes that run a function, in the middle of what they do; gives which."""
        killed = []
        for pid in self.cloud.workers(function):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
        return killed

    # ------------------------------------------------------------

    def _client(self, who: str, sign_in: Any) -> httpx.Client:
        signed_in, token = self._tokens.get(who, (0.0, ""))
        # Staff's tokens last for 15 minutes.
        if time.monotonic() - signed_in > _TOKEN_SECONDS or not token:
            token = sign_in()
            self._tokens[who] = (time.monotonic(), token)
        return httpx.Client(
            base_url=self.stack.api_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_ANSWER_SECONDS,
            trust_env=False,
            event_hooks={"response": [_as_described]},
        )


def _as_described(response: httpx.Response) -> None:
    """Every answer that a test gets is held against openapi.json."""
    response.read()
    kind = response.headers.get("content-type", "")
    body = response.json() if response.content and kind.partition(";")[0].endswith("json") else None
    if response.status_code in _GATEWAYS_OWN and not (body and "code" in body):
        return  # the local cloud's gateway says no in its own words; ours are in the template
    path = response.url.path.partition("/v1")[2]
    found = deviations(response.request.method, path, response.status_code, kind, body)
    assert not found, found


_GATEWAYS_OWN = {401, 403}
_TOKEN_SECONDS = 10 * 60
# A crowd of cold starts on a small machine takes its time; the API itself gives up after half a minute.
_ANSWER_SECONDS = 60


def clearance(lot: Lot, **changes: Any) -> Json:
    """What customs says of a lot: green channel in Hòn Gai, cleared an hour ago."""
    return {
        "declaration_type": "A11",
        "first_declaration_no": None,
        "channel": "green",
        "enterprise": {"tax_code": lot.tax_code, "name": "Công ty TNHH Ví dụ", "emails": [lot.email]},
        "office": "20CF",
        "team": "01",
        "officers": [{"code": "20CF-0012", "name": "Nguyễn Văn An", "stage": "inspection"}],
        "cleared_at": (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds"),
    } | changes


def rating(lot: Lot, **changes: Any) -> Json:
    """A negative rating of the officer."""
    return {
        "declaration_no": lot.declaration_no,
        "tax_code": lot.tax_code,
        "levels": {"officer": 2, "team": 3, "office": 4},
        "reasons": ["delay"],
        "comment": "Phải chờ hai ngày mới có người kiểm hóa.",
        "language": "vi",
    } | changes


def decision(**changes: Any) -> Json:
    return {
        "outcome": "upheld",
        "root_cause": "workload",
        "action_taken": "Bố trí thêm người trực kiểm hóa buổi trưa.",
        "message_to_enterprise": "Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ.",
    } | changes
