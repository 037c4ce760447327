"""The client against an API that fails, refuses and loses answers; the outbox against crashes."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from hailong_client import HaiLong, NotSignedIn, Outbox, RatingAnswer, RatingRequest, Refused, Sent, Unavailable

ROOT = Path(__file__).parents[2]
API, SIGN_IN = "https://api.example.vn/v1", "https://sign-in.example.vn/oauth2/token"
RATING: RatingRequest = {"declaration_no": "10302752870/A11", "tax_code": "5700100256", "levels": {"officer": 2}}
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

    def __init__(self, *steps: Step, sign_in: httpx.Response | None = None) -> None:
        self.sign_in = sign_in
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
            if self.sign_in is not None:
                return self.sign_in
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
        self.rated: list[RatingRequest] = []

    def rate(self, rating: RatingRequest) -> RatingAnswer:
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


NOT_OURS = {
    "a rotated secret": [httpx.Response(400, json={"error": "invalid_client"})],
    "a barred client": [httpx.Response(401, json={"error": "invalid_client"})],
    "a token that nobody accepts": [problem(401, "unauthorized")] * 2,
    "a scope that is missing": [problem(403, "missing_scope")],
    "a token of another kind": [problem(403, "forbidden")],
}


@pytest.mark.parametrize("steps", NOT_OURS.values(), ids=NOT_OURS)
def test_a_client_that_is_not_let_in_gives_no_rating_up(steps: list[httpx.Response], tmp_path: Path) -> None:
    at_the_door = "error" in steps[0].text and steps[0].json().get("error") == "invalid_client"
    api = Api(*([] if at_the_door else steps), sign_in=steps[0] if at_the_door else None)
    outbox = Outbox(tmp_path / "ratings.sqlite3", clock=lambda: 0.0)
    for _ in range(5):
        outbox.add(RATING)
    told = outbox.send(api.client)
    assert (told.sent, told.refused, told.waiting) == (0, 0, 5)
    assert told.stopped
    assert len(api.calls) == (0 if at_the_door else len(steps))
    api.sign_in, api.steps = None, [ok() for _ in range(5)]
    assert outbox.send(api.client) == Sent(sent=5, refused=0, waiting=0)


IN_BETWEEN = {
    "a proxy that bars": httpx.Response(403, text="<h1>Blocked</h1>"),
    "the gateway's own words": httpx.Response(403, json={"message": "Forbidden"}),
    "a hotel's page": httpx.Response(200, text="<h1>Welcome</h1>"),
    "a redirection": httpx.Response(307, headers={"Location": "https://elsewhere.example"}),
    "half an answer": httpx.Response(201, text='{"declaration_no": "103'),
    "something else that is JSON": httpx.Response(200, json=["no", "rating"]),
}


@pytest.mark.parametrize("answer", IN_BETWEEN.values(), ids=IN_BETWEEN)
def test_what_somebody_between_answers_settles_nothing(answer: httpx.Response, tmp_path: Path) -> None:
    api = Api(*[answer] * 5)
    outbox = Outbox(tmp_path / "ratings.sqlite3", clock=lambda: 0.0)
    outbox.add(RATING)
    assert outbox.send(api.client) == Sent(sent=0, refused=0, waiting=1)


def test_a_rating_that_the_api_trips_over_holds_up_no_other_and_an_api_that_is_away_ends_the_round(
    tmp_path: Path,
) -> None:
    outbox = Outbox(tmp_path / "ratings.sqlite3", clock=lambda: 0.0)
    for _ in range(5):
        outbox.add(RATING)
    trips = Sender(Unavailable("500"), ANSWER, ANSWER, ANSWER, ANSWER)
    assert outbox.send(trips) == Sent(sent=4, refused=0, waiting=1)
    for _ in range(5):
        outbox.add(RATING)
    away = Sender(*[Unavailable("down")] * 3)
    assert outbox.send(away) == Sent(sent=4, refused=0, waiting=6, stopped="down")


def test_waits_until_a_date_by_the_clock_of_whoever_wrote_it() -> None:
    times = {"Date": "Sat, 20 Jun 2026 03:00:00 GMT", "Retry-After": "Sat, 20 Jun 2026 03:00:09 GMT"}
    api = Api(problem(503, "try_again", **times), ok())
    api.client.rate(RATING)
    assert api.pauses == [9]


def test_says_that_the_client_is_not_let_in() -> None:
    with pytest.raises(NotSignedIn, match="secret"):
        Api(sign_in=httpx.Response(400, json={"error": "invalid_client"})).client.rate(RATING)


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
