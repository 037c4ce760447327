"""What lots ask of the outside: clearances, ratings, and those that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from hailong.cases.transitions import Transition
    from hailong.lots.clearance import Clearance
    from hailong.lots.rating import Rating, SweepPlace, Waited
    from hailong.vocabulary.pages import Page
    from hailong.vocabulary.words import RatingStatus


class RatingStore(Protocol):
    """Clearances and ratings. One rating a lot is the store's condition, whoever asks at the same time."""

    def clearance(self, declaration_key: str) -> Clearance | None: ...

    def put_clearance(self, clearance: Clearance, replaces: Clearance | None) -> None:
        """Writes it if `replaces` (None: nothing) still stands.

        Raced when it does not; Conflict `clearance_rated` when facts change and the lot of `replaces` has been rated,
        `lot_of_another_enterprise` when the lot has declarations of another tax code; Invalid when it has too many.
        """

    def rating(self, lot_key: str) -> Rating | None: ...

    def accept(self, rating: Rating) -> Rating | None:
        """Records an accepted rating; gives the one that the lot already has instead, else None.

        Raced when the clearance is no longer the one frozen into the rating, or when a rating of the same enterprise
        still waits for this clearance: that one comes first.
        """


class WaitedRatings(Protocol):
    """Ratings that came before their clearance, one a declaration and tax code; kept whatever becomes of them."""

    def waiting(self, declaration_key: str, tax_code: str) -> Rating | None: ...


class WaitingStore(WaitedRatings, Protocol):
    """As `submit` keeps them."""

    def waiting_at(self, declaration_key: str) -> Sequence[Rating]:
        """All of one declaration, as they stand at this moment."""

    def wait(self, rating: Rating) -> Rating | None:
        """Keeps a rating that awaits its clearance; gives the one that is kept already instead, else None.

        Raced when the clearance is there.
        """

    def reconcile(self, seen: Rating, settled: Rating, clearance: Clearance) -> bool:
        """Turns `seen` into `settled`; one that is accepted is recorded for its lot in the same stroke.

        False, and nothing done, when the lot has been rated. Raced when `seen` or the clearance has changed meanwhile.
        """


class SweepPlaces(Protocol):
    """Where the sweep of waiting ratings goes on."""

    def place(self) -> SweepPlace | None: ...

    def keep_place(self, place: SweepPlace | None) -> None: ...


class WaitingQuota(Protocol):
    def count_waiting(self, client_id: str, day: date, most: int) -> bool:
        """Counts a rating of the client that is to wait; False, and nothing counted, after `most` on that day."""


class TryCounter(Protocol):
    def count_try(self, declaration_key: str, most: int) -> bool:
        """Counts that the rating key of a rated lot was tried; False, and nothing counted, after `most`."""


class RatingBook(RatingStore, WaitingStore, Protocol):
    """The ratings table: what is recorded, and what waits."""


class WaitingList(Protocol):
    def waited(self, status: RatingStatus, *, since: datetime, until: datetime) -> Iterable[Waited]:
        """Ratings that await their clearance, or are rejected, by their receipt; oldest first."""


class RatingCorrections(Protocol):
    """Writes to both tables at once: a rating that is corrected, and its case."""

    def correct(self, seen: Rating, corrected: Rating, transition: Transition | None) -> None:
        """Writes `corrected` where `seen` stands, and the transition; without one only while there is no case.

        Raced when something else stands, or the case has moved (or been opened) meanwhile.
        """


class NegativeRatings(Protocol):
    def negative(self, month: str, *, after: str | None = None) -> Page[Rating]:
        """A page of the negative ratings received in a month (`2026-06`, UTC), oldest first."""


class LotReader(Protocol):
    """What notices need to know of a lot."""

    def clearance(self, declaration_key: str) -> Clearance | None: ...

    def rating(self, lot_key: str) -> Rating | None: ...
