from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hailong.cases import casework
from hailong.cases.timeline import Entry, Verification, seal, verify_chain
from hailong.vocabulary.words import Role
from tests import samples

CASE_ID = samples.open_case().case_id


def _chain(notes: list[str]) -> list[Entry]:
    case = samples.open_case()
    entries = [samples.opening().entry]
    for text in notes:
        transition = casework.note(case, samples.HANDLER, text, at=samples.RATED)
        case = transition.after
        entries.append(transition.entry)
    return entries


def _verify(entries: list[Entry], like: list[Entry]) -> Verification:
    return verify_chain(entries, CASE_ID, expected_entries=len(like), expected_head=like[-1].hash)


_notes = st.lists(st.text(max_size=20), min_size=1, max_size=5)


@given(_notes)
def test_an_untouched_chain_holds(notes: list[str]) -> None:
    entries = _chain(notes)
    found = _verify(entries, entries)
    assert (found.intact, found.entries, found.first_broken) == (True, len(entries), None)


@given(_notes, st.data())
def test_any_change_is_found_where_it_was_made(notes: list[str], data: st.DataObject) -> None:
    entries = _chain(notes)
    place = data.draw(st.integers(0, len(entries) - 1))
    changed = data.draw(
        st.sampled_from(
            [
                {"note": entries[place].note + "!"},
                {"by": "20CF-9999"},
                {"at": entries[place].at + timedelta(seconds=1)},
                {"role": Role.LEADER},
                {"action": "approve"},
                {"state_to": "closed"},
            ]
        )
    )
    tampered = [*entries[:place], replace(entries[place], **changed), *entries[place + 1 :]]  # type: ignore[arg-type]
    found = _verify(tampered, entries)
    assert (found.intact, found.first_broken) == (False, place + 1)


@given(_notes, st.data())
def test_a_resealed_change_breaks_the_next_link_or_the_head(notes: list[str], data: st.DataObject) -> None:
    entries = _chain(notes)
    place = data.draw(st.integers(0, len(entries) - 1))
    forged = replace(entries[place], note=entries[place].note + "!")
    forged = replace(forged, hash=seal(forged, entries[place - 1].hash if place else CASE_ID))
    assert not _verify([*entries[:place], forged, *entries[place + 1 :]], entries).intact


@given(_notes)
def test_a_missing_end_is_found(notes: list[str]) -> None:
    entries = _chain(notes)
    found = _verify(entries[:-1], entries)
    assert (found.intact, found.first_broken) == (False, len(entries))


@given(_notes)
def test_a_chain_is_of_its_own_case_only(notes: list[str]) -> None:
    entries = _chain(notes)
    found = verify_chain(entries, "HL-99999999999", expected_entries=len(entries), expected_head=entries[-1].hash)
    assert (found.intact, found.first_broken) == (False, 1)
