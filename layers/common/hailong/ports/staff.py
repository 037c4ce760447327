"""What the desks of staff ask of the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from hailong.cases.case import Case
    from hailong.cases.desk import Desk, View
    from hailong.cases.news import News
    from hailong.cases.texts import StartingText
    from hailong.vocabulary.people import Person


class TextShelf(Protocol):
    """Texts to start from."""

    def of_office(self, office: str) -> Sequence[StartingText]:
        """The current version of each, by number; withdrawn ones among them."""

    def get(self, text_id: str) -> StartingText | None: ...

    def versions(self, text_id: str) -> Sequence[StartingText]:
        """All there were, the latest first."""

    def put(self, text: StartingText) -> None:
        """Writes this version after the one before it. Raced when there is another already."""


class NewsBoards(Protocol):
    """News of cases, kept for a month."""

    def post(self, news: News) -> None:
        """May be repeated."""

    def latest(self, board: str) -> Iterator[News]:
        """The latest first, read as far as it is asked for."""

    def cases(self, case_ids: Collection[str]) -> Mapping[str, Case]:
        """The cases of that news, as they are now; those that are no longer there are left out. At most a hundred."""


class DeskStore(Protocol):
    """What each member of staff keeps for themselves."""

    def desk(self, staff_code: str) -> Desk: ...

    def seen(self, staff_code: str, until: datetime) -> None:
        """The news up to then have been seen; never fewer than before."""

    def keep_views(self, staff_code: str, views: Sequence[View]) -> None: ...

    def want_digest(self, staff_code: str, *, wanted: bool) -> None: ...


class StaffDirectory(Protocol):
    """The staff, as the user pool knows them. What it gives may be minutes old."""

    def everyone(self, *, as_of: datetime | None = None) -> Sequence[Person]:
        """Everybody who may sign in and has a role, an office and a staff code; no older than `as_of`."""
