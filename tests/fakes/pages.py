"""Long lists in memory, a page at a time."""

from collections.abc import Callable, Sequence

from hailong.vocabulary.pages import Page

_ITEMS = 100


def page_of[T](found: Sequence[T], after: str | None) -> Page[T]:
    """The page after `after`: here, how many have been given."""
    start = int(after or 0)
    end = start + _ITEMS
    return Page(found[start:end], str(end) if end < len(found) else None)


def all_of[T](page: Callable[[str | None], Page[T]]) -> list[T]:
    """Everything, page after page."""
    found = page(None)
    every = list(found.found)
    while found.after is not None:
        found = page(found.after)
        every += found.found
    return every
