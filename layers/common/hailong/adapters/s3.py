"""Evidence in S3: private, and reached by presigned links only."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from hailong.adapters import aws
from hailong.cases.evidence import Evidence, Upload
from hailong.vocabulary.errors import RetryLater

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

UPLOAD_SECONDS, LINK_SECONDS = 600, 120


def client() -> "S3Client":
    """Signs for the bucket's own address in its region: a new bucket is not yet known at the global one."""
    found: S3Client = aws.client(
        "s3",
        Config(
            signature_version="s3v4",
            s3={"addressing_style": "virtual"},
            connect_timeout=2,
            read_timeout=5,
            retries={"mode": "standard", "total_max_attempts": 3},
        ),
    )
    return found


class S3EvidenceFiles:
    """A file is kept as `{case_id}/{evidence_id}`: its name is only what it is called when it is saved."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def upload(self, evidence: Evidence) -> Upload:
        form = self._client.generate_presigned_post(
            self._bucket,
            _key(evidence),
            Fields={"Content-Type": evidence.content_type},
            Conditions=[
                {"Content-Type": evidence.content_type},
                ["content-length-range", 1, evidence.size],
            ],
            ExpiresIn=UPLOAD_SECONDS,
        )
        return Upload(url=form["url"], fields=form["fields"])

    def arrived(self, case_id: str) -> frozenset[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=f"{case_id}/")
        try:
            return frozenset(one["Key"].partition("/")[2] for page in pages for one in page.get("Contents", []))
        except (ClientError, BotoCoreError) as error:
            raise RetryLater(f"the bucket of evidence cannot be asked: {type(error).__name__}") from error

    def link(self, evidence: Evidence) -> str:
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": _key(evidence),
                "ResponseContentType": evidence.content_type,
                "ResponseContentDisposition": f"attachment; filename*=UTF-8''{quote(evidence.name, safe='')}",
            },
            ExpiresIn=LINK_SECONDS,
        )


def _key(evidence: Evidence) -> str:
    return f"{evidence.case_id}/{evidence.evidence_id}"
