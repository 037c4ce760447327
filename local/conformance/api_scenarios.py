"""What happens between declaration software and the API sooner or later, and what the software must make of it."""

import dataclasses
import threading
from collections.abc import Callable
from datetime import timedelta

from local.conformance.scenario import scenario
from local.conformance.server import SECRETS, Answer, Request, answer, date, decided, problem
from local.conformance.stage import DAY, LOST, Stage, expect, instead, lost_after

_BOM = b"\xef\xbb\xbf"
_PAGE = Answer(200, b"<!doctype html><h1>Welcome to our network</h1>", {"Content-Type": "text/html"})


@scenario("201: recorded as it was given, letters with marks included, and sent once")
def accepted(stage: Stage) -> None:
    rating = stage.rate(comment="Cán bộ hướng dẫn chưa rõ ràng — “phải chờ”.")
    stage.sends(sent=1)
    stage.sends(sent=1)
    stage.recorded(rating)
    expect(len(stage.posts()) == 1, f"it was sent {len(stage.posts())} times")


@scenario("200 for what had been recorded before: taken as sent")
def clicked_twice(stage: Stage) -> None:
    rating = stage.rate()
    stage.rate(declaration_no=rating["declaration_no"])
    stage.sends(sent=2)
    stage.recorded(rating)


@scenario("the answer lost after the rating was recorded: exactly the same is sent again, and taken as sent")
def answer_lost(stage: Stage) -> None:
    stage.api.faults = [lost_after]
    rating = stage.rate()
    _until_sent(stage)
    stage.recorded(rating)
    bodies = {bytes(one.body) for one in stage.posts()}
    expect(len(stage.posts()) > 1 and len(bodies) == 1, "the second attempt was not exactly the same")


@scenario("half an answer: as an answer that was lost")
def answer_cut(stage: Stage) -> None:
    def half(_request: Request, do: Callable[[], Answer]) -> Answer:
        found = do()
        return dataclasses.replace(found, body=found.body[:20], length=len(found.body))

    stage.api.faults = [half]
    rating = stage.rate()
    _until_sent(stage)
    stage.recorded(rating)


@scenario("a byte order mark before the JSON of the sign-in and of the answer: understood")
def byte_order_mark(stage: Stage) -> None:
    def marked(_request: Request, do: Callable[[], Answer]) -> Answer:
        found = do()
        return dataclasses.replace(found, body=_BOM + found.body)

    stage.api.at_sign_in, stage.api.always = marked, marked
    rating = stage.rate()
    stage.sends(sent=1)
    expect(stage.show(rating)["status"] == "accepted", "the answer was not understood")


@scenario("429 with Retry-After: 2: the next attempt no sooner than two seconds after")
def retry_after_seconds(stage: Stage) -> None:
    stage.api.faults = [instead(problem(429, "too_many_requests", **{"Retry-After": "2"}))]
    stage.rate()
    _until_sent(stage)
    first, second = stage.posts()[:2]
    expect(second.at - first.at >= 1.95, f"tried again after {second.at - first.at:.1f} s")


@scenario("503 with a Retry-After date, between clocks that are two hours apart: waited by the date of the answer")
def retry_after_date(stage: Stage) -> None:
    stage.api.clock_ahead = timedelta(hours=-2)

    def later(_request: Request, _do: Callable[[], Answer]) -> Answer:
        return problem(503, "try_again", **{"Retry-After": date(stage.api.clock_ahead + timedelta(seconds=3))})

    stage.api.faults = [later]
    stage.rate()
    _until_sent(stage)
    first, second = stage.posts()[:2]
    expect(1.5 <= second.at - first.at <= 20, f"tried again after {second.at - first.at:.1f} s")


@scenario("500 and 502, once as a page: tried again, and sent")
def server_errors(stage: Stage) -> None:
    page = Answer(502, b"<h1>Bad gateway</h1>", {"Content-Type": "text/html"})
    stage.api.faults = [instead(problem(500, "internal_error")), instead(page)]
    rating = stage.rate()
    _until_sent(stage)
    stage.recorded(rating)


@scenario("one token for many ratings")
def token_kept(stage: Stage) -> None:
    for _ in range(10):
        stage.rate()
    stage.sends(sent=10)
    expect(len(stage.api.sign_ins) == 1, f"{len(stage.api.sign_ins)} tokens were asked for")


