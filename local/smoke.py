"""`make smoke`: goes once through a deployed stack, on AWS or local, says what works and how fast, and cleans up."""

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from local import smoke_cleanup
from local.deployment import Deployment
from local.progress import CannotGoOn, Steps
from local.signin import machine_token
from local.smoke_alarm import forced_error
from local.smoke_people import person
from local.stack import Stack
from local.waiting import poll

type Json = dict[str, Any]

OFFICE, TAX_CODE = "20CF", "5700100256"
# https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
_SIMULATOR = "simulator.amazonses.com"
# A first call after a deploy starts processes all along the way; a report on a mail takes SES up to minutes.
_PATIENCE_SECONDS, _MAIL_SECONDS, _ANSWER_SECONDS = 90.0, 300.0, 60.0
_STEPS = 10


@dataclass
class Smoke:
    """One run: what it has made so far, which is what has to be cleaned up."""

    at: Deployment
    stack: Stack
    run: str = field(default_factory=lambda: secrets.token_hex(4))
    # 11 digits, and a 12th that counts amendments. The time makes every run another lot.
    number: str = field(default_factory=lambda: f"39{int(time.time()) % 10**9:09d}1")
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def case_id(self) -> str:
        return f"HL-{self.number[:11]}"

    def call(self, who: str, method: str, path: str, *expected: int, **more: Any) -> Json:
        """The JSON of an answer, which has to have one of the expected statuses."""
        answer = httpx.request(
            method,
            f"{self.stack.api_url}{path}",
            headers={"Authorization": f"Bearer {self.tokens[who]}"},
            timeout=_ANSWER_SECONDS,
            trust_env=False,
            **more,
        )
        if answer.status_code not in (expected or (httpx.codes.OK,)):
            raise CannotGoOn(f"{method} {path} answered {answer.status_code}: {answer.text[:300]}")
        found: Json = answer.json()
        return found


def smoke(at: Deployment) -> None:
    """CannotGoOn at the first step that fails, with where to look."""
    print(f"\n  {at.name} in {at.client('cloudformation').meta.region_name}\n")
    steps, run = Steps(total=_STEPS), Smoke(at, at.stack())
    with ExitStack() as made:
        with _step(steps, "Machines sign in", "the user pool's clients and its domain"):
            run.tokens["customs"] = machine_token(run.stack, run.stack.clients.customs)
            run.tokens["software"] = machine_token(run.stack, run.stack.clients.software)
        with _step(steps, "People sign in, with a second factor where one is asked for", "the user pool `UserPool`"):
            for group in ("handler", "supervisor", "inspector"):
                run.tokens[group] = made.enter_context(person(at, run.run, group, OFFICE))()
        before = _totals(run)
        made.callback(smoke_cleanup.clean, at, run.stack, run.number[:11], run.case_id)
        with _step(steps, "A rating comes before its clearance, and is matched", _log(at, "submit")):
            _rate(run)
        with _step(steps, "The case opens", f"{_log(at, 'escalate')} and the queue `EscalateDeadLetters`"):
            poll(lambda: _file(run), _PATIENCE_SECONDS, what=f"the opening of {run.case_id}")
        mail = f"{_log(at, 'notify')}, the configuration set of SES, and the topic `MailReportsTopic`"
        with _step(steps, "A mail bounces, the next is called spam, and both are reported back", mail):
            poll(lambda: _reported(run), _MAIL_SECONDS, what="the report of the bounce and of the complaint")
        with _step(steps, "Two people decide the case", f"{_log(at, 'tasks')} and {_log(at, 'escalate')}"):
            _decide(run)
        with _step(steps, "The outcome reaches the enterprise, in its software and by mail", mail):
            poll(lambda: _told(run), _MAIL_SECONDS, what="the outcome")
        with _step(steps, "Statistics have counted it", f"{_log(at, 'tally')} and {_log(at, 'report')}"):
            poll(lambda: _counted(run, before), _PATIENCE_SECONDS, what="the counting of the rating")
        with _step(steps, "The console hands out its first page", _log(at, "console")):
            _console(run)
        with _step(
            steps, "An error that is forced rings an alarm", "the alarm `NoticesDeadLettersAlarm` and its topic"
        ):
            forced_error(at, run.run)
        print("\n  Cleaning up ...", flush=True)
    print(f"  {at.name} works.\n")


