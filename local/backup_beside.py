"""What stands beside the tables, kept and put back: the files of evidence, and the people of the user pool.

A file keeps each of its versions in its bucket, so there is nothing to copy. Of people is kept, in the same bucket and
out of reach of every function, the file that `make staff` writes; nobody can keep their passwords.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local.progress import CannotGoOn
from local.staffing import Change, Member, StaffPool, members_written, written

NAME = "%Y%m%dT%H%M%SZ"
"""The name of a backup: its moment."""

_EVIDENCE, _BACKUPS, _PEOPLE = "HL-", "backups/", "/staff.csv"


def moment_of(to: str) -> datetime:
    """The moment that a backup, or somebody, names; CannotGoOn for what is neither."""
    try:
        return datetime.strptime(to, NAME).replace(tzinfo=UTC)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(to)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CannotGoOn(
            f"TO is a backup (`make restore` lists them) or a moment, 2026-06-20T09:30:00+07:00, not {to!r}"
        )
    return moment


@dataclass(frozen=True, slots=True)
class LostFile:
    """A file of evidence, and its version that is to stand again."""

    key: str
    version: str
    why: str

    @property
    def case_id(self) -> str:
        return self.key.partition("/")[0]

    def __str__(self) -> str:
        return f"{self.key}: {self.why}"


@dataclass(frozen=True, slots=True)
class _Version:
    """`etag` empty: here the file was deleted."""

    version: str
    at: datetime
    etag: str
    latest: bool


class EvidenceVersions:
    """The files of evidence as their bucket has them, each version of each."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def count(self) -> int:
        return sum(1 for versions in self._all().values() if any(one.latest and one.etag for one in versions))

    def lost(self, then: datetime) -> list[LostFile]:
        """What stood there then, and stands there no more, or otherwise."""
        return [one for key, versions in sorted(self._all().items()) for one in self._lost(key, versions, then)]

    def put_back(self, files: Iterable[LostFile]) -> None:
        """As the newest version; what stands there now stays beside it."""
        for one in files:
            source = {"Bucket": self._bucket, "Key": one.key, "VersionId": one.version}
            self._s3.copy_object(Bucket=self._bucket, Key=one.key, CopySource=source, ChecksumAlgorithm="SHA256")

    def _lost(self, key: str, versions: list[_Version], then: datetime) -> Iterator[LostFile]:
        before = [one for one in versions if one.at <= then]
        stood = max(before, key=lambda one: one.at, default=None)
        live = next((one for one in versions if one.latest), None)
        if stood is None or not stood.etag or stood == live:
            return
        if live is None or not live.etag:
            yield LostFile(key, stood.version, "the file is gone")
        elif stood.etag != live.etag and self._digest(key, stood) != self._digest(key, live):
            yield LostFile(key, stood.version, "the file reads otherwise")

    def _digest(self, key: str, one: _Version) -> str:
        """Of what is in it: an encrypted file has another tag each time that it is written."""
        asked = {"Bucket": self._bucket, "Key": key, "VersionId": one.version, "ChecksumMode": "ENABLED"}
        return str(self._s3.head_object(**asked).get("ChecksumSHA256", one.etag))

    def _all(self) -> dict[str, list[_Version]]:
        found: dict[str, list[_Version]] = {}
        pages = self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=_EVIDENCE)
        for page in pages:
            for one in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
                version = _Version(one["VersionId"], one["LastModified"], one.get("ETag", ""), one["IsLatest"])
                found.setdefault(one["Key"], []).append(version)
        return found


class PeopleKept:
    """The people of a user pool, as they were at each backup."""

    def __init__(self, pool: StaffPool, s3: Any, bucket: str) -> None:
        self._pool = pool
        self._s3 = s3
        self._bucket = bucket

    def keep(self, name: str) -> int:
        """Writes them down under the name of a backup; how many there are."""
        people = self._pool.members()
        text = written(sorted(people.values(), key=lambda one: one.username))
        self._s3.put_object(Bucket=self._bucket, Key=f"{_BACKUPS}{name}{_PEOPLE}", Body=text.encode())
        return len(people)

    def lost(self, then: datetime) -> list[Change]:
        """Who was there and is no more, and whose code nobody else has taken over."""
        there = self._pool.members()
        codes = {one.staff_code.casefold() for one in there.values()}
        return [
            Change(None, one)
            for one in self._were(then)
            if one.active and one.username not in there and one.staff_code.casefold() not in codes
        ]

    def put_back(self, people: Iterable[Change]) -> None:
        """Each is mailed a temporary password by Cognito, and enrols anew for the second factor."""
        for one in people:
            self._pool.make(one)

    def _were(self, then: datetime) -> list[Member]:
        """Those of the last backup up to then."""
        until = f"{_BACKUPS}{then.astimezone(UTC):{NAME}}{_PEOPLE}"
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=_BACKUPS)
        kept = [one["Key"] for page in pages for one in page.get("Contents", [])]
        last = max((key for key in kept if key.endswith(_PEOPLE) and key <= until), default=None)
        if last is None:
            return []
        return members_written(self._s3.get_object(Bucket=self._bucket, Key=last)["Body"].read().decode())
