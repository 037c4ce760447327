"""The staff directory in memory."""

from collections.abc import Sequence
from datetime import datetime

from hailong.vocabulary.people import Person


class MemoryStaffDirectory:
    """`asked` holds the `as_of` of every call."""

    def __init__(self, *staff: Person) -> None:
        self.staff = list(staff)
        self.asked: list[datetime | None] = []

    def everyone(self, *, as_of: datetime | None = None) -> Sequence[Person]:
        self.asked.append(as_of)
        return tuple(self.staff)
