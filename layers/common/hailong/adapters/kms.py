"""The key of the public log in KMS: Ed25519, never seen outside."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_KEY_BYTES = 32


class KmsSigner:
    def __init__(self, client: "KMSClient", key_id: str) -> None:
        self._client = client
        self._key_id = key_id

    def public_key(self) -> bytes:
        """The key itself, the last 32 bytes of its DER form (RFC 8410, section 4)."""
        return self._client.get_public_key(KeyId=self._key_id)["PublicKey"][-_KEY_BYTES:]

    def sign(self, text: bytes) -> bytes:
        return self._client.sign(
            KeyId=self._key_id, Message=text, MessageType="RAW", SigningAlgorithm="ED25519_SHA_512"
        )["Signature"]
