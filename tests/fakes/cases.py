"""The case store, its queue, its timers and what executions wait for, in memory."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from hailong.adapters.dynamodb.case_items import place_of
from hailong.cases import firewall
from hailong.cases.case import Case, Wait
from hailong.cases.case_file import REFUSALS_SHOWN, TIMELINE_PAGE, CaseFile, latest_notices
from hailong.cases.deadlines import CorrectionPlace
from hailong.cases.evidence import Evidence
from hailong.cases.notices import Correspondence, Notice
from hailong.cases.queue import QueuePage, QueueQuery, fits
from hailong.cases.timeline import Entry, Refusal, Refusals
from hailong.cases.transitions import Transition
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.pages import Page
from hailong.vocabulary.times import to_text
from hailong.vocabulary.words import Timer
from tests.fakes.pages import page_of
from tests.fakes.transactions import within_one_transaction

_WAITING = 25


class MemoryCaseStore:
    """Notices are kept beside their case, as in the table."""

    def __init__(self) -> None:
        self._cases: dict[str, Case] = {}
        self._entries: dict[str, list[Entry]] = {}
        self._notices: dict[str, dict[str, Notice]] = {}
        self._evidence: dict[str, list[Evidence]] = {}
        self._refusals: dict[str, dict[tuple[str, str, str, str], Refusals]] = {}
        self._delivered: dict[tuple[str, tuple[str, str, str, str]], str] = {}
        self._correction: CorrectionPlace | None = None
        self.waits: dict[str, Wait] = {}

    def get(self, case_id: str) -> Case | None:
        return self._cases.get(case_id)

    def wait(self, case_id: str) -> Wait | None:
        return self.waits.get(case_id)

    def file(self, case_id: str) -> CaseFile | None:
        case = self._cases.get(case_id)
        if case is None:
            return None
        return CaseFile(
            case=case,
            timeline=list(self._entries[case_id]),
            notices=list(self._notices.get(case_id, {}).values()),
            evidence=list(self._evidence.get(case_id, [])),
            refusals=[refusals for _, refusals in sorted(self._refusals.get(case_id, {}).items())],
        )

    def first_page(self, case: Case, *, refusals: bool) -> CaseFile:
        file = self.file(case.case_id)
        assert file is not None
        return replace(
            file,
            case=case,
            timeline=file.timeline[-TIMELINE_PAGE:],
            notices=latest_notices(file.notices),
            refusals=file.refusals[-REFUSALS_SHOWN:] if refusals else (),
        )

    def entries(self, case_id: str, *, before: int) -> list[Entry]:
        return self._entries[case_id][: max(0, before - 1)][-TIMELINE_PAGE:]

    def evidence(self, case_id: str, evidence_id: str) -> Evidence | None:
        return next((one for one in self._evidence.get(case_id, []) if one.evidence_id == evidence_id), None)

    def count_refusal(self, refusal: Refusal, delivery: str) -> None:
        place = (to_text(refusal.at)[:10], refusal.by, refusal.action, refusal.why)
        counted = self._refusals.setdefault(refusal.case_id, {})
        if self._delivered.get((refusal.case_id, place)) == delivery:
            return
        self._delivered[refusal.case_id, place] = delivery
        known = counted.get(place)
        counted[place] = Refusals(
            case_id=refusal.case_id,
            by=refusal.by,
            role=refusal.role,
            action=refusal.action,
            why=refusal.why,
            about=refusal.about,
            first_at=known.first_at if known else refusal.at,
            last_at=refusal.at,
            times=known.times + 1 if known else 1,
        )

    def write(self, transition: Transition) -> None:
        within_one_transaction(_items_of(transition))
        case_id = transition.after.case_id
        known = self._cases.get(case_id)
        if (known.version if known else None) != (transition.before.version if transition.before else None):
            raise Raced("the case has moved meanwhile")
        if known is not None and transition.condition is not None and not firewall.holds(transition.condition, known):
            raise Raced("the case has moved meanwhile")
        if transition.sealed is not None:
            there = self.evidence(case_id, transition.sealed.evidence_id)
            if there is None or there.sha256 is not None:
                raise Raced("the file is sealed already")
        notices = self._notices.setdefault(case_id, {})
        if any(notice.notice_id in notices for notice in transition.notices):
            raise Raced("the notice is there already")
        self._cases[case_id] = transition.after
        self._entries.setdefault(case_id, []).append(transition.entry)
        notices.update({notice.notice_id: notice for notice in transition.notices})
        if transition.evidence is not None:
            self._evidence.setdefault(case_id, []).append(transition.evidence)
        if transition.sealed is not None:
            known_files, sealed = self._evidence.get(case_id, []), transition.sealed
            self._evidence[case_id] = [sealed if one.evidence_id == sealed.evidence_id else one for one in known_files]

    def correspondence(self, case_id: str) -> Correspondence | None:
        case, notices = self._cases.get(case_id), self._notices.get(case_id, {})
        return Correspondence(case=case, notices=dict(notices)) if case or notices else None

    def swap(self, before: Notice, after: Notice, transition: Transition | None = None) -> None:
        known = self._notices.get(before.case_id, {}).get(before.notice_id)
        if known is None or known.version != before.version:
            raise Raced("the notice has changed meanwhile")
        if transition is not None:
            within_one_transaction(1 + _items_of(transition))
            self.write(transition)
        self._notices[after.case_id][after.notice_id] = after

    def ask(self, notice: Notice) -> Notice | None:
        standing = self._notices.setdefault(notice.case_id, {}).setdefault(notice.notice_id, notice)
        return None if standing is notice else standing

    def places(self, case: Case) -> frozenset[tuple[str, str]]:
        return frozenset({("all", f"{case.due_at.isoformat()}#{case.case_id}")})

    def enlist(self, case: Case, left: Collection[tuple[str, str]] | None = None) -> None:
        """Everything is found here by looking at every case."""

    def _ringing(self, timer: Timer) -> list[tuple[datetime, str]]:
        return sorted(
            (case.timer[1], case.case_id) for case in self._cases.values() if case.timer and case.timer[0] is timer
        )

    def due(self, timer: Timer, before: datetime) -> Iterator[str]:
        yield from (case_id for moment, case_id in self._ringing(timer) if moment <= before)

    def waiting(self, timer: Timer, *, after: str | None = None) -> Page[str]:
        """As in the index, a page ends at a place there: what has moved before it is not met again."""
        places = [f"{to_text(moment)}#{case_id}" for moment, case_id in self._ringing(timer)]
        found = [place for place in places if after is None or place > after]
        page = found[:_WAITING]
        return Page([place.partition("#")[2] for place in page], page[-1] if len(found) > len(page) else None)

    def correction_place(self) -> CorrectionPlace | None:
        return self._correction

    def keep_correction_place(self, place: CorrectionPlace | None) -> None:
        self._correction = place

    def unsettled(self, before: datetime, *, after: str | None = None) -> Page[Notice]:
        every = [one for notices in self._notices.values() for one in notices.values()]
        return page_of([one for one in every if not one.settled and one.created_at < before], after)

    def page(self, query: QueueQuery) -> QueuePage:
        found = sorted((case for case in self._cases.values() if fits(case, query)), key=place_of)
        if query.after is not None:
            found = [case for case in found if place_of(case) > query.after]
        page = found[: query.limit]
        return QueuePage(page, place_of(page[-1]) if len(found) > query.limit else None)


class MemoryVerificationRound:
    def __init__(self) -> None:
        self._place: str | None = None

    def reached(self) -> str | None:
        return self._place

    def keep_reached(self, place: str | None) -> None:
        self._place = place


def _items_of(transition: Transition) -> int:
    """The case, its entry, and what comes with them."""
    return 2 + len(transition.notices) + (transition.evidence is not None) + (transition.sealed is not None)
