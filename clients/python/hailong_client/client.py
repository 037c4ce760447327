"""The calls of the API, each tried again until it is answered or refused. All of them are safe to repeat."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import quote

import httpx

from hailong_client.errors import Refused, Unavailable
from hailong_client.shapes import BulkItem, Clearance, ClearanceAnswer, Missing, Rating, RatingAnswer, RatingFile

_PASSING = {429, 500, 502, 503, 504}
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
        self._http = httpx.Client(timeout=timeout, transport=transport, headers={"User-Agent": "hailong-client/1.0"})
        self._api_url = api_url.rstrip("/")
        self._token_url = token_url
        self._sign_in = (client_id, client_secret)
        self._attempts = attempts
        self._sleep = sleep
        self._clock = clock
        self._token = ""
        self._token_until = 0.0
        self._answers: dict[tuple[str, str], tuple[str, RatingFile]] = {}

    def rate(self, rating: Rating) -> RatingAnswer:
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

    def appeal(self, declaration_no: str, tax_code: str, reason: str) -> RatingFile:
        """Asks for the outcome to be reconsidered, which can be done once."""
        path = f"/ratings/{_part(declaration_no)}/appeal"
        answer = self._call("POST", path, json={"tax_code": tax_code, "reason": reason}, done_before="already_appealed")
        if answer.status_code == httpx.codes.CONFLICT:
            return self.rating(declaration_no, tax_code)
        return cast("RatingFile", answer.json())

    def clear(self, declaration_no: str, clearance: Clearance) -> ClearanceAnswer:
        """Registers or corrects a clearance (customs system)."""
        return cast("ClearanceAnswer", self._call("PUT", f"/clearances/{_part(declaration_no)}", json=clearance).json())

    def clear_many(self, clearances: Sequence[Clearance]) -> list[BulkItem]:
        """The same of up to 100 clearances, each with its `declaration_no`; a bad one spoils no other."""
        answer = self._call("POST", "/clearances", json={"clearances": list(clearances)})
        return cast("list[BulkItem]", answer.json()["results"])

    def missing(self) -> list[Missing]:
        """Declarations that were rated over 30 days ago and whose clearance never came (customs system)."""
        return cast("list[Missing]", self._call("GET", "/clearances/missing").json()["items"])

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
        why = ""
        for attempt in range(self._attempts):
            if attempt:
                self._sleep(self._pause(attempt, why))
            try:
                token = self._valid_token()
                answer = self._http.request(
                    method,
                    f"{self._api_url}{path}",
                    json=json,
                    params=params,
                    headers={"Authorization": f"Bearer {token}", "Accept": "application/json", **(headers or {})},
                )
            except httpx.TransportError as error:
                why = f"{type(error).__name__}: {error}"
                continue
            if answer.is_success or answer.status_code == httpx.codes.NOT_MODIFIED:
                return answer
            if answer.status_code == httpx.codes.UNAUTHORIZED and attempt < self._attempts - 1:
                self._token, why = "", "the token was not accepted"
                continue
            if answer.status_code not in _PASSING:
                refused = _refused(answer)
                if attempt and refused.code == done_before:
                    return answer
                raise refused
            why = answer.headers.get("Retry-After") or f"answered {answer.status_code}"
        raise Unavailable(f"{method} {path} failed {self._attempts} times: {why}")

    def _valid_token(self) -> str:
        if not self._token or self._clock() >= self._token_until:
            answer = self._http.post(self._token_url, data={"grant_type": "client_credentials"}, auth=self._sign_in)
            if answer.status_code in _PASSING:
                raise httpx.ReadError(f"the sign-in answered {answer.status_code}")
            if not answer.is_success:
                raise Refused(answer.status_code, "sign_in_refused", "The client id or its secret is wrong.")
            granted = answer.json()
            self._token = str(granted["access_token"])
            self._token_until = self._clock() + float(granted.get("expires_in", 0)) - _EARLY_SECONDS
        return self._token

    @staticmethod
    def _pause(attempt: int, why: str) -> float:
        """As long as the API asks for, else growing, and never the same for all who wait."""
        if why.isdigit():
            return min(float(why), _LONGEST_PAUSE)
        return min(0.5 * 2.0**attempt, _LONGEST_PAUSE) * random.uniform(0.5, 1)  # noqa: S311 - jitter is no secret


def _refused(answer: httpx.Response) -> Refused:
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    return Refused(
        answer.status_code,
        problem.get("code", "unknown"),
        problem.get("detail") or problem.get("title") or problem.get("message") or answer.reason_phrase,
        problem.get("errors", ()),
    )


def _part(text: str) -> str:
    """A part of a path: the printed number has a slash (`10302752870/A11`)."""
    return quote(text, safe="")
