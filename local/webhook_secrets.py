"""The secrets of vendors' webhooks, which are one secret of Secrets Manager: changed as if nobody else did."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import ClientError

from hailong.vocabulary.attempts import attempts
from local.progress import CannotGoOn

type Kept = dict[str, list[str]]


class WebhookSecretBook:
    """`{"client id": ["whsec_…", …]}`, the newest first.

    Secrets Manager has no condition. But it gives an id to one version only: each version's id follows from that of the
    version it was made of, so that of two who change the same one, the second is refused and looks again.
    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
    """

    def __init__(self, client: Any, secret_id: str, *, dry: bool = False) -> None:
        self.client = client
        self._secret_id = secret_id
        self._dry = dry

    def change(self, client_id: str, change: Callable[[Sequence[str]], Sequence[str]]) -> Sequence[str]:
        """The client's secrets as they are then; with `dry` as they would be.

        `change` may be asked several times, and may refuse; a client without secrets is forgotten.
        """
        for _ in attempts():
            version, kept = self._read()
            before = kept.get(client_id, [])
            after = list(change(before))
            if after == before or self._dry:
                return after
            changed = {name: secrets for name, secrets in {**kept, client_id: after}.items() if secrets}
            if self._put(_next(version), changed):
                return after
        raise CannotGoOn(
            "the webhook secrets are changed by others all the time; or they were set back to an earlier version: "
            "put that one's value once more, and try again"
        )

    def _read(self) -> tuple[str, Kept]:
        found = self.client.get_secret_value(SecretId=self._secret_id)
        kept: Kept = json.loads(found["SecretString"])
        return found["VersionId"], kept

    def _put(self, version: str, kept: Kept) -> bool:
        """False where somebody else has made that version."""
        text = json.dumps(kept, sort_keys=True)
        try:
            self.client.put_secret_value(SecretId=self._secret_id, ClientRequestToken=version, SecretString=text)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceExistsException":
                raise
            return False
        # A local cloud writes over a version instead of refusing it: then it may hold what somebody else wrote.
        current, there = self._read()
        return current != version or there == kept


def _next(version: str) -> str:
    return hashlib.sha256(version.encode()).hexdigest()
