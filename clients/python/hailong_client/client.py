"""The calls of the API, each tried again until it is answered or refused. All of them are safe to repeat."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import quote

import httpx

from hailong_client.errors import HaiLongError, NotSignedIn, Refused, Unavailable
from hailong_client.shapes import (
    BulkClearanceRequest,
    BulkItem,
    ClearanceAnswer,
    ClearanceRequest,
    CorrectionRequest,
    Helped,
    MissingItem,
    RatingAnswer,
    RatingFile,
    RatingRequest,
)

_PASSING = {408, 425, 429, 500, 502, 503, 504}
_OUR_PLACE = {"missing_scope", "forbidden", "unauthorized"}
"""Refusals that speak of the client and not of what it sent."""

_EARLY_SECONDS = 60
"""A token is renewed so long before it expires."""

_KNOWN_ANSWERS = 1_000
_LONGEST_PAUSE = 30.0


class HaiLong:
    """One vendor's client. `attempts` a call, with growing pauses; `transport`, `sleep` and `clock` are for tests."""

    def __init__(  # noqa: PLR0913 - the last three are for tests
        self,
        api_url: str,
        token_url: str,
        client_id: str,
        client_secret: str,
        *,
        attempts: int = 5,
        timeout: float = 15,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = httpx.Client(timeout=timeout, transport=transport, headers={"User-Agent": "hailong-client/2.1"})
        self._api_url = api_url.rstrip("/")
        self._token_url = token_url
        self._sign_in = (client_id, client_secret)
        self._attempts = attempts
        self._sleep = sleep
        self._clock = clock
        self._token = ""
        self._token_until = 0.0
        self._answers: dict[tuple[str, str], tuple[str, RatingFile]] = {}

    def rate(self, rating: RatingRequest) -> RatingAnswer:
        """Hands in a rating. `status` is `awaiting_clearance` where the clearance has not come yet."""
        return cast("RatingAnswer", self._call("POST", "/ratings", json=rating).json())

    def rating(self, declaration_no: str, tax_code: str) -> RatingFile:
        """The rating with the answer to it; asked for again and again it costs no body until something changes."""
        key = (declaration_no, tax_code)
        tag, known = self._answers.get(key, ("", None))
        headers = {"If-None-Match": tag} if tag else {}
        answer = self._call("GET", f"/ratings/{_part(declaration_no)}", params={"tax_code": tax_code}, headers=headers)
        if answer.status_code == httpx.codes.NOT_MODIFIED and known is not None:
            return known
        found = cast("RatingFile", answer.json())
        if len(self._answers) >= _KNOWN_ANSWERS:
            self._answers.pop(next(iter(self._answers)))
        self._answers[key] = (answer.headers.get("ETag", ""), found)
        return found

    def correct(self, declaration_no: str, correction: CorrectionRequest) -> RatingFile:
        """Corrects a rating that was a slip of the finger: once, for minutes, before anybody has taken its case."""
        return cast(
            "RatingFile", self._call("POST", f"/ratings/{_part(declaration_no)}/correct", json=correction).json()
        )

    def appeal(self, declaration_no: str, tax_code: str, reason: str) -> RatingFile:
        """Asks for the outcome to be reconsidered, which can be done once."""
        path = f"/ratings/{_part(declaration_no)}/appeal"
        answer = self._call("POST", path, json={"tax_code": tax_code, "reason": reason}, done_before="already_appealed")
        if answer.status_code == httpx.codes.CONFLICT:
            return self.rating(declaration_no, tax_code)
        return cast("RatingFile", answer.json())

    def helped(self, declaration_no: str, tax_code: str, helped: Helped, why: str | None = None) -> RatingFile:
        """Says whether the answer helped (`yes`, `partly`, `no`); it can be changed until the case is closed."""
        body = {"tax_code": tax_code, "helped": helped, "why": why}
        return cast("RatingFile", self._call("POST", f"/ratings/{_part(declaration_no)}/helped", json=body).json())

    def clear(self, declaration_no: str, clearance: ClearanceRequest) -> ClearanceAnswer:
        """Registers or corrects a clearance (customs system)."""
        return cast("ClearanceAnswer", self._call("PUT", f"/clearances/{_part(declaration_no)}", json=clearance).json())

    def clear_many(self, clearances: Sequence[BulkClearanceRequest]) -> list[BulkItem]:
        """The same of up to 100 clearances, each with its `declaration_no`; a bad one spoils no other."""
        answer = self._call("POST", "/clearances", json={"clearances": list(clearances)})
        return cast("list[BulkItem]", answer.json()["results"])

    def missing(self) -> list[MissingItem]:
        """Declarations that were rated over 30 days ago and whose clearance never came (customs system)."""
        return cast("list[MissingItem]", self._call("GET", "/clearances/missing").json()["items"])

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        done_before: str | None = None,
    ) -> httpx.Response:
        """`done_before` is the code of a conflict that means, after a lost answer, that the call had succeeded."""
        why, wait, renewed = "", None, False
        for attempt in range(self._attempts):
            if attempt:
                self._sleep(_pause(attempt, wait))
            try:
                token = self._valid_token()
                answer = self._http.request(
                    method,
                    f"{self._api_url}{path}",
                    json=json,
                    params=params,
                    headers={"Authorization": f"Bearer {token}", "Accept": "application/json", **(headers or {})},
                )
                if answer.is_success:
                    _content(answer)
            except (httpx.TransportError, httpx.DecodingError, _NoAnswer) as error:
                why, wait = f"{type(error).__name__}: {error}", None
                continue
            if answer.is_success or answer.status_code == httpx.codes.NOT_MODIFIED:
                return answer
            if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
                self._token = ""  # The next may be good for more.
            if answer.status_code == httpx.codes.UNAUTHORIZED and not renewed and attempt < self._attempts - 1:
                renewed, why, wait = True, "the token was not accepted", None
                continue
            if answer.status_code not in _PASSING:
                refused = _refused(answer)
                if attempt and isinstance(refused, Refused) and refused.code == done_before:
                    return answer
                raise refused
            why, wait = f"answered {answer.status_code}", _retry_after(answer)
        raise Unavailable(f"{method} {path} failed {self._attempts} times: {why}")

    def _valid_token(self) -> str:
        """The token; its life is counted on our own clock, from what the answer says, and never by a date."""
        if not self._token or self._clock() >= self._token_until:
            answer = self._http.post(self._token_url, data={"grant_type": "client_credentials"}, auth=self._sign_in)
            if answer.status_code in _PASSING:
                raise _NoAnswer(f"the sign-in answered {answer.status_code}")
            if answer.is_client_error:
                raise NotSignedIn(f"the sign-in answered {answer.status_code}: the client id or its secret is wrong")
            granted = _content(answer)
            if not isinstance(granted.get("access_token"), str):
                raise _NoAnswer("the sign-in answered without a token")
            self._token = granted["access_token"]
            self._token_until = self._clock() + float(granted.get("expires_in", 0)) - _EARLY_SECONDS
        return self._token


