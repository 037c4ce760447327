"""The files of the public log in S3."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3LogFiles:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, path: str) -> bytes | None:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=path)["Body"].read()
        except self._client.exceptions.NoSuchKey:
            return None

    def write(self, path: str, content: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=path, Body=content)
