"""Cursors: the place after which a list goes on, signed for the person and the question that it was given to."""

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from hailong.vocabulary.errors import BadRequest

if TYPE_CHECKING:
    from itsdangerous import URLSafeSerializer

_SALT = "hailong.cursor"
_LONGEST = 512
_NOT_OURS = "This cursor is none of ours, or of another question: begin with the first page."

type Secrets = Callable[[], Sequence[str]]
"""Gives the signing keys; the last one signs."""


class Cursors:
    """What a cursor names can be read from it: give it only places that its person may see."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def give(self, place: str, *asked: str) -> str:
        """The cursor of `place`, good for what was `asked` (by whom first of all) and nothing else."""
        return str(self._serializer(asked).dumps(place))

    def place(self, cursor: str, *asked: str) -> str:
        """The place that the cursor names; BadRequest `bad_cursor` for one that was not given for what is asked."""
        from itsdangerous import BadSignature  # noqa: PLC0415 - first pages, which are most, load nothing

        if len(cursor) > _LONGEST:
            raise BadRequest("bad_cursor", _NOT_OURS)
        try:
            return str(self._serializer(asked).loads(cursor))
        except (BadSignature, ValueError) as error:
            raise BadRequest("bad_cursor", _NOT_OURS) from error

    def _serializer(self, asked: Sequence[str]) -> "URLSafeSerializer":
        from itsdangerous import URLSafeSerializer  # noqa: PLC0415

        salt = "\0".join((_SALT, *asked)).encode("utf-8", "surrogatepass")
        signing: dict[str, Any] = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        return URLSafeSerializer(list(self._secrets()), salt=salt, signer_kwargs=signing)
