"""What enterprises are handed to prove a right: rating keys and answer links, signed with itsdangerous. Pure.

`secrets` are the signing keys, oldest first: the last one signs, and all of them verify, so that a key can be changed
while what it has signed is still in use.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from itsdangerous import BadSignature, Signer, URLSafeSerializer

from hailong.lots.clearance import Clearance
from hailong.vocabulary.declaration import declaration_key, is_case_id
from hailong.vocabulary.errors import Forbidden, NotFound

_RATING, _ANSWER, _INVITATIONS = b"hailong.rating-key", b"hailong.answer-link", b"hailong.invitations"
_SEPARATOR = "."
_SIGNER: dict[str, Any] = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}


def rating_key(secrets: Sequence[str], clearance: Clearance) -> str:
    """The right to rate a lot: the declaration in the open, signed together with its lot and the enterprise's tax code.

    A correction of either ends the key, and the tax code cannot be read from it.
    """
    signature = _rating_signer(secrets).get_signature(_right(clearance.key, clearance))
    return f"{clearance.key}{_SEPARATOR}{signature.decode()}"


def declaration_of(key: str) -> str:
    """The declaration that a rating key names, which proves nothing yet; Forbidden for what is no such key."""
    try:
        return declaration_key(key.partition(_SEPARATOR)[0])
    except ValueError as error:
        raise wrong_rating_key() from error


def check_rating_key(secrets: Sequence[str], key: str, clearance: Clearance | None) -> None:
    """Forbidden unless the key is one of this lot and this tax code, given out for any declaration of the lot."""
    signature = key.partition(_SEPARATOR)[2]
    right = _right(declaration_of(key), clearance) if clearance else b""
    if not clearance or not _rating_signer(secrets).verify_signature(right, signature.encode()):
        raise wrong_rating_key()


def wrong_rating_key() -> Forbidden:
    return Forbidden("wrong_rating_key", "This rating key is none, or none of this lot and enterprise any more.")


def answer_token(secrets: Sequence[str], case_id: str, *, expires_at: datetime) -> str:
    """Opens the answer of this one case until then."""
    return str(_answers(secrets).dumps([case_id, int(expires_at.timestamp())]))


def case_of(secrets: Sequence[str], token: str, *, now: datetime) -> str:
    """The id of the case that the token opens; NotFound for what is none of ours, Forbidden once it has expired."""
    try:
        case_id, expires_at = _answers(secrets).loads(token)
    except (BadSignature, ValueError) as error:
        raise NotFound("no_such_link", "This link is not one of ours, or not complete.") from error
    if not is_case_id(case_id) or datetime.fromtimestamp(expires_at, UTC) < now:
        raise Forbidden("link_expired", "This link has expired.")
    return str(case_id)


def invitations_token(secrets: Sequence[str], tax_code: str) -> str:
    """The right to say whether the enterprise is invited to rate; it lasts, as what is chosen does."""
    return str(_invitations(secrets).dumps(tax_code))


def invited_enterprise(secrets: Sequence[str], token: str) -> str:
    """The tax code of the enterprise that the token speaks for; NotFound for what is none of ours."""
    try:
        return str(_invitations(secrets).loads(token))
    except (BadSignature, ValueError) as error:
        raise NotFound("no_such_link", "This link is not one of ours, or not complete.") from error


def _right(named: str, clearance: Clearance) -> bytes:
    return f"{named}|{clearance.lot_key}|{clearance.enterprise.tax_code}".encode()


def _rating_signer(secrets: Sequence[str]) -> Signer:
    return Signer(list(secrets), salt=_RATING, sep=_SEPARATOR, **_SIGNER)


def _invitations(secrets: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(list(secrets), salt=_INVITATIONS, signer_kwargs=_SIGNER)


def _answers(secrets: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(list(secrets), salt=_ANSWER, signer_kwargs=_SIGNER)
