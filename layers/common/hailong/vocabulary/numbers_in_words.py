"""Whole numbers as people write them, for e-mails and printed files."""

from collections.abc import Callable, Mapping

from hailong.vocabulary.words import Language

COUNTS: Mapping[Language, Callable[[int], str]] = {
    Language.VI: lambda number: f"{number:,}".replace(",", "."),
    Language.EN: lambda number: f"{number:,}",
}
"""`1.141`, in English `1,141`."""
