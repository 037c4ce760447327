"""The official words for the codes of the API, in both languages: `vocabulary.toml`, read when first needed."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

from hailong.vocabulary.words import Language


@cache
def entries() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Every vocabulary by its name, as the file has it: by code, `vi`, `en`, and what else is said of it."""
    return tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text("utf-8"))


def labels(vocabulary: str, language: Language) -> Mapping[str, str]:
    """The labels of a vocabulary, such as `reasons`, by code."""
    return MappingProxyType({code: entry[language] for code, entry in entries()[vocabulary].items()})


def bilingual(vocabulary: str) -> Mapping[str, str]:
    """The labels as files show them, in both languages: `Chậm trễ / Delay`. Short where there is a short form."""
    shown = {code: entry.get("short", entry) for code, entry in entries()[vocabulary].items()}
    return MappingProxyType({code: f"{form['vi']} / {form['en']}" for code, form in shown.items()})


def in_sentence(label: str) -> str:
    """A label in the middle of a sentence: in lower case, unless it begins with an abbreviation (`IT system`)."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


@cache
def words(language: Language) -> SimpleNamespace:
    """What mails and pages call things: `subjects`, `levels` (by number), `reasons` (in a sentence), `outcomes`,
    `helped`.
    """
    return SimpleNamespace(
        subjects=labels("subjects", language),
        levels={int(level): label for level, label in labels("levels", language).items()},
        reasons={code: in_sentence(label) for code, label in labels("reasons", language).items()},
        outcomes={code: entry["sentence"][language] for code, entry in entries()["outcomes"].items()},
        helped=labels("helped", language),
    )
