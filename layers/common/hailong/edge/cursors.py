"""Cursors: the place after which a list goes on, sealed for the person and the question that it was given to.

A page that ends before it is full ends at a case that its reader may not be meant to know of, so that a cursor must not
be readable. It is encrypted and authenticated with HMAC-SHA256 alone, as SIV does (RFC 5297): the tag over question and
place is also what the stream of the encryption begins with, so that nothing has to be random, or be kept.
"""

import base64
import hmac
from collections.abc import Callable, Sequence

from hailong.vocabulary.errors import BadRequest

_LONGEST = 512
_TAG_BYTES, _BLOCK = 16, 32
_NOT_OURS = "This cursor is none of ours, or of another question: begin with the first page."

type Secrets = Callable[[], Sequence[str]]
"""Gives the keys; the last one seals, and all of them open."""


class Cursors:
    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def give(self, place: str, *asked: str) -> str:
        """The cursor of `place`, good for what was `asked` (by whom first of all) and nothing else."""
        secret, plain = self._secrets()[-1], place.encode()
        tag = _tag(secret, asked, plain)
        return base64.urlsafe_b64encode(tag + _masked(secret, tag, plain)).decode().rstrip("=")

    def place(self, cursor: str, *asked: str) -> str:
        """The place that the cursor names; BadRequest `bad_cursor` for one that was not given for what is asked."""
        if len(cursor) > _LONGEST:
            raise BadRequest("bad_cursor", _NOT_OURS)
        try:
            sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True)
        except ValueError as error:
            raise BadRequest("bad_cursor", _NOT_OURS) from error
        tag, masked = sealed[:_TAG_BYTES], sealed[_TAG_BYTES:]
        for secret in self._secrets():
            plain = _masked(secret, tag, masked)
            if hmac.compare_digest(_tag(secret, asked, plain), tag):
                return plain.decode()
        raise BadRequest("bad_cursor", _NOT_OURS)


def _tag(secret: str, asked: Sequence[str], plain: bytes) -> bytes:
    said = (part.encode("utf-8", "surrogatepass") for part in asked)
    bound = b"".join(len(part).to_bytes(4) + part for part in (*said, plain))
    return hmac.digest(secret.encode(), b"hailong.cursor|tag|" + bound, "sha256")[:_TAG_BYTES]


def _masked(secret: str, tag: bytes, text: bytes) -> bytes:
    """Masks what is plain, and lays open what is masked."""
    stream = b"".join(
        hmac.digest(secret.encode(), b"hailong.cursor|stream|" + tag + block.to_bytes(4), "sha256")
        for block in range(-(-len(text) // _BLOCK))
    )
    return bytes(left ^ right for left, right in zip(text, stream, strict=False))
