"""The addresses that enterprises are sent: where a lot is rated, where a case is answered."""

from collections.abc import Sequence
from datetime import datetime

from hailong.lots.signing import answer_token, invitations_token


def rate_url(api_url: str, rating_key: str) -> str:
    """The page on which the lot is rated without software; short enough for a QR code."""
    return f"{api_url.rstrip('/')}/rate/{rating_key}"


def answer_url(api_url: str, secrets: Sequence[str], case_id: str, *, expires_at: datetime) -> str:
    """The page of a case, for the enterprise alone: whoever has the link may read and appeal."""
    return f"{api_url.rstrip('/')}/answers/{answer_token(secrets, case_id, expires_at=expires_at)}"


def invitations_url(api_url: str, secrets: Sequence[str], tax_code: str) -> str:
    """The page on which an enterprise says whether it is invited to rate; a POST of RFC 8058 stops that at once."""
    return f"{api_url.rstrip('/')}/invitations/{invitations_token(secrets, tax_code)}"
