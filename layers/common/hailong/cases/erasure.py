"""What is left of a case file once what it says of a person is erased. Pure.

Nothing of the chain is undone: an entry keeps its hash, so that the one after it and the public log still hold. The
erasure is an entry of its own, which seals what is left of each thing that it took something from; verification holds
those to it, and names them. So an alteration cannot pass for an erasure without leaving an entry that says so.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from hailong.cases.case import Case
from hailong.cases.case_file import CaseFile
from hailong.cases.casework import EVIDENCE
from hailong.cases.enterprise import HELPED
from hailong.cases.evidence import Evidence
from hailong.cases.timeline import ERASE, Entry, erased_entry, erased_file
from hailong.cases.transitions import Transition, by_system
from hailong.cases.verification import RATING
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.vocabulary.tax_code import is_personal
from hailong.vocabulary.words import CaseState, Role

ERASED = "[đã xóa]"
"""What stands in the place of what was erased."""

MOST_AT_ONCE = 80
"""How many entries and files one erasure takes something from: with the case, no more than a transaction holds."""

_SHORTEST = 5
_PHONE = re.compile(r"\+?[\d\s.()-]+")
_COUNTRY = "84"


class Redaction(Protocol):
    """Who is erased: `text` without them, what stands for a tax code, and whether a rating is their own."""

    def text(self, text: str) -> str: ...

    def tax_code(self, code: str) -> str: ...

    def owns(self, rating: Rating) -> bool: ...


class Subject:
    """A person by what they are called: names, addresses, telephone numbers, the tax code of a household.

    `pseudonyms`: what is to stand for the tax code of a household wherever it counts; one that is not there stays.
    ValueError for what is too short to mean one person.
    """

    def __init__(self, called: Iterable[str], pseudonyms: Mapping[str, str] = MappingProxyType({})) -> None:
        names = [" ".join(unicodedata.normalize("NFC", one).split()) for one in called]
        self.called = tuple(one for one in names if one)
        if not self.called or any(len(one) < _SHORTEST for one in self.called):
            raise ValueError(f"each of what somebody is called has {_SHORTEST} characters at least")
        forms = "|".join(_form(one) for one in sorted(self.called, key=len, reverse=True))
        self.pseudonyms = pseudonyms
        self._form = re.compile(rf"(?<![\w.])(?:{forms})(?!\w)", re.IGNORECASE)

    def mentioned(self, text: str) -> bool:
        return self._form.search(unicodedata.normalize("NFC", text)) is not None

    def text(self, text: str) -> str:
        return self._form.sub(ERASED, unicodedata.normalize("NFC", text)) if self.mentioned(text) else text

    def tax_code(self, code: str) -> str:
        return self.pseudonyms.get(code, code)

    def owns(self, rating: Rating) -> bool:
        """Whether they gave the rating: as its contact, or as the household whose tax code it bears."""
        said = [rating.first] if rating.first else []
        contacts = [one.contact for one in (rating, *said) if one.contact]
        told = [part for one in contacts for part in (one.name, one.email, one.phone) if part]
        return any(self.mentioned(one) for one in (rating.tax_code, *told))


class Anyone:
    """Everybody who rated: for what has been kept long enough. What staff wrote stays."""

    def text(self, text: str) -> str:
        return text

    def tax_code(self, code: str) -> str:
        return code

    def owns(self, _: Rating) -> bool:
        return True


def _form(called: str) -> str:
    if _PHONE.fullmatch(called):
        digits = re.sub(r"\D", "", called)
        national = digits.removeprefix(_COUNTRY) if called.startswith("+") else digits.removeprefix("0")
        start = rf"(?:\+?{_COUNTRY}|0)[\s.()-]*" if len(national) < len(digits) else ""
        return start + r"[\s.()-]*".join(national)
    return r"\s+".join(re.escape(word) for word in called.split(" "))


def erased_clearance(clearance: Clearance, who: Redaction, *, owned: bool = False) -> Clearance:
    """`owned`: what the clearance says of the enterprise is of them; else only what names them goes."""
    enterprise = clearance.enterprise
    if owned:
        household = replace(enterprise, emails=(), name=ERASED if is_personal(enterprise.tax_code) else enterprise.name)
    else:
        kept = tuple(one for one in enterprise.emails if who.text(one) == one)
        household = replace(enterprise, emails=kept, name=who.text(enterprise.name))
    household = replace(household, tax_code=who.tax_code(enterprise.tax_code))
    officers = tuple(replace(one, name=who.text(one.name)) for one in clearance.officers)
    return replace(clearance, enterprise=household, officers=officers)


def erased_rating(rating: Rating, who: Redaction) -> Rating:
    """The rating as it counts, without them; its levels and reasons stay."""
    owned = who.owns(rating)
    comment = _words(rating.comment, who, owned=owned) if rating.comment else None
    return replace(
        rating,
        tax_code=who.tax_code(rating.tax_code),
        comment=comment,
        contact=None if owned else rating.contact,
        clearance=erased_clearance(rating.clearance, who, owned=_of_household(rating, who))
        if rating.clearance
        else None,
        first=erased_rating(rating.first, who) if rating.first else None,
    )


def erase(
    file: CaseFile, who: Redaction, reference: str, *, at: datetime, files: Mapping[str, str] = MappingProxyType({})
) -> tuple[Transition, CaseFile] | None:
    """The transition, and the file with what it changes; None where nothing is to be erased (any more).

    `files`: the SHA-256 (hex) of those whose bytes are to go, by the id of their evidence. ValueError unless the case
    is closed. What is more than fits into one is left to the next.
    """

    def left_of(evidence: Evidence) -> Evidence:
        return _evidence(evidence, who, files.get(evidence.evidence_id), at)

    if file.case.state is not CaseState.CLOSED:
        raise ValueError(f"{file.case.case_id} is {file.case.state}: it can be erased once it is closed")
    owned = who.owns(file.case.rating)
    entries = {one.number: _entry(one, who, owned=owned) for one in file.timeline}
    changed = [one for one in file.timeline if entries[one.number] != one][:MOST_AT_ONCE]
    left = MOST_AT_ONCE - len(changed)
    touched = [one for one in file.evidence if left_of(one) != one][:left]
    case = _case(file.case, who, owned=owned)
    if case == file.case and not changed and not touched:
        return None
    brings = (
        ({RATING: case.rating} if case.rating != file.case.rating else {})
        | {erased_entry(one.number): entries[one.number] for one in changed}
        | {erased_file(one.evidence_id): left_of(one) for one in touched}
    )
    transition = by_system(file.case, case, ERASE, reference, at=at, brings=brings)
    kept = replace(
        file,
        case=transition.after,
        timeline=[entries[one.number] for one in changed],
        evidence=[left_of(one) for one in touched],
    )
    return transition, kept


def _of_household(rating: Rating, who: Redaction) -> bool:
    """Whether the clearance's own addresses are of them, and not only the contact of the rating."""
    return isinstance(who, Anyone) or who.text(rating.tax_code) != rating.tax_code


