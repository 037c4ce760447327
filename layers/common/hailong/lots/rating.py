"""A rating of one lot by its enterprise, and the rules on it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hailong.lots.clearance import Clearance
from hailong.vocabulary.declaration import case_id_of, declaration_key
from hailong.vocabulary.words import Language, RatingStatus, Reason, Subject

NEGATIVE_LEVELS = frozenset({1, 2})
"""Rất không hài lòng and không hài lòng; 3 is neutral and opens nothing."""

PROMOTABLE = frozenset({RatingStatus.AWAITING_CLEARANCE, RatingStatus.REJECTED})
"""What a clearance, or a correction of one, may still turn into an accepted rating."""

WAITING_KEPT = timedelta(days=400)
"""How long a rating that came before its clearance is kept as such, from its receipt: no clearance comes so late."""

LINK_CLIENT, QR_CLIENT = "rating-key", "rating-key-qr"
"""The clients of ratings that came by link or by QR code, in place of a vendor's."""

RESTRICTED_REASONS = frozenset({Reason.OBSTRUCTION, Reason.HARASSMENT, Reason.MISCONDUCT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """`clearance` is frozen in as it was when the rating was accepted; None while it is awaited.

    `nonce_digest`: of the nonce of the form by which it came; None where it came otherwise.
    `correlation_id`: of the request by which it came; ratings of before have none.
    `first` is what had been said before it was corrected at `corrected_at`, without the clearance, which is the same.
    `accepted_at` is when its clearance came; None for a rating that came after it.
    """

    declaration_no: str
    tax_code: str
    levels: Mapping[Subject, int]
    reasons: tuple[Reason, ...]
    comment: str | None = None
    language: Language
    contact: Contact | None = None
    received_at: datetime
    client_id: str
    status: RatingStatus
    clearance: Clearance | None = None
    nonce_digest: str | None = None
    correlation_id: str | None = None
    first: "Rating | None" = None
    corrected_at: datetime | None = None
    accepted_at: datetime | None = None

    @property
    def key(self) -> str:
        return declaration_key(self.declaration_no)

    @property
    def lot_key(self) -> str | None:
        return self.clearance.lot_key if self.clearance else None

    @property
    def negative_subjects(self) -> tuple[Subject, ...]:
        return tuple(s for s in Subject if self.levels.get(s) in NEGATIVE_LEVELS)

    @property
    def negative(self) -> bool:
        return bool(self.negative_subjects)

    @property
    def restricted(self) -> bool:
        """True when only inspectors may deal with it: the office itself is rated negative, or the reason is grave."""
        return Subject.OFFICE in self.negative_subjects or not RESTRICTED_REASONS.isdisjoint(self.reasons)

    @property
    def case_id(self) -> str | None:
        """The case that it opens; None unless it is accepted and negative."""
        if self.status is RatingStatus.ACCEPTED and self.negative and self.lot_key:
            return case_id_of(self.lot_key)
        return None


def fingerprint(rating: Rating) -> str:
    """SHA-256 over what the enterprise said, after normalisation: equal for "the same again"."""
    contact = rating.contact
    said = {
        "tax_code": rating.tax_code,
        "levels": {subject.value: rating.levels[subject] for subject in Subject if subject in rating.levels},
        "reasons": sorted(reason.value for reason in rating.reasons),
        "comment": rating.comment,
        "language": rating.language.value,
        "contact": [contact.name, contact.email, contact.phone] if contact else None,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def corrected(known: Rating, wanted: Rating, *, at: datetime) -> Rating:
    """The rating with what the enterprise says now; where it came from, and when, stays as it was."""
    return replace(
        known,
        levels=wanted.levels,
        reasons=wanted.reasons,
        comment=wanted.comment,
        language=wanted.language,
        contact=wanted.contact,
        first=replace(known, clearance=None),
        corrected_at=at,
    )


def first_said(rating: Rating) -> Rating | None:
    """A corrected rating as it first was; None for one that was not corrected."""
    return replace(rating.first, clearance=rating.clearance) if rating.first else None


def said_at_all(rating: Rating) -> frozenset[str]:
    """The fingerprints of what was said, before a correction too: a repetition of either is nothing new."""
    return frozenset({fingerprint(rating), *([fingerprint(rating.first)] if rating.first else [])})


def digest_of_nonce(nonce: str | None) -> str | None:
    """What is kept of a form's nonce: it proves who sent the form, and cannot be read from what is stored."""
    return None if nonce is None else hashlib.sha256(nonce.encode()).hexdigest()


def same_form(one: Rating, other: Rating) -> bool:
    """True when both came by one and the same form."""
    return one.nonce_digest is not None and one.nonce_digest == other.nonce_digest


def accepted(rating: Rating, clearance: Clearance) -> Rating:
    """The rating as it is recorded against its clearance."""
    return replace(rating, status=RatingStatus.ACCEPTED, clearance=clearance)


def matched(waiting: Rating, clearance: Clearance, window: timedelta, *, at: datetime) -> Rating:
    """What a rating that came before its clearance becomes by it: accepted or rejected, as received then.

    Who is rejected because the lot is another enterprise's is told nothing of its clearance.
    """
    if waiting.tax_code != clearance.enterprise.tax_code:
        return replace(waiting, status=RatingStatus.REJECTED, clearance=None)
    if window_over(clearance, waiting.received_at, window):
        return replace(waiting, status=RatingStatus.REJECTED, clearance=clearance)
    return replace(accepted(waiting, clearance), accepted_at=at)


def superseded(waiting: Rating, clearance: Clearance) -> Rating:
    """The rating as it is kept when its lot had been rated before its clearance came."""
    return replace(waiting, status=RatingStatus.SUPERSEDED, clearance=clearance)


def window_over(clearance: Clearance, received_at: datetime, window: timedelta) -> bool:
    """True when the rating came more than `window` after clearance."""
    return received_at > clearance.cleared_at + window


@dataclass(frozen=True, slots=True)
class Waited:
    """The trace of a waiting rating."""

    declaration_no: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class SweepPlace:
    """Where a sweep of waiting ratings had to stop."""

    status: RatingStatus
    received_at: datetime
