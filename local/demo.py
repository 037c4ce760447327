"""`make demo`: one negative rating through everything, printed as it happens."""

import hashlib
import json
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import httpx

from hailong.cases.replies import REPLY
from hailong_client import HaiLong, HaiLongError
from local import mails
from local.progress import CannotGoOn
from local.receiver import Receiver
from local.signin import staff_tokens
from local.stack import MachineClient, Stack, StaffMember
from local.waiting import poll
from local.webhooks import Webhooks

if TYPE_CHECKING:
    from local.deployment import Deployment

type Json = dict[str, Any]

TAX_CODE, OFFICE = "5700100256", "20CF"
# Rated by the demo, and one of its staff: the case is not for his eyes.
RATED_OFFICER = "20CF-0012"

_PATIENCE_SECONDS = 60.0
_OVER_HTTP = {
    "clear": "PUT /clearances/…",
    "rate": "POST /ratings",
    "rating": "GET /ratings/…",
    "helped": "POST /ratings/…/helped",
}
_LINE_WIDTH = 100


def run(stack: Stack, deployed: "Deployment") -> None:
    """Tells the story of a lot of its own each time; CannotGoOn where the chain breaks."""
    try:
        with _vendors_endpoint(stack, deployed) as receiver:
            _tell(stack, deployed, receiver)
    except (httpx.HTTPError, HaiLongError) as error:
        raise CannotGoOn(f"the local cloud does not answer as it should ({error}); try `make down up`") from error
    except TimeoutError as error:
        raise CannotGoOn(f"{error}; what the functions said is in .local/cloud.log") from error


@contextmanager
def _vendors_endpoint(stack: Stack, deployed: "Deployment") -> Iterator[Receiver]:
    """Where the vendor's software is told of events, on this machine, for as long as the story goes on."""
    webhooks, client_id = Webhooks(deployed), stack.clients.software.id
    webhooks.stop(client_id)
    secrets: list[str] = []
    with Receiver(lambda: secrets) as receiver:
        secret = webhooks.register(client_id, receiver.url)
        secrets.extend([secret] if secret else [])
        try:
            yield receiver
        finally:
            webhooks.stop(client_id)


def _tell(stack: Stack, deployed: "Deployment", receiver: Receiver) -> None:
    # 11 digits, and a 12th that counts amendments. The time makes every run another lot.
    number = f"10{int(time.time()) % 10**9:09d}1"
    address = f"xnk-{number}@example.vn"
    customs = Machine("the customs system", _api(stack, stack.clients.customs))
    software = Machine("the declaration software", _api(stack, stack.clients.software))
    handler = _staff(stack, stack.person(group="handler", office=OFFICE))
    supervisor = _staff(stack, stack.person(group="supervisor", office=OFFICE))
    rated_officer = _staff(stack, stack.person(group="handler", staff_code=RATED_OFFICER))

    _headline("The declaration is cleared, and the customs system reports it")
    customs.does("clear", number, _clearance(address))

    _headline("The enterprise rates it from inside its declaration software, and is not satisfied")
    rated = software.does("rate", _rating(number))

    case_id = rated["case_id"]
    task = f"/tasks/{case_id}"
    _headline(f"The stream brings the rating to escalate, which opens the case {case_id}")
    found = poll(lambda: _opened(handler, case_id) or {}, _PATIENCE_SECONDS, what=f"the opening of {case_id}")
    _show({name: found[name] for name in ("case_id", "state", "negative_subjects", "reasons", "due_at")})
    _show_mail(stack, case_id, 0, "the acknowledgement")

    _headline("The officer who is rated does not even find it")
    rated_officer.send("GET", task, refused=True)

    _headline(f"{handler.name} takes the task")
    handler.send("POST", f"{task}/claim", {}, shown=_as_it_stands)

    _headline("The enterprise replies to the mail; what it says, and its file, come into the case's file")
    _reply(deployed, handler, case_id, address)

    _headline(f"{handler.name} decides")
    handler.attach(task, "bien-ban.txt", "Đã làm việc với tổ kiểm hóa: chờ máy soi từ 8:00 đến 15:40.\n".encode())
    handler.send("POST", f"{task}/decide", _decision(), shown=_as_it_stands)

    _headline("A handler cannot approve it; a second person, the supervisor, does")
    handler.send("POST", f"{task}/review", {"approve": True}, refused=True)
    supervisor.send("POST", f"{task}/review", {"approve": True}, shown=_as_it_stands)
    _show_mail(stack, case_id, 1, "the outcome")

    _headline("The enterprise sees the answer in its software, too")
    software.does("rating", number, TAX_CODE)

    _headline("It says whether the answer helped; those who dealt with the case see that once it is closed")
    software.does("helped", number, TAX_CODE, "partly", "Đã có lời xin lỗi, nhưng chưa rõ lần sau có phải chờ không.")
    for machine in (customs, software):
        machine.api.close()

    _headline("What is kept of it")
    file = handler.send("GET", task, shown=_who_did_what)
    print(f"\n  {case_id} is {file['case']['state']}; it closes unless the enterprise appeals", end=" ")
    print(f"until {file['case']['appeal_until']}.\n  As staff see it: {stack.console_url}")

    _headline("All the while the vendor's endpoint was told, and checked each signature")
    _show_events(receiver, case_id)


