"""The daily look at the timelines: every case file has its turn, and what was altered is found, however it was."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.escalate import sweeping, verifying
from functions.escalate.sweeping import Desk, Part, Place, Swept
from functions.escalate.verifying import Archive, Broken, look_at
from hailong.cases import casework
from hailong.cases.case_file import CaseFile
from hailong.vocabulary.words import CaseState
from tests import samples
from tests.fakes.cases import MemoryCaseStore, MemoryVerificationRound

AT = samples.RATED + timedelta(days=1)


def _number(number: int) -> str:
    return f"1030{number:07d}1"


def _archive(cases: int) -> Archive:
    store = MemoryCaseStore()
    for number in range(cases):
        store.write(samples.opening(_number(number)))
    return Archive(queue=store, files=store, round=MemoryVerificationRound())


def _day(archive: Archive) -> Swept:
    """The last part of a day's sweep, which nobody lets go on for longer than a page at a time."""
    nothing: None = None
    desk = Desk(
        ratings=nothing,  # type: ignore[arg-type]
        cases=nothing,  # type: ignore[arg-type]
        queue=nothing,  # type: ignore[arg-type]
        executions=nothing,  # type: ignore[arg-type]
        outbox=nothing,  # type: ignore[arg-type]
        notices=nothing,  # type: ignore[arg-type]
        index=nothing,  # type: ignore[arg-type]
        promise=nothing,  # type: ignore[arg-type]
        early=nothing,  # type: ignore[arg-type]
        events=nothing,  # type: ignore[arg-type]
        archive=archive,
    )
    told, order = Swept(), replace(sweeping.begin(AT), place=Place(Part.TIMELINES))
    while True:
        message = json.loads(json.dumps(sweeping.to_message(order)))
        swept = sweeping.sweep(sweeping.from_message(message), desk, at=AT, enough=lambda: True)
        told.verified += swept.verified
        told.skipped += swept.skipped
        told.broken += swept.broken
        if swept.rest is None:
            return told
        order = swept.rest


def test_a_day_has_its_share_and_the_next_goes_on_until_all_had_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MOST_A_DAY", 60)
    archive = _archive(130)
    looked_at: list[str] = []
    read = archive.files.file

    def file(case_id: str) -> CaseFile | None:
        looked_at.append(case_id)
        return read(case_id)

    monkeypatch.setattr(archive.files, "file", file)
    assert [_day(archive).verified for _ in range(3)] == [60, 60, 10]
    assert sorted(looked_at) == sorted(f"HL-{_number(number)[:11]}" for number in range(130))
    assert archive.round.reached() is None
    assert _day(archive).verified == 60


def test_closed_cases_have_their_turn_as_well() -> None:
    store = MemoryCaseStore()
    opening = samples.opening()
    store.write(replace(opening, after=replace(opening.after, state=CaseState.CLOSED)))
    archive = Archive(queue=store, files=store, round=MemoryVerificationRound())
    assert _day(archive).verified == 1


def _comment_altered(file: CaseFile) -> CaseFile:
    return replace(file, case=replace(file.case, rating=replace(file.case.rating, comment="Rất tốt.")))


def _without_its_first_entry(file: CaseFile) -> CaseFile:
    return replace(file, timeline=file.timeline[1:])


@pytest.mark.parametrize(
    ("alter", "found"),
    [(_comment_altered, (1, "rating")), (_without_its_first_entry, (1, "entry"))],
)
def test_what_was_altered_is_found_and_named(
    alter: Callable[[CaseFile], CaseFile], found: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = _archive(3)
    read, altered = archive.files.file, f"HL-{_number(1)[:11]}"

    def file(case_id: str) -> CaseFile | None:
        whole = read(case_id)
        return alter(whole) if whole is not None and case_id == altered else whole

    monkeypatch.setattr(archive.files, "file", file)
    swept = _day(archive)
    number, what = found
    assert (swept.verified, swept.broken) == (3, [Broken(case_id=altered, number=number, what=what)])


@pytest.mark.parametrize("error", [ValueError("torn"), KeyError("at"), TypeError("a number")], ids=repr)
def test_what_cannot_be_read_any_more_is_not_as_it_was_written(error: Exception) -> None:
    class Torn(MemoryCaseStore):
        def file(self, case_id: str) -> CaseFile | None:
            assert case_id
            raise error

    assert look_at("HL-10302752870", Torn()) == Broken(case_id="HL-10302752870", number=0, what="unreadable")


def test_a_case_that_has_gone_is_not_as_it_was_written() -> None:
    assert look_at("HL-10302752870", MemoryCaseStore()) == Broken(case_id="HL-10302752870", number=0, what="case")


def test_a_case_that_is_written_while_it_is_read_is_looked_at_again() -> None:
    store = MemoryCaseStore()
    store.write(samples.opening())
    before = samples.open_case()
    claimed = casework.claim(before, samples.HANDLER, at=AT)

    class Behind(MemoryCaseStore):
        """The case was read before a claim, its timeline after."""

        looks = 0

        def file(self, case_id: str) -> CaseFile | None:
            if not self.looks:
                store.write(claimed)
            whole = store.file(case_id)
            self.looks += 1
            return replace(whole, case=before) if whole is not None and self.looks == 1 else whole

    assert look_at("HL-10302752870", Behind()) is None
