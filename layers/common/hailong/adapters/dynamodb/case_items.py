"""The stored form of a case and of what is kept with it: apart, for no rating should wait for what cases need."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hailong.adapters.dynamodb import items, lifetimes
from hailong.adapters.dynamodb.items import Item
from hailong.cases.case import FIRST_LEVEL, Case, Wait
from hailong.cases.evidence import Evidence
from hailong.cases.notices import DIGEST_KEPT, INVITATION_KEPT, Notice
from hailong.cases.timeline import Entry, Refusal, Refusals
from hailong.vocabulary.errors import RecordUnreadable
from hailong.vocabulary.times import to_text
from hailong.vocabulary.words import CaseState, NoticeKind


def _queue_of(case: Case) -> str:
    """The state, but for a closed case whose enterprise is still to be called: that one stays in sight."""
    return items.CALLS if case.state is CaseState.CLOSED and case.calls_due else case.state.value


def place_of(case: Case) -> str:
    """Where the case stands in every list that is in due order."""
    return f"{to_text(case.due_at)}#{case.case_id}"


def case_item(case: Case) -> Item:
    """The case with the keys of its queues. `queue_assignee` is there only while somebody has it."""
    attributes = items.stored(Case, case) | {
        "case_id": case.case_id,
        "office": case.office,
        "restricted": case.restricted,
        "rated_officers": sorted(case.rated_officers),
        "decider": case.decision.by if case.decision else None,
        "first_deciders": list(case.deciders.get(FIRST_LEVEL, ())),
        "first_reviewers": list(case.reviewers.get(FIRST_LEVEL, ())),
        "queue_office": items.office_queue(case.office, _queue_of(case), restricted=case.restricted),
        "queue_state": _queue_of(case),
        "queue_due": place_of(case),
    }
    if case.rated_team is not None:
        attributes["rated_team"] = case.rated_team
    if case.assignee is not None and case.state is not CaseState.CLOSED:
        attributes["queue_assignee"] = case.assignee
    if case.timer is not None:
        attributes["timer"], attributes["timer_at"] = case.timer[0].value, to_text(case.timer[1])
    return items.case_key(case.case_id) | items.marshal(attributes)


def entry_item(case_id: str, entry: Entry, written_at: datetime) -> Item:
    """`written_on` is the day (UTC) of the write itself: once it is over, the public log knows all its entries."""
    place = {"pk": case_id, "sk": items.entry_place(entry.number), "written_on": to_text(written_at)[:10]}
    return items.marshal(place | items.stored(Entry, entry))


def wait_item(wait: Wait) -> Item:
    return items.wait_key(wait.case_id) | items.marshal(items.stored(Wait, wait))


def notice_item(notice: Notice) -> Item:
    """One about a case is kept with it; an invitation ends, for most lots come to no case, and so does a digest."""
    kept = {NoticeKind.INVITATION: INVITATION_KEPT, NoticeKind.DIGEST: DIGEST_KEPT}.get(notice.kind)
    ends = {"expires": lifetimes.end(notice.created_at, kept)} if kept else {}
    return items.notice_key(notice.case_id, notice.notice_id) | items.marshal(items.stored(Notice, notice) | ends)


def refusals_key(refusal: Refusal) -> Item:
    """Where the refusals of a person, an action and a barrier are counted, day by day."""
    place = f"{items.refusals_of_day(refusal.at)}#{refusal.by}#{refusal.action}#{refusal.why}"
    return items.marshal({"pk": refusal.case_id, "sk": place})


def evidence_item(evidence: Evidence) -> Item:
    return items.evidence_key(evidence.case_id, evidence.evidence_id) | items.marshal(items.stored(Evidence, evidence))


def case_from(item: Mapping[str, Any]) -> Case:
    try:
        return items.read(Case, item)
    except RecordUnreadable as error:
        raise RecordUnreadable(error.kind, error.key, rated_officers=_rated_officers(item)) from None


def _rated_officers(item: Mapping[str, Any]) -> list[str] | None:
    """Those of a case that cannot be read, for the firewall; None where they cannot either."""
    try:
        return [str(officer["S"]) for officer in item["rated_officers"]["L"]]
    except items.UNREADABLE:
        return None


def wait_from(item: Mapping[str, Any]) -> Wait:
    return items.read(Wait, item)


def entry_from(item: Mapping[str, Any]) -> Entry:
    return items.read(Entry, item)


def notice_from(item: Mapping[str, Any]) -> Notice:
    return items.read(Notice, item)


def refusals_from(item: Mapping[str, Any]) -> Refusals:
    return items.read(Refusals, item)


def evidence_from(item: Mapping[str, Any]) -> Evidence:
    return items.read(Evidence, item)
