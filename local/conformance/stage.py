"""What a scenario plays on: the API, the software, and what is held against both."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local.conformance.driver import Driver, Failed
from local.conformance.server import Answer, Api, Request

type Json = dict[str, Any]

TAX_CODE = "5700100256"
HOUR, DAY = 3600, 86400
_START = 1_781_924_400
"""What the software's clock is told first: 20 June 2026."""

_PATIENCE_SECONDS = 30.0
_FIRST_NUMBER = 103027528701


@dataclass(slots=True)
class Stage:
    """`now` is the time that the software is told, in seconds; rounds come an hour apart."""

    api: Api
    driver: Driver
    now: int = _START
    rated: int = 0

    def rate(self, **changes: Any) -> Json:
        """The enterprise has rated another lot; the software has written that down."""
        rating: Json = {
            "declaration_no": str(_FIRST_NUMBER + 10 * self.rated),
            "tax_code": TAX_CODE,
            "levels": {"officer": 2, "office": 4},
            "reasons": ["delay"],
            "comment": "Phải chờ hai ngày mới có người kiểm hóa.",
            "language": "vi",
        } | changes
        self.rated += 1
        self.driver.ask("rate", rating=rating)
        return rating

    def send(self, *, after: int = HOUR) -> Json:
        """A round of sending, so many seconds after the last."""
        self.now += after
        return self.driver.ask("send", now=self.now)

    def sends(self, *, sent: int, refused: int = 0, waiting: int = 0, after: int = HOUR) -> Json:
        """A round after which the software says so many of each, of all that was ever rated."""
        told = self.send(after=after)
        wanted = {"sent": sent, "refused": refused, "waiting": waiting}
        expect({name: told.get(name) for name in wanted} == wanted, f"the software says {told} instead of {wanted}")
        return told

    def show(self, rating: Json) -> Json:
        """What the software shows of the rating."""
        told = self.driver.ask("show", declaration_no=rating["declaration_no"], tax_code=rating["tax_code"])
        expect(isinstance(told.get("answer"), dict), f"nothing is shown of {rating['declaration_no']}, but {told}")
        found: Json = told["answer"]
        return found

    def posts(self) -> list[Request]:
        return [one for one in self.api.requests if one.method == "POST" and one.path == "/v1/ratings"]

    def recorded(self, *ratings: Json) -> None:
        """The API has these and no others, as they were given."""
        kept = {rating["declaration_no"][:11]: rating for rating in ratings}
        expect(set(self.api.ratings) == set(kept), f"recorded are {sorted(self.api.ratings)}, not {sorted(kept)}")
        for key, rating in kept.items():
            given = {name: value for name, value in rating.items() if name != "declaration_no"}
            found = {name: self.api.ratings[key].get(name) for name in given}
            expect(found == given, f"{key} was recorded as {found} instead of {given}")

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Waits for something that the software does by itself."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while not true():
            expect(time.monotonic() < end, f"{what} did not take place")
            threading.Event().wait(0.02)


def expect(true: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not true:
        raise Failed(otherwise)


def instead(found: Answer) -> Callable[[Request, Callable[[], Answer]], Answer]:
    """A fault: that is answered, and nothing done."""
    return lambda _request, _do: found


LOST = Answer(0, cut=True)


def lost_after(_request: Request, do: Callable[[], Answer]) -> Answer:
    """A fault: it is done, and the answer gets lost."""
    do()
    return LOST
