"""Evidence: files attached to a case. Which there may be, and what they are called. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

MAX_BYTES = 20 * 1024 * 1024

TYPES = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "text/plain": (".txt",),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a",),
    "video/mp4": (".mp4",),
    "application/msword": (".doc",),
    "application/vnd.ms-excel": (".xls",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
}
"""The types that may be attached, with the endings of their names; nothing that a browser would run."""

BY_ANOTHER_NAME = {"audio/x-m4a": "audio/mp4", "audio/m4a": "audio/mp4", "audio/mp3": "audio/mpeg"}
"""What some browsers call a type, and its name in the register of media types."""

VIEWABLE = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a browser shows without running anything of it on a page of ours."""

_LONGEST_NAME = 120


def is_evidence_id(text: str) -> bool:
    """True for 32 hexadecimal digits."""
    return re.fullmatch("[0-9a-f]{32}", text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file as it was announced; whether it has arrived is for the store of files to say. `size` is in bytes.

    `sha256` (hex) is that of its bytes: as announced, else of what was there when it was first fetched. From
    `erased_at` on there are no bytes any more: they were erased for a person, and their digest stays.
    """

    case_id: str
    evidence_id: str
    name: str
    content_type: str
    size: int
    by: str
    at: datetime
    sha256: str | None = None
    erased_at: datetime | None = None


def cleaned_name(name: str, content_type: str) -> str:
    """The name without folders, control and direction marks and what file systems refuse, ending as its type says.

    ValueError for a type that may not be attached.
    """
    if content_type not in TYPES:
        raise ValueError(f"must be one of {', '.join(TYPES)}")
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(char for char in last if not unicodedata.category(char).startswith("C") and char not in '<>:"|?*')
    kept = re.sub(r"\s+", " ", kept).strip(" .")
    endings = TYPES[content_type]
    ending = next((one for one in endings if kept.lower().endswith(one)), endings[0])
    stem = kept[: -len(ending)] if kept.lower().endswith(ending) else kept
    return (stem[: _LONGEST_NAME - len(ending)].strip(" .") or "tep-dinh-kem") + ending


@dataclass(frozen=True, slots=True)
class Upload:
    """Where a form with these fields and the file is to be sent."""

    url: str
    fields: Mapping[str, str]
