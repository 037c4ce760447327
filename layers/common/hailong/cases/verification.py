"""Whether a case file is as it was written: its chain, and everything that the chain has sealed. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest

from hailong.cases.case import APPEAL_LEVEL, FIRST_LEVEL, Case, Decision
from hailong.cases.case_file import CaseFile
from hailong.cases.casework import EVIDENCE_WITHDRAWN
from hailong.cases.enterprise import note_of
from hailong.cases.timeline import Entry, Verification, digest, erased_entry, erased_files, erasures, verify_chain
from hailong.lots.rating import first_said
from hailong.vocabulary.words import Action, CaseState

RATING, DECISION, APPEAL, EVIDENCE, HELPED = "rating", "decision", "appeal", "evidence", "helped"
"""What an entry may bring, by the names under which it is sealed."""
FILE = "file"
"""The bytes of a piece of evidence, which are kept elsewhere."""


_NO_FILES: Mapping[str, str] = {}


def verify(file: CaseFile, stored: Mapping[str, str] = _NO_FILES) -> Verification:
    """Whether the chain holds, and all that its entries have sealed is what it was.

    `stored`: the SHA-256 (hex) of the files that are there, by the id of their evidence; others are not held
    to anything.
    """
    chain = verify_chain(
        file.timeline,
        file.case.case_id,
        expected_entries=file.case.entries,
        expected_head=file.case.head_hash,
    )
    if not chain.intact:
        return chain
    broken = min(
        (
            *_decisions(file),
            *_rating(file),
            *_appeal(file),
            *_evidence(file),
            *_files(file, stored),
            *_withdrawn(file),
            *_verdicts(file),
        ),
        default=None,
    )
    if broken is None:
        return replace(chain, erased=tuple(sorted({*chain.erased, *_entries_of_erased_files(file)})))
    number, what = broken
    return replace(chain, intact=False, first_broken=number, what=what)


def _rating(file: CaseFile) -> Iterator[tuple[int, str]]:
    """The last word about the rating counts, and what it says was said first: it may be corrected within minutes.

    Of one that was erased in part, what is left is what the erasure says, with what was said first in it.
    """
    brought = [entry for entry in file.timeline if RATING in entry.sealed]
    if not brought or brought[-1].sealed[RATING] != digest(file.case.rating):
        yield (brought[-1].number if brought else 1), RATING
    if RATING in erasures(file.timeline):
        return
    first = first_said(file.case.rating)
    if len(brought) > 1 and (first is None or brought[0].sealed[RATING] != digest(first)):
        yield brought[0].number, RATING


def _decisions(file: CaseFile) -> Iterator[tuple[int, str]]:
    standing: dict[int, Decision | None] = {}
    proposed: dict[int, Entry] = {}
    level = FIRST_LEVEL
    remains = erasures(file.timeline)
    for entry in file.timeline:
        if entry.action == APPEAL:
            level = APPEAL_LEVEL
        if entry.decision is not None or DECISION in entry.sealed:
            sealed = entry.decision is not None and entry.sealed.get(DECISION) == digest(entry.decision)
            if not sealed and erased_entry(entry.number) not in remains:
                yield entry.number, DECISION
            standing[level], proposed[level] = entry.decision, entry
        decision = standing.get(level)
        if entry.action == Action.REVIEW and decision is not None:
            approved = entry.state_to == CaseState.DECIDED
            standing[level] = replace(decision, reviewed_by=entry.by, reviewed_at=entry.at) if approved else None
    for level, entry in proposed.items():
        if not _same(file.case, level, standing[level]):
            yield entry.number, DECISION
    if set(file.case.decisions) - set(proposed):
        yield 1, DECISION


def _same(case: Case, level: int, expected: Decision | None) -> bool:
    found = case.decisions.get(level)
    return (found is None) is (expected is None) and (
        found is None or expected is None or digest(found) == digest(expected)
    )


def _appeal(file: CaseFile) -> Iterator[tuple[int, str]]:
    entry = next((entry for entry in file.timeline if entry.action == APPEAL), None)
    appeal = file.case.appeal
    if entry is None and appeal is not None:
        yield 1, APPEAL
    if entry is not None and (appeal is None or (appeal.reason, appeal.at) != (entry.note, entry.at)):
        yield entry.number, APPEAL


def _verdicts(file: CaseFile) -> Iterator[tuple[int, str]]:
    """The last word about each answer counts."""
    level, approved = FIRST_LEVEL, set[int]()
    remains = erasures(file.timeline)
    brought: dict[int, Entry] = {}
    for entry in file.timeline:
        if entry.action == APPEAL:
            level = APPEAL_LEVEL
        if entry.action == Action.REVIEW and entry.state_to == CaseState.DECIDED:
            approved.add(level)
        if HELPED in entry.sealed:
            brought[max(approved, default=FIRST_LEVEL)] = entry
    for of, entry in brought.items():
        verdict = file.case.verdicts.get(of)
        erased = verdict and erased_entry(entry.number) in remains and note_of(verdict) == entry.note
        if verdict is None or (digest(verdict) != entry.sealed[HELPED] and not erased):
            yield entry.number, HELPED
    if set(file.case.verdicts) - set(brought):
        yield 1, HELPED


def _withdrawn(file: CaseFile) -> Iterator[tuple[int, str]]:
    """What the case calls withdrawn is what entries say, in their order; which file, each says in its note."""
    told = [entry for entry in file.timeline if entry.action == EVIDENCE_WITHDRAWN]
    marked = file.case.withdrawn_files
    for entry, evidence_id in zip_longest(told, marked):
        if entry is None or evidence_id is None or f" ({evidence_id}): " not in entry.note:
            yield (entry.number if entry else 1), EVIDENCE


def _evidence(file: CaseFile) -> Iterator[tuple[int, str]]:
    there = {digest(evidence) for evidence in file.evidence}
    # What was announced without a SHA-256 was sealed twice: so, and again once its file had come.
    before = {digest(replace(evidence, sha256=None)) for evidence in file.evidence}
    brought = _evidence_entries(file)
    erased = erased_files(erasures(file.timeline))
    notes = {entry.number: entry.note for entry in file.timeline}
    for sealed, number in brought.items():
        left = {one for evidence_id, one in erased.items() if f"({evidence_id})" in notes[number]}
        if sealed not in there | before and not left & there:
            yield number, EVIDENCE
    if there - brought.keys() - set(erased.values()):
        yield 1, EVIDENCE


def _files(file: CaseFile, stored: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    brought = _evidence_entries(file)
    for evidence in file.evidence:
        found = stored.get(evidence.evidence_id)
        if found is None:
            continue
        # What was erased has no bytes: whatever is there was put there afterwards, or is still to be taken away.
        if evidence.erased_at is not None or (evidence.sha256 is not None and found != evidence.sha256):
            yield brought.get(digest(evidence), 1), FILE


def _entries_of_erased_files(file: CaseFile) -> Iterator[int]:
    """The numbers of the entries that brought a file which is no longer there, as the evidence itself says."""
    gone = [f"({one.evidence_id})" for one in file.evidence if one.erased_at is not None]
    brought = set(_evidence_entries(file).values())
    yield from (one.number for one in file.timeline if one.number in brought and any(name in one.note for name in gone))


def _evidence_entries(file: CaseFile) -> dict[str, int]:
    """The numbers of the entries that brought evidence, by what they sealed of it."""
    return {entry.sealed[EVIDENCE]: entry.number for entry in file.timeline if EVIDENCE in entry.sealed}
