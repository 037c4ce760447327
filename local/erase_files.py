"""Files of which a bucket keeps every version, those attached to cases above all, and how they are taken away."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

_CHUNK_BYTES = 1024 * 1024
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Files:
    """Those in a bucket that keeps every version of them. `kept`: `case_id/evidence_id` of those that are to stay."""

    s3: Any
    bucket: str
    kept: Collection[str] = ()

    def there(self, case_id: str) -> frozenset[str]:
        """The ids of the evidence of a case of which any version is there, be it a deleted one."""
        return frozenset(version["Key"].partition("/")[2] for version in self._versions(f"{case_id}/"))

    def digest(self, case_id: str, evidence_id: str) -> str:
        """SHA-256 (hex) of the bytes as they are now; empty where only older versions are left."""
        key = f"{case_id}/{evidence_id}"
        if key not in {one["Key"] for one in self._versions(key) if one.get("IsLatest") and "Size" in one}:
            return ""
        found = hashlib.sha256()
        for chunk in self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].iter_chunks(_CHUNK_BYTES):
            found.update(chunk)
        return found.hexdigest()

    def erase(self, case_id: str, evidence_id: str) -> int:
        """Takes every version away, what marks them as deleted too; gives how many there were."""
        return erase_versions(self.s3, self.bucket, f"{case_id}/{evidence_id}")

    def _versions(self, prefix: str) -> Iterator[dict[str, Any]]:
        return versions_of(self.s3, self.bucket, prefix)


def versions_of(s3: Any, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
    """Every version of what begins so, and what marks them as deleted."""
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        yield from page.get("Versions", [])
        yield from page.get("DeleteMarkers", [])


def erase_versions(s3: Any, bucket: str, key: str) -> int:
    """Takes every version of one file away; gives how many there were. OSError where one stays."""
    found = [{"Key": key, "VersionId": one["VersionId"]} for one in versions_of(s3, bucket, key) if one["Key"] == key]
    for start in range(0, len(found), _AT_ONCE):
        part = {"Objects": found[start : start + _AT_ONCE], "Quiet": True}
        errors = s3.delete_objects(Bucket=bucket, Delete=part).get("Errors")
        if errors:
            raise OSError(f"{key}: a version could not be deleted ({errors[0]['Code']})")
    return len(found)
