"""The client against an API that fails, refuses and loses answers; the outbox against crashes."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from hailong_client import HaiLong, Outbox, Rating, RatingAnswer, Refused, Sent, Unavailable

ROOT = Path(__file__).parents[2]
API, SIGN_IN = "https://api.example.vn/v1", "https://sign-in.example.vn/oauth2/token"
RATING: Rating = {"declaration_no": "10302752870/A11", "tax_code": "5700100256", "levels": {"officer": 2}}
ANSWER: RatingAnswer = {
    "declaration_no": "10302752870",
    "lot_key": "10302752870",
    "received_at": "2026-06-20T10:02:11+07:00",
    "negative": True,
    "status": "accepted",
    "case_id": "HL-10302752870",
}

type Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Api:
    """Answers the calls with one step after the other; the sign-in always."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.calls: list[httpx.Request] = []
        self.sign_ins = 0
        self.pauses: list[float] = []
        self.moment = 0.0
        self.client = HaiLong(
            f"{API}/",
            SIGN_IN,
            "vendor",
            "secret",
            transport=httpx.MockTransport(self._answer),
            sleep=self.pauses.append,
            clock=lambda: self.moment,
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if str(request.url) == SIGN_IN:
            self.sign_ins += 1
            assert request.headers["Authorization"].startswith("Basic ")
            return httpx.Response(200, json={"access_token": f"token-{self.sign_ins}", "expires_in": 3600})
        self.calls.append(request)
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, httpx.Response) else step(request)


def ok(body: Any = ANSWER, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=body, headers=headers)


def problem(status: int, code: str, **headers: str) -> httpx.Response:
    return httpx.Response(status, json={"status": status, "code": code, "detail": "No."}, headers=headers)


def test_rates_with_a_token_that_is_kept() -> None:
    api = Api(ok(status=201), ok(), ok())
    assert api.client.rate(RATING) == ANSWER
    api.client.rate(RATING)
    assert api.sign_ins == 1
    assert json.loads(api.calls[0].content) == RATING
    assert api.calls[0].headers["Authorization"] == "Bearer token-1"
    api.moment = 3600 - 59
    api.client.rate(RATING)
    assert api.sign_ins == 2


def test_tries_passing_faults_again_with_growing_pauses() -> None:
    api = Api(httpx.ConnectError("down"), httpx.ReadTimeout("late"), problem(503, "try_again"), ok())
    assert api.client.rate(RATING) == ANSWER
    assert len(api.pauses) == 3
    assert 0.5 <= api.pauses[0] <= 1
    assert 2 <= api.pauses[2] <= 4


def test_waits_as_long_as_it_is_told() -> None:
    api = Api(problem(429, "too_many_requests", **{"Retry-After": "7"}), ok())
    api.client.rate(RATING)
    assert api.pauses == [7]


def test_gives_up_after_some_tries() -> None:
    api = Api(*[problem(503, "try_again")] * 5)
    with pytest.raises(Unavailable, match="5 times"):
        api.client.rate(RATING)


def test_a_refusal_is_final_and_says_why() -> None:
    api = Api(problem(409, "rating_exists"))
    with pytest.raises(Refused) as refused:
        api.client.rate(RATING)
    assert (refused.value.status, refused.value.code) == (409, "rating_exists")
    assert api.pauses == []


def test_a_token_that_is_no_longer_accepted_is_renewed() -> None:
    api = Api(problem(401, "unauthorized"), ok())
    api.client.rate(RATING)
    assert api.calls[1].headers["Authorization"] == "Bearer token-2"


def test_asks_for_the_answer_only_when_it_has_changed() -> None:
    file = ANSWER | {"levels": {"officer": 2}, "reasons": [], "comment": None, "case": None}
    api = Api(ok(file, ETag='"1"'), httpx.Response(304), ok(file | {"comment": "x"}, ETag='"2"'))
    for _ in range(2):
        assert api.client.rating("10302752870/A11", "5700100256")["comment"] is None
    assert "/ratings/10302752870%2FA11?tax_code=5700100256" in str(api.calls[0].url)
    assert api.calls[1].headers["If-None-Match"] == '"1"'
    assert api.client.rating("10302752870/A11", "5700100256")["comment"] == "x"


def test_an_appeal_whose_answer_was_lost_has_been_made() -> None:
    file = ANSWER | {"case": {"state": "appealed"}}
    api = Api(httpx.ReadTimeout("late"), problem(409, "already_appealed"), ok(file))
    assert api.client.appeal("10302752870", "5700100256", "Đã chờ ba ngày.") == file
    api = Api(problem(409, "already_appealed"))
    with pytest.raises(Refused, match="already_appealed"):
        api.client.appeal("10302752870", "5700100256", "Đã chờ ba ngày.")


class Sender:
    def __init__(self, *answers: RatingAnswer | Exception) -> None:
        self.answers = list(answers)
        self.rated: list[Rating] = []

    def rate(self, rating: Rating) -> RatingAnswer:
        self.rated.append(rating)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_the_outbox_sends_once_and_keeps_the_answer(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "ratings.sqlite3")
    outbox.add(RATING)
    sender = Sender(ANSWER)
    assert outbox.send(sender) == Sent(sent=1, refused=0, waiting=0)
    assert outbox.send(sender) == Sent(sent=1, refused=0, waiting=0)
    (kept,) = outbox.all()
    assert (kept.rating, kept.state, kept.answer) == (RATING, "sent", ANSWER)
    outbox.forget(kept.id)
    assert outbox.all() == []


def test_the_outbox_keeps_what_cannot_be_sent_yet(tmp_path: Path) -> None:
    moment = 0.0
    outbox = Outbox(tmp_path / "ratings.sqlite3", clock=lambda: moment)
    outbox.add(RATING)
    sender = Sender(Unavailable("down"), Unavailable("down"), ANSWER)
    for later, waiting in ((0.0, 1), (59.0, 1), (60.0, 1), (179.0, 1), (180.0, 0)):
        moment = later
        assert outbox.send(sender).waiting == waiting
    assert len(sender.rated) == 3


def test_the_outbox_leaves_what_is_refused_to_a_person_and_goes_on(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "ratings.sqlite3")
    for _ in range(2):
        outbox.add(RATING)
    sender = Sender(Refused(409, "rating_exists", "No."), ANSWER)
    assert outbox.send(sender) == Sent(sent=1, refused=1, waiting=0)
    refused = outbox.all()[0]
    assert refused.answer is not None
    assert refused.answer["code"] == "rating_exists"


def test_the_outbox_survives_a_crash_while_sending(tmp_path: Path) -> None:
    """The process dies after the API took the rating and before that could be written down."""
    path = tmp_path / "ratings.sqlite3"
    program = f"""
import os
from hailong_client import Outbox

class Dying:
    def rate(self, rating):
        os._exit(9)

outbox = Outbox({str(path)!r})
outbox.add({RATING!r})
outbox.send(Dying())
"""
    died = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(ROOT / "clients" / "python")}, check=False
    )
    assert died.returncode == 9
    outbox = Outbox(path)
    assert [kept.state for kept in outbox.all()] == ["waiting"]
    sender = Sender(ANSWER)
    assert outbox.send(sender).sent == 1
    assert sender.rated == [RATING]
