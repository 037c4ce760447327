"""Finding a case by what people type: its id, a declaration number, a tax code, or words of the enterprise's name.

For every case there is a list of terms: its numbers, and the beginnings of the words of the name, in plain letters;
one more says that its enterprise is still to be called, and one for each officer who handled the lot is for inspectors.
A store keeps each term's cases in due order; what several words have in common is found by walking their lists
together, so that the rarest word sets the pace. Pure.
"""

import re
from dataclasses import dataclass

from hailong.cases.case import Case
from hailong.vocabulary.declaration import declaration_key, is_case_id
from hailong.vocabulary.tax_code import normalise_tax_code
from hailong.vocabulary.text import plain, visible
from hailong.vocabulary.words import CaseState

MAX_LENGTH = 100
"""Characters of what is typed."""

_CALLS_DUE = "!calls"
"""Nobody can type this one: words are letters and digits."""

_OFFICER = "!officer="

PHASES = ("live", "calls", "closed")
"""What is over for years must not be read through to find what is not."""

_LONGEST_BEGINNING = 6
"""Longer beginnings of a word are looked up by their first letters, and compared when the case has been read."""

_MOST_WORDS = 20
"""Words of a name that are listed; the longest names known have fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was typed, understood: a case id; else any of the numbers, or all of the words."""

    case_id: str | None = None
    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def understood(text: str) -> Wanted:
    """What somebody looks for; ValueError where there is nothing to look for."""
    typed = visible(text).strip()
    if len(typed) > MAX_LENGTH:
        raise ValueError(f"may have at most {MAX_LENGTH} characters")
    if is_case_id(typed.upper()):
        return Wanted(case_id=typed.upper())
    numbers: list[str] = []
    for spelling in (declaration_key, normalise_tax_code):
        try:
            numbers.append(spelling(typed))
        except ValueError:
            continue
    words = tuple(dict.fromkeys(_words(typed)))
    if not numbers and not words:
        raise ValueError("holds nothing to look for")
    return Wanted(numbers=tuple(numbers), words=words)


def matches(wanted: Wanted, case: Case) -> bool:
    if wanted.case_id is not None:
        return wanted.case_id == case.case_id
    if not _numbers(case).isdisjoint(wanted.numbers):
        return True
    listed = _words(case.clearance.enterprise.name)
    return bool(wanted.words) and all(any(one.startswith(word) for one in listed) for word in wanted.words)


def terms_of(case: Case) -> frozenset[str]:
    """Every term under which the case is listed."""
    words = dict.fromkeys(_words(case.clearance.enterprise.name))
    beginnings = {word[:length] for word in list(words)[:_MOST_WORDS] for length in range(1, _LONGEST_BEGINNING + 1)}
    calls = {_CALLS_DUE} if case.calls_due else set()
    officers = {officer_term(code) for code in case.rated_officers}
    return frozenset({number_term(number) for number in _numbers(case)} | beginnings | calls | officers)


def every_term_of(case: Case) -> frozenset[str]:
    """The terms under which the case may have been listed at any time of its life."""
    return terms_of(case) | {_CALLS_DUE}


def number_term(number: str) -> str:
    """The term of a number, which no word can be."""
    return f"={number}"


def officer_term(code: str) -> str:
    """The term of an officer who handled the lot."""
    return f"{_OFFICER}{code}"


def is_for_inspectors(term: str) -> bool:
    """Whether only those may ask for it who see the cases of all offices: it is on no list of an office."""
    return term.startswith(_OFFICER)


def alternatives(
    wanted: Wanted | None, *, calls_due: bool = False, officer: str | None = None
) -> list[tuple[str, ...]]:
    """The terms that must be met together; it is enough that one of these groups is."""
    always = ((_CALLS_DUE,) if calls_due else ()) + ((officer_term(officer),) if officer else ())
    if wanted is None:
        return [always] if always else []
    groups = [(number_term(number), *always) for number in wanted.numbers]
    if wanted.words:
        groups.append((*dict.fromkeys(word[:_LONGEST_BEGINNING] for word in wanted.words), *always))
    return groups


def phase_of(case: Case) -> str:
    """One of `PHASES`."""
    if case.state is not CaseState.CLOSED:
        return "live"
    return "calls" if case.calls_due else "closed"


def _numbers(case: Case) -> frozenset[str]:
    clearance = case.clearance
    return frozenset(
        {declaration_key(case.rating.declaration_no), clearance.key, clearance.lot_key, case.rating.tax_code}
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", plain(visible(text)))
