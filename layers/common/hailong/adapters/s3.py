"""Evidence in S3: private, and reached by presigned links only."""

import base64
import hashlib
from typing import TYPE_CHECKING
from urllib.parse import quote

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from hailong.adapters import aws
from hailong.cases.evidence import VIEWABLE, Evidence, Upload
from hailong.vocabulary.errors import RetryLater

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

UPLOAD_SECONDS, LINK_SECONDS = 600, 120
_CHUNK_BYTES = 1024 * 1024


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
        fields = {"Content-Type": evidence.content_type} | _checksum(evidence)
        form = self._client.generate_presigned_post(
            self._bucket,
            _key(evidence),
            Fields=fields,
            Conditions=[
                *({name: value} for name, value in fields.items()),
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

    def sha256(self, evidence: Evidence) -> str:
        """As S3 has checked it when the file came in; a file that came without a checksum is read."""
        key = _key(evidence)
        try:
            head = self._client.head_object(Bucket=self._bucket, Key=key, ChecksumMode="ENABLED")
            known = head.get("ChecksumSHA256", "")
            # That of a file in parts is not that of its bytes.
            if known and "-" not in known:
                return base64.b64decode(known).hex()
            found = hashlib.sha256()
            for chunk in self._client.get_object(Bucket=self._bucket, Key=key)["Body"].iter_chunks(_CHUNK_BYTES):
                found.update(chunk)
        except (ClientError, BotoCoreError) as error:
            raise RetryLater(f"a file of evidence cannot be read: {type(error).__name__}") from error
        return found.hexdigest()

    def link(self, evidence: Evidence, *, view: bool = False) -> str:
        kind = "inline" if view and evidence.content_type in VIEWABLE else "attachment"
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": _key(evidence),
                "ResponseContentType": evidence.content_type,
                "ResponseContentDisposition": f"{kind}; filename*=UTF-8''{quote(evidence.name, safe='')}",
            },
            ExpiresIn=LINK_SECONDS,
        )


class S3EvidenceShelf:
    """Where a file that came by mail is put; its bytes are in our hands, so no form has to hold them to anything."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, evidence: Evidence, content: bytes) -> None:
        """The same file again does no harm."""
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=_key(evidence),
                Body=content,
                ContentType=evidence.content_type,
                ChecksumAlgorithm="SHA256",
                ChecksumSHA256=base64.b64encode(hashlib.sha256(content).digest()).decode(),
            )
        except (ClientError, BotoCoreError) as error:
            raise RetryLater(f"the bucket of evidence takes no file: {type(error).__name__}") from error


def _checksum(evidence: Evidence) -> dict[str, str]:
    """The fields by which S3 refuses every other file."""
    if evidence.sha256 is None:
        return {}
    checksum = base64.b64encode(bytes.fromhex(evidence.sha256)).decode()
    return {"x-amz-checksum-algorithm": "SHA256", "x-amz-checksum-sha256": checksum}


def _key(evidence: Evidence) -> str:
    return f"{evidence.case_id}/{evidence.evidence_id}"
