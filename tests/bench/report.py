"""What a measurement has found, as a part of docs/performance.md and as raw figures beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`tables` are Markdown; `raw` is JSON-like."""

    title: str
    text: str
    tables: Sequence[str]
    raw: Any = field(default=None)

    def markdown(self) -> str:
        return "\n\n".join((f"## {self.title}", self.text, *self.tables))


def table(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table; the first column is text, all others stand to the right."""
    lines = [_line(headers), "|---" + "|--:" * (len(headers) - 1) + "|", *map(_line, rows)]
    return "\n".join(lines)


def _line(cells: Sequence[Any]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