def _reply(deployed: "Deployment", handler: "Caller", case_id: str, address: str) -> None:
    """As a mail program writes it; the local cloud gets it as SES would hand it over."""
    # It is for all commands, this one among them.
    from local.replies import address_of, deliver  # noqa: PLC0415

    message = EmailMessage()
    message["From"], message["To"] = address, address_of(deployed, case_id)
    message["Subject"] = f"Re: [{case_id}]"
    message.set_content("Gửi kèm phiếu cân.\n\nVào Th 5, Hài Lòng <hailong@customs.example.vn> đã viết:\n> Kính gửi\n")
    message.add_attachment("Phiếu cân: 18,4 tấn\n", filename="phieu-can.txt")
    deliver(deployed, message.as_bytes())
    file = poll(
        lambda: _with_reply(handler, case_id) or {}, _PATIENCE_SECONDS, what=f"the reply in the file of {case_id}"
    )
    _show({"note": next(one["note"] for one in file["timeline"] if one["action"] == REPLY)})
    _show({"evidence": [f"{one['name']}, {one['size']} bytes, by {one['by']}" for one in file["evidence"]]})


def _with_reply(handler: "Caller", case_id: str) -> Json | None:
    file: Json = handler.call("GET", f"/tasks/{case_id}").raise_for_status().json()
    return file if file["evidence"] and any(one["action"] == REPLY for one in file["timeline"]) else None


def _show_events(receiver: Receiver, case_id: str) -> None:
    """What came to the endpoint, once the decision has."""
    events = poll(
        lambda: [one for one in [receiver.events(case_id)] if one and one[-1].type == "case.decided"],
        _PATIENCE_SECONDS,
        what="the event of the decision",
    )[0]
    print(f"\n  {receiver.url}")
    for event in events:
        print(f"    ✓ {event.type:<15} {event.at.isoformat()}  {event.id}")
    print("  Ids and links only: the software asks the API for the rest.\n")


@dataclass(frozen=True, slots=True)
class Machine:
    """A vendor's system that uses the Python client; its calls are printed with their answers."""

    name: str
    api: HaiLong

    def does(self, call: str, *arguments: Any) -> Json:
        print(f"\n  {self.name}, by the Python client: {call} ({_OVER_HTTP[call]})")
        for body in arguments:
            if isinstance(body, dict):
                _show(body, mark="→")
        found: Json = getattr(self.api, call)(*arguments)
        _show(found, mark="←")
        return found


