"""A long list, read a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page[T]:
    """`after`: what the list is asked with for what follows; None at its end. It means nothing to anybody else.

    `unreadable`: the keys of what stands there, too, and cannot be read.
    """

    found: Sequence[T]
    after: str | None
    unreadable: Sequence[str] = ()
