"""A function's settings: one frozen dataclass whose fields, in capitals, are its environment variables."""

import os
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any


class MissingSettings(RuntimeError):
    """Names every environment variable that is missing or wrong, at once."""


def variable_names(settings: type[Any]) -> frozenset[str]:
    """The environment variables that `settings` reads."""
    return frozenset(field.name.upper() for field in fields(settings))


def read[T](settings: type[T], environ: Mapping[str, str] = os.environ) -> T:
    """Builds `settings` (a dataclass of str, int and bool fields); MissingSettings names all that is wrong."""
    assert is_dataclass(settings)  # noqa: S101 - a programmer's error, caught by the first test
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for field in fields(settings):
        name = field.name.upper()
        text = environ.get(name)
        if text is None:
            if field.default is MISSING:
                wrong.append(f"{name} is not set")
            continue
        if field.type is int:
            try:
                values[field.name] = int(text)
            except ValueError:
                wrong.append(f"{name} is not a whole number")
        elif field.type is bool:
            values[field.name] = text.lower() in {"true", "1", "yes"}
        else:
            values[field.name] = text
    if wrong:
        raise MissingSettings("; ".join(wrong))
    return settings(**values)