def _api(stack: Stack, client: MachineClient) -> HaiLong:
    # Its own transport: proxies of the user's are none of its business.
    return HaiLong(stack.api_url, stack.token_url, client.id, client.secret, transport=httpx.HTTPTransport())


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a token, whose requests are printed with their answers."""

    stack: Stack
    name: str
    token: str

    def send(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        refused: bool = False,
        shown: Callable[[Json], Json] = dict,
    ) -> Json:
        """`refused`: the answer has to be a 4xx. `shown`: what of the answer is printed."""
        print(f"\n  {self.name}: {method} {path}")
        if body:
            _show(body, mark="→")
        answer = self.call(method, path, body)
        if answer.is_client_error is not refused or answer.is_server_error:
            raise CannotGoOn(f"{method} {path} was answered with {answer.status_code}: {answer.text}")
        print(f"  {answer.status_code} {answer.reason_phrase}")
        found: Json = answer.json()
        _show(found if refused else shown(found), mark="←")
        return found

    def attach(self, task: str, name: str, content: bytes) -> None:
        """Evidence: announced with its SHA-256, and uploaded by the form that takes no other file."""
        digest = hashlib.sha256(content).hexdigest()
        announced = {"name": name, "content_type": "text/plain", "size": len(content), "sha256": digest}
        given = self.send("POST", f"{task}/evidence", announced, shown=lambda answer: {"form": answer["upload"]["url"]})
        form = given["upload"]
        sent = httpx.post(form["url"], data=form["fields"], files={"file": content}, trust_env=False)
        if sent.is_error:
            raise CannotGoOn(f"the file was answered with {sent.status_code}: {sent.text}")

    def call(self, method: str, path: str, body: Json | None = None) -> httpx.Response:
        return httpx.request(
            method,
            f"{self.stack.api_url}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=_PATIENCE_SECONDS,
            trust_env=False,
        )


def _staff(stack: Stack, member: StaffMember) -> Caller:
    return Caller(stack, member.username, staff_tokens(stack, member)["id_token"])


def _opened(person: Caller, case_id: str) -> Json | None:
    """The case, once there is one that the person may see."""
    answer = person.call("GET", f"/tasks/{case_id}")
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    case: Json = answer.raise_for_status().json()["case"]
    return case


def _show_mail(stack: Stack, case_id: str, position: int, what: str) -> None:
    """The e-mail to the enterprise at that position of those about the case, as it was sent."""
    mail = poll(
        lambda: [mail for mail in mails.sent(stack) if case_id in mail.subject][position:],
        _PATIENCE_SECONDS,
        what=f"the e-mail with {what}",
    )[0]
    print(f"\n  ✉ {what}, to {', '.join(mail.to)}: {mail.subject}")
    print(textwrap.indent(mail.text.strip(), "    │ ", lambda _: True))


def _headline(text: str) -> None:
    print(f"\n■ {text}")


def _show(content: Json, mark: str = " ") -> None:
    """On one line if it fits, else a line a field."""
    text = json.dumps(content, ensure_ascii=False)
    if len(text) > _LINE_WIDTH:
        text = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in content.items())
    print(textwrap.indent(text, f"    {mark} "))


def _as_it_stands(file: Json) -> Json:
    return {name: file["case"][name] for name in ("state", "assignee", "version")}


def _who_did_what(file: Json) -> Json:
    return {
        "timeline": [
            f"{entry['at']}  {entry['action']} by {entry['by']} ({entry['role']})" for entry in file["timeline"]
        ],
        "notices": [f"{notice['kind']}: {notice['state']}" for notice in file["notices"]],
    }


def _clearance(address: str) -> Json:
    return {
        "declaration_type": "A11",
        "first_declaration_no": None,
        "channel": "yellow",
        "enterprise": {"tax_code": TAX_CODE, "name": "Công ty TNHH Ví dụ", "emails": [address]},
        "office": OFFICE,
        "team": "01",
        "officers": [{"code": RATED_OFFICER, "name": "Nguyễn Văn An", "stage": "inspection"}],
        "cleared_at": (datetime.now(UTC) - timedelta(hours=2)).isoformat(timespec="seconds"),
    }


def _rating(number: str) -> Json:
    return {
        "declaration_no": number,
        "tax_code": TAX_CODE,
        "levels": {"officer": 2, "team": 3, "office": 4},
        "reasons": ["delay"],
        "comment": "Phải chờ kiểm hoá gần hai ngày mà không được báo lý do.",
        "language": "vi",
    }


def _decision() -> Json:
    return {
        "outcome": "upheld",
        "root_cause": "workload",
        "action_taken": "Bố trí thêm công chức kiểm hoá vào buổi trưa; nhắc nhở việc thông báo khi phải chờ.",
        "message_to_enterprise": (
            "Chi cục thành thật xin lỗi Quý doanh nghiệp vì sự chậm trễ, và đã bố trí thêm người để không lặp lại."
        ),
    }