@scenario("401 since the token has ended before its time: another one, once, and sent")
def token_ended(stage: Stage) -> None:
    stage.rate()
    stage.sends(sent=1)
    stage.api.revoke_tokens()
    stage.rate()
    stage.sends(sent=2)
    expect(len(stage.api.sign_ins) == 2, f"{len(stage.api.sign_ins)} tokens were asked for")


@scenario("the server's clock runs 20 years ahead: a token is good for as long as the sign-in says, by one's own clock")
def clock_skewed(stage: Stage) -> None:
    stage.api.clock_ahead = timedelta(days=7300)
    for number in range(3):
        stage.rate()
        stage.sends(sent=number + 1)
    expect(len(stage.api.sign_ins) == 1, f"{len(stage.api.sign_ins)} tokens were asked for")


@scenario("the secret was rotated: nothing is given up, it is said, and all is sent with the new one")
def secret_rotated(stage: Stage) -> None:
    stage.api.secret = SECRETS[1]
    ratings = [stage.rate() for _ in range(3)]
    told = stage.sends(sent=0, waiting=3)
    expect(bool(told.get("stopped")), "`stopped` does not say why nothing was sent")
    expect(len(stage.api.sign_ins) <= 3, f"the sign-in was tried {len(stage.api.sign_ins)} times in one round")
    stage.driver.ask("secret", secret=SECRETS[1])
    stage.sends(sent=3)
    stage.recorded(*ratings)


@scenario("403 missing_scope: nothing is given up, it is said, and all is sent once the scope is there")
def scope_missing(stage: Stage) -> None:
    stage.api.scopes = {"hailong/rating.read"}
    ratings = [stage.rate() for _ in range(3)]
    told = stage.sends(sent=0, waiting=3)
    expect(bool(told.get("stopped")), "`stopped` does not say why nothing was sent")
    stage.api.scopes.add("hailong/rating.write")
    stage.sends(sent=3)
    stage.recorded(*ratings)


@scenario("401 for every token: as a secret that was rotated, and no endless asking for tokens")
def token_never_taken(stage: Stage) -> None:
    stage.api.always = instead(problem(401, "unauthorized"))
    ratings = [stage.rate() for _ in range(3)]
    stage.sends(sent=0, waiting=3)
    expect(len(stage.api.sign_ins) <= 6, f"{len(stage.api.sign_ins)} tokens were asked for in one round")
    stage.api.always = None
    stage.sends(sent=3)
    stage.recorded(*ratings)


@scenario("202 awaiting_clearance, later promoted: taken as sent, and shown as it stands then")
def promoted(stage: Stage) -> None:
    number = "10302752870"
    stage.api.uncleared.add(number)
    rating = stage.rate(declaration_no=f"{number}1")
    stage.sends(sent=1)
    expect(stage.show(rating)["status"] == "awaiting_clearance", "it is not shown as awaiting its clearance")
    stage.api.promote(number, status="accepted", lot_key=number, case_id=f"HL-{number}", case=decided())
    found = stage.show(rating)
    expect((found["status"], found["case"]["outcome"]) == ("accepted", "upheld"), f"shown is {found}")


@scenario("422: refused, not sent again, and the next rating goes through")
def invalid(stage: Stage) -> None:
    stage.rate(levels={"officer": 7})
    good = stage.rate()
    stage.sends(sent=1, refused=1)
    before = len(stage.posts())
    stage.sends(sent=1, refused=1, after=DAY)
    stage.recorded(good)
    expect(len(stage.posts()) == before, "what was refused was sent again")


@scenario("409 rating_exists: refused, not sent again")
def rated_otherwise(stage: Stage) -> None:
    first = stage.rate()
    stage.sends(sent=1)
    stage.rate(declaration_no=first["declaration_no"], levels={"officer": 5})
    stage.sends(sent=1, refused=1)
    stage.sends(sent=1, refused=1, after=DAY)
    stage.recorded(first)


@scenario("a rating that the API trips over each time: kept, and it holds up no other")
def poison(stage: Stage) -> None:
    bad = stage.rate(comment="poison")

    def trips(request: Request, do: Callable[[], Answer]) -> Answer:
        return problem(500, "internal_error") if b"poison" in request.body else do()

    stage.api.always = trips
    good = [stage.rate() for _ in range(3)]
    stage.sends(sent=3, waiting=1)
    stage.recorded(*good)
    stage.api.always = None
    stage.sends(sent=4, after=DAY)
    stage.recorded(bad, *good)