def _words(text: str, who: Redaction, *, owned: bool) -> str:
    return ERASED if owned else who.text(text)


def _case(case: Case, who: Redaction, *, owned: bool) -> Case:
    decisions = {
        level: replace(
            made,
            action_taken=who.text(made.action_taken),
            message_to_enterprise=who.text(made.message_to_enterprise),
        )
        for level, made in case.decisions.items()
    }
    verdicts = {
        level: replace(said, why=_words(said.why, who, owned=owned)) if said.why else said
        for level, said in case.verdicts.items()
    }
    return replace(
        case,
        rating=erased_rating(case.rating, who),
        decisions=decisions,
        verdicts=verdicts,
        appeal=replace(case.appeal, reason=_words(case.appeal.reason, who, owned=owned)) if case.appeal else None,
    )


def _entry(entry: Entry, who: Redaction, *, owned: bool) -> Entry:
    if entry.action == ERASE:
        return entry
    note = who.text(entry.note)
    # Which file it brought is no word of a person's, and what the entry is held to.
    if entry.role is Role.ENTERPRISE and entry.note and entry.action != EVIDENCE:
        code, line, why = entry.note.partition("\n") if entry.action == HELPED else ("", "", entry.note)
        note = code + line + (_words(why, who, owned=owned) if why else "")
    decision = entry.decision and replace(
        entry.decision,
        action_taken=who.text(entry.decision.action_taken),
        message_to_enterprise=who.text(entry.decision.message_to_enterprise),
    )
    return replace(entry, note=note, decision=decision)


def _evidence(evidence: Evidence, who: Redaction, gone: str | None, at: datetime) -> Evidence:
    """`gone`: the SHA-256 of its bytes, where these go; the one that was sealed before stays."""
    named = replace(evidence, name=who.text(evidence.name))
    if gone is None or evidence.erased_at is not None:
        return named
    return replace(named, sha256=evidence.sha256 or gone or None, erased_at=at)


@dataclass(frozen=True, slots=True)
class Found:
    """A text that names somebody, and the path to it within its item."""

    path: str
    text: str


def mentions(value: object, subject: Subject, path: str = "") -> list[Found]:
    """Every text in a stored thing that names them."""
    match value:
        case str():
            return [Found(path, value)] if subject.mentioned(value) else []
        case Mapping():
            return [one for key, part in value.items() for one in mentions(part, subject, f"{path}.{key}".lstrip("."))]
        case list() | tuple():
            return [one for at, part in enumerate(value) for one in mentions(part, subject, f"{path}[{at}]")]
        case _:
            return []
