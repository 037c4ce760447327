"""The files that are attached to cases, as an operator looks at them and takes them away for good."""

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
        key = f"{case_id}/{evidence_id}"
        found = [{"Key": key, "VersionId": one["VersionId"]} for one in self._versions(key) if one["Key"] == key]
        for start in range(0, len(found), _AT_ONCE):
            part = {"Objects": found[start : start + _AT_ONCE], "Quiet": True}
            errors = self.s3.delete_objects(Bucket=self.bucket, Delete=part).get("Errors")
            if errors:
                raise OSError(f"{key}: a version could not be deleted ({errors[0]['Code']})")
        return len(found)

    def _versions(self, prefix: str) -> Iterator[dict[str, Any]]:
        pages = self.s3.get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix=prefix)
        for page in pages:
            yield from page.get("Versions", [])
            yield from page.get("DeleteMarkers", [])
