"""Mails as SES has put them into a bucket."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

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
            raise GiveUp("there is no such mail (any more)") from error
        except (ClientError, BotoCoreError) as error:
            raise RetryLater(f"the mail cannot be read: {type(error).__name__}") from error
