"""Secrets Manager: the signing keys, and the secrets of vendors' webhooks.

The signing keys are a JSON object, each key under the moment from which it signs.

`{"2026-01-01T00:00:00Z": "…", "2026-11-24T10:00:00Z": "…"}`: all verify at once, and the latest whose time has come
signs. To change the key, add one that begins in ten minutes, when every process knows it; take the old one away once
nothing that it signed is in use.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from hailong.adapters import aws
from hailong.vocabulary.times import Clock, to_text

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.parameters import SecretsProvider

Secrets = Callable[[], Sequence[str]]
"""Gives the signing keys at the moment they are needed; the last one signs."""

_KEPT_SECONDS = 300
_KEPT_FOR_WEBHOOKS = timedelta(seconds=60)


class SigningKeys:
    """Kept for minutes, and read at the first need: most requests have none."""

    def __init__(self, secret_arn: str, clock: Clock) -> None:
        self._secret_arn = secret_arn
        self._clock = clock
        self._provider: SecretsProvider | None = None

    def __call__(self) -> Sequence[str]:
        if self._provider is None:
            # A client more, for which a plain rating would have to wait.
            from aws_lambda_powertools.utilities.parameters import SecretsProvider  # noqa: PLC0415

            # Without one it makes a session of its own, which reads anew what botocore knows: ten times as long.
            self._provider = SecretsProvider(boto3_client=aws.client("secretsmanager"))
        found = self._provider.get(self._secret_arn, max_age=_KEPT_SECONDS, transform="json")
        return in_signing_order(found, to_text(self._clock()))


class WebhookSecrets:
    """`{"client id": ["whsec_…", …]}`, the newest first: all of a client sign. Kept for a minute."""

    def __init__(self, secret_arn: str, clock: Clock) -> None:
        self._secret_arn = secret_arn
        self._clock = clock
        self._provider: SecretsProvider | None = None
        self._read_at: datetime | None = None
        self._found: dict[str, Sequence[str]] = {}

    def __call__(self, client_id: str, changed_at: datetime) -> Sequence[str]:
        """Those of a client as they are since `changed_at`; none for one that has no webhook."""
        moment = self._clock()
        if self._read_at is None or self._read_at <= changed_at or moment - self._read_at >= _KEPT_FOR_WEBHOOKS:
            self._found, self._read_at = self._read(), moment
        return self._found.get(client_id, ())

    def _read(self) -> dict[str, Sequence[str]]:
        if self._provider is None:
            from aws_lambda_powertools.utilities.parameters import SecretsProvider  # noqa: PLC0415 - as above

            self._provider = SecretsProvider(boto3_client=aws.client("secretsmanager"))
        found: Any = self._provider.get(self._secret_arn, transform="json", force_fetch=True)
        if not isinstance(found, dict):
            raise ValueError("the secret must be a JSON object of lists")
        return found


def in_signing_order(keys: object, moment: str) -> Sequence[str]:
    """The keys with the one that signs at `moment` last; ValueError when none does."""
    if not isinstance(keys, dict) or not any(begins <= moment for begins in keys):
        raise ValueError("the secret must be a JSON object with at least one key whose time has come")
    return [str(keys[begins]) for begins in sorted(keys, key=lambda begins: (begins <= moment, begins))]