class _NoAnswer(Exception):
    """What came is not the API's: the page of a proxy, say, or half an answer."""


def _content(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not answer.is_success or not isinstance(found, dict):
        raise _NoAnswer(f"{answer.status_code} without the JSON that was asked for")
    return found


def _pause(attempt: int, wait: float | None) -> float:
    """As long as the API asks for, else growing, and never the same for all who wait."""
    if wait is not None:
        return min(wait, _LONGEST_PAUSE)
    return min(0.5 * 2.0**attempt, _LONGEST_PAUSE) * random.uniform(0.5, 1)  # noqa: S311 - jitter is no secret


def _retry_after(answer: httpx.Response) -> float | None:
    """Seconds; a date is taken by the clock of whoever wrote it, since ours may be wrong."""
    text = answer.headers.get("Retry-After", "")
    if text.isdecimal():
        return float(text)
    try:
        until, now = (parsedate_to_datetime(one) for one in (text, answer.headers.get("Date", "")))
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _refused(answer: httpx.Response) -> HaiLongError:
    """What the API said of what was sent; all else (a proxy's 403, a redirection) is no word of the API."""
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    code = problem.get("code") if isinstance(problem, dict) else None
    if answer.status_code == httpx.codes.UNAUTHORIZED or code in _OUR_PLACE:
        return NotSignedIn(f"{answer.status_code} {code or 'unauthorized'}: this client may not do that")
    if not isinstance(problem, dict) or not isinstance(code, str) or not answer.is_client_error:
        return Unavailable(f"answered {answer.status_code}, and not in the API's words")
    detail = problem.get("detail") or problem.get("title") or answer.reason_phrase
    return Refused(answer.status_code, code, detail, problem.get("errors", ()))


def _part(text: str) -> str:
    """A part of a path: the printed number has a slash (`10302752870/A11`)."""
    return quote(text, safe="")
