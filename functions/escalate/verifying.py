"""The daily look at the timelines: so many case files a day, round after round, each held to what it was written as."""

from dataclasses import dataclass

from hailong.cases.queue import QueueQuery
from hailong.cases.verification import verify
from hailong.ports.cases import CaseFiles, CaseQueue, VerificationRound
from hailong.vocabulary.words import CaseState

MOST_A_DAY = 1_000
"""Case files that one sweep verifies; the next one goes on from there. A year's cases take days."""

PAGE = 25
"""Case files after which the place is kept."""

_LOOKS = 3
_ALL = tuple(CaseState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What is looked through, and how far the round has come."""

    queue: CaseQueue
    files: CaseFiles
    round: VerificationRound


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """`number` of the first entry that is not as it was written (0: the file cannot even be read), and what of it."""

    case_id: str
    number: int
    what: str


def next_cases(archive: Archive, most: int) -> tuple[list[str], str | None]:
    """The ids of the cases whose turn it is, and the place after them; None at the end of the round."""
    page = archive.queue.page(QueueQuery(states=_ALL, after=archive.round.reached(), limit=min(PAGE, most)))
    # One that cannot even be listed as a case is looked at like the others, and is broken.
    return [*(case.case_id for case in page.cases), *page.unreadable], page.last


def look_at(case_id: str, files: CaseFiles) -> Broken | None:
    """What is wrong with the case file; None where nothing is.

    A file is read page by page, and may be written meanwhile: only what is found again and again is broken.
    """
    found: Broken | None = None
    for _ in range(_LOOKS):
        found = _once(case_id, files)
        if found is None:
            return None
    return found


def _once(case_id: str, files: CaseFiles) -> Broken | None:
    """The files that were attached are not fetched: each is held to its seal when somebody opens it."""
    try:
        file = files.file(case_id)
        if file is None:
            return Broken(case_id=case_id, number=0, what="case")
        verification = verify(file)
    except (ValueError, LookupError, TypeError, AttributeError):
        # What the system has written it can read.
        return Broken(case_id=case_id, number=0, what="unreadable")
    if verification.intact:
        return None
    return Broken(case_id=case_id, number=verification.first_broken or 0, what=verification.what or "chain")
