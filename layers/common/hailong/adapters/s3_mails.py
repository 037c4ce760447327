"""Mails as SES has put them into a bucket."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from hailong.mail.inbound import LeftAside, Refusal
from hailong.vocabulary.errors import GiveUp, RetryLater

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3IncomingMails:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: str, most: int) -> bytes | None:
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=key)
            return found["Body"].read() if found["ContentLength"] <= most else None
        except self._client.exceptions.NoSuchKey as error:
            if self._was_removed(key):
                raise LeftAside(Refusal.REMOVED) from error
            raise GiveUp("there is no such mail (any more)") from error
        except (ClientError, BotoCoreError) as error:
            raise RetryLater(f"the mail cannot be read: {type(error).__name__}") from error

    def remove(self, key: str) -> None:
        """Whoever runs the system can bring it back for a day: so long the bucket keeps what was deleted."""
        try:
            self._client.delete_object(Bucket=self._bucket, Key=key)
        except (ClientError, BotoCoreError) as error:
            raise RetryLater(f"the mail cannot be removed: {type(error).__name__}") from error

    def _was_removed(self, key: str) -> bool:
        try:
            found = self._client.list_object_versions(Bucket=self._bucket, Prefix=key)
        except (ClientError, BotoCoreError) as error:
            raise RetryLater(f"the mail cannot be looked for: {type(error).__name__}") from error
        return any(one["Key"] == key for one in found.get("DeleteMarkers", []))