@contextmanager
def _step(steps: Steps, title: str, look: str) -> Iterator[None]:
    with steps.step(title):
        try:
            yield
        except (CannotGoOn, httpx.HTTPError, BotoCoreError, ClientError, TimeoutError, LookupError) as error:
            raise CannotGoOn(f"{title}: {error or type(error).__name__}. Look at {look}") from error


def _log(at: Deployment, function: str) -> str:
    return f"the log /aws/lambda/{at.name}-{function}"


def _rate(run: Smoke) -> None:
    rating = {
        "declaration_no": run.number,
        "tax_code": TAX_CODE,
        "levels": {"officer": 2, "team": 3, "office": 4},
        "reasons": ["delay"],
        "comment": "Smoke test.",
        "contact": {"email": f"bounce+{run.run}@{_SIMULATOR}"},
    }
    first = run.call("software", "POST", "/ratings", 202, 403, json=rating)
    cleared = run.call("customs", "PUT", f"/clearances/{run.number}", 201, json=_clearance(run))
    if "code" in first:
        # Where a rating needs the key of its clearance, none can come before it.
        run.call("software", "POST", "/ratings", 201, json=rating | {"rating_key": cleared["rating_key"]})
    kept = run.call("software", "GET", f"/ratings/{run.number}", params={"tax_code": TAX_CODE})
    if (kept["status"], kept["case_id"]) != ("accepted", run.case_id):
        raise CannotGoOn(f"the rating is {kept['status']}, its case {kept['case_id']}")


def _clearance(run: Smoke) -> Json:
    addresses = [f"{kind}+{run.run}@{_SIMULATOR}" for kind in ("complaint", "success")]
    return {
        "declaration_type": "A11",
        "first_declaration_no": None,
        "channel": "green",
        "enterprise": {"tax_code": TAX_CODE, "name": "Công ty TNHH Ví dụ", "emails": addresses},
        "office": OFFICE,
        "team": "01",
        "officers": [{"code": f"{OFFICE}-SMOKE", "name": "Nguyễn Văn Ví Dụ", "stage": "inspection"}],
        "cleared_at": (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds"),
    }


def _file(run: Smoke) -> Json:
    """The case as the inspector sees it; empty while there is none."""
    found = run.call("inspector", "GET", f"/tasks/{run.case_id}", 200, 404)
    return found if "case" in found else {}


def _notice(run: Smoke, kind: str) -> tuple[Json, Json]:
    file = _file(run)
    return file, next((one for one in file["notices"] if one["kind"] == kind), {})


def _reported(run: Smoke) -> bool:
    file, notice = _notice(run, "acknowledgement")
    bounced = any("bounce" in (entry["note"] or "") for entry in file["timeline"])
    return bounced and notice.get("state") == "complained"


def _decide(run: Smoke) -> None:
    task = f"/tasks/{run.case_id}"
    run.call("handler", "POST", f"{task}/claim", json={})
    decision = {
        "outcome": "not_upheld",
        "root_cause": "none_found",
        "action_taken": "Smoke test.",
        "message_to_enterprise": "Smoke test.",
    }
    run.call("handler", "POST", f"{task}/decide", json=decision)
    run.call("supervisor", "POST", f"{task}/review", json={"approve": True})


def _told(run: Smoke) -> bool:
    seen = run.call("software", "GET", f"/ratings/{run.number}", params={"tax_code": TAX_CODE})
    _, notice = _notice(run, "outcome")
    return (seen["case"] or {}).get("outcome") == "not_upheld" and notice.get("state") == "sent"


def _totals(run: Smoke) -> Json:
    today = (datetime.now(UTC) + timedelta(hours=7)).date().isoformat()
    unit = {"unit": f"officer:{OFFICE}-SMOKE", "from": today, "to": today, "bucket": "day"}
    # Nobody has ever heard of the officer before the first run.
    found = run.call("inspector", "GET", "/statistics", 200, 404, params=unit)
    return dict(found.get("totals") or {})


def _counted(run: Smoke, before: Json) -> bool:
    now = _totals(run)
    return (now.get("ratings") or 0) > (before.get("ratings") or 0)


def _console(run: Smoke) -> None:
    page = _fetched(run.stack.console_url)
    scripts = re.findall(r'<script[^>]+src="([^"]+)"', page.text)
    if "content-security-policy" not in page.headers or not scripts:
        raise CannotGoOn("the page has no script, or no content security policy")
    for script in scripts:
        _fetched(urljoin(run.stack.console_url, script))


def _fetched(url: str) -> httpx.Response:
    return httpx.get(url, timeout=_ANSWER_SECONDS, trust_env=False, follow_redirects=True).raise_for_status()