@scenario("200 with the page of a hotel's network, at the sign-in and at the API: kept, not taken for an answer")
def captive_portal(stage: Stage) -> None:
    stage.api.at_sign_in = instead(_PAGE)
    rating = stage.rate()
    stage.sends(sent=0, waiting=1)
    stage.api.at_sign_in, stage.api.always = None, instead(_PAGE)
    stage.sends(sent=0, waiting=1)
    stage.api.always = None
    stage.sends(sent=1, after=DAY)
    stage.recorded(rating)


@scenario("403 of a proxy, without a code of ours: says nothing of the rating, which is kept")
def proxy_bars(stage: Stage) -> None:
    stage.api.always = instead(Answer(403, b'{"message": "Forbidden"}', {"Content-Type": "application/json"}))
    rating = stage.rate()
    stage.sends(sent=0, waiting=1)
    stage.api.always = None
    stage.sends(sent=1, after=DAY)
    stage.recorded(rating)


@scenario("killed after the API took the rating and before it answered: sent after the restart, and recorded once")
def killed(stage: Stage) -> None:
    killed_now = threading.Event()

    def hold(_request: Request, do: Callable[[], Answer]) -> Answer:
        do()
        killed_now.wait(30)
        return LOST

    stage.api.faults = [hold]
    rating = stage.rate()
    stage.driver.tell("send", now=stage.now)
    try:
        stage.until(lambda: bool(stage.api.ratings), "the sending")
        stage.driver.kill()
    finally:
        killed_now.set()
    stage.sends(sent=1)
    stage.recorded(rating)


@scenario("no connection for a day: kept, asked for ever more rarely, and sent when it is back")
def away_for_a_day(stage: Stage) -> None:
    stage.api.at_sign_in = stage.api.always = instead(LOST)
    ratings = [stage.rate() for _ in range(2)]
    for _ in range(3):
        stage.sends(sent=0, waiting=2, after=DAY // 3)
    stage.api.at_sign_in = stage.api.always = None
    stage.sends(sent=2, after=DAY)
    stage.recorded(*ratings)


@scenario("asked again for an answer that has not changed: If-None-Match, and what is known after 304")
def not_modified(stage: Stage) -> None:
    rating = stage.rate()
    stage.sends(sent=1)
    first, second = stage.show(rating), stage.show(rating)
    asked = [one for one in stage.api.requests if one.method == "GET"]
    expect("if-none-match" in asked[-1].headers, "the second time came without If-None-Match")
    expect(first == second, f"after the 304 {second} is shown instead of {first}")


@scenario("an answer with a field that is new: no hindrance")
def new_field(stage: Stage) -> None:
    def more(_request: Request, do: Callable[[], Answer]) -> Answer:
        found = do()
        return answer(found.status, found.json() | {"new_since_2027": {"a": [1]}})

    stage.api.always = more
    rating = stage.rate()
    stage.sends(sent=1)
    expect(stage.show(rating)["status"] == "accepted", "the answer was not understood")


@scenario("307 to another address: not followed, for the token is not for others; kept")
def redirected(stage: Stage) -> None:
    stage.api.faults = [instead(Answer(307, headers={"Location": "/elsewhere"}))]
    rating = stage.rate()
    stage.send()
    strangers = [one for one in stage.api.requests if one.path == "/elsewhere"]
    expect(not strangers, "the redirection was followed")
    stage.sends(sent=1, after=DAY)
    stage.recorded(rating)


@scenario("the printed number 10302752870/A11: its slash is encoded in the path")
def printed_number(stage: Stage) -> None:
    rating = stage.rate(declaration_no="10302752870/A11")
    stage.sends(sent=1)
    expect(stage.show(rating)["lot_key"] == "10302752870", "the rating was not found by its printed number")


def _until_sent(stage: Stage) -> None:
    """In this round, or in the next ones: both are right."""
    for _ in range(3):
        told = stage.send()
        if told.get("sent") == 1:
            return
        expect(told.get("refused") == 0, f"the software gave it up: {told}")
    expect(False, "it was not sent in three rounds")
