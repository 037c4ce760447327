"""The address that a reply to the mails about a case goes to: it names the case and proves that we gave it out. Pure.

Mail servers may change capitals of an address and hold 64 characters before the @ (RFC 5321, 4.5.3.1.1): so the proof
is base 32 in lower case, 160 bits of an HMAC-SHA256.
"""

import base64
import hmac
import re
from collections.abc import Iterable, Sequence

from hailong.vocabulary.declaration import case_id_of

_LOCAL, _PURPOSE, _PROOF_BYTES = "reply", b"hailong.reply-address|", 20
_ADDRESS = re.compile(r"reply\+(?P<lot>[0-9]{11})-(?P<proof>[a-z2-7]{32})@(?P<domain>.+)", re.ASCII)


def reply_address(secrets: Sequence[str], case_id: str, domain: str) -> str:
    """Where the enterprise may answer mails about the case; the last of `secrets` signs."""
    return f"{_LOCAL}+{case_id.removeprefix('HL-')}-{_proof(secrets[-1], case_id)}@{domain}"


def case_replied_to(secrets: Sequence[str], recipients: Iterable[str], domain: str) -> str | None:
    """The id of the case that one of the addresses was given out for; None where it is none of ours."""
    for recipient in recipients:
        match = _ADDRESS.fullmatch(recipient.strip().lower())
        if match is None or match["domain"] != domain.lower():
            continue
        case_id = case_id_of(match["lot"])
        proofs = [hmac.compare_digest(_proof(secret, case_id), match["proof"]) for secret in secrets]
        if any(proofs):
            return case_id
    return None


def _proof(secret: str, case_id: str) -> str:
    digest = hmac.digest(secret.encode(), _PURPOSE + case_id.encode(), "sha256")
    return base64.b32encode(digest[:_PROOF_BYTES]).decode().lower()
