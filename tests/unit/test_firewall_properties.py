"""Whatever people do in whatever order: nothing forbidden succeeds, nobody sees what they may not, no case gets stuck.

The rules are written here once more, from the contract's words and from what the test saw happen, so that the
firewall is not its own judge.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from functions.tasks import decisions
from hailong.cases import casework, course, enterprise, firewall, transitions
from hailong.cases.case import Case
from hailong.cases.verification import verify
from hailong.lots.clearance import Officer
from hailong.lots.rating import accepted
from hailong.vocabulary.errors import Conflict, Forbidden, NotFound, Raced
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Action, CaseState, Reason, Role, Subject
from tests import samples
from tests.fakes.cases import MemoryCaseStore

CASE_ID = "HL-10302752870"
TEAMS = st.sampled_from([None, "01", "01", "02"])
STAFF_ROLES = [Role.HANDLER, Role.SUPERVISOR, Role.INSPECTOR, Role.LEADER]
GRAVE = {Reason.OBSTRUCTION, Reason.HARASSMENT, Reason.MISCONDUCT}


def people() -> st.SearchStrategy[list[Person]]:
    """A few people of two offices, in any roles and teams: few enough that at times nobody is left."""
    return st.lists(
        st.builds(
            lambda role, more, office, team: (frozenset({role, *more}), office, team),
            st.sampled_from(STAFF_ROLES),
            st.sets(st.sampled_from([Role.HANDLER, Role.SUPERVISOR]), max_size=1),
            st.sampled_from(["20CF", "20CF", "20BB"]),
            TEAMS,
        ),
        max_size=7,
    ).map(
        lambda rows: [
            Person(staff_code=f"P{number}", roles=roles, office=office, team=team)
            for number, (roles, office, team) in enumerate(rows)
        ]
    )


@dataclass(frozen=True)
class Rules:
    """Section 5 of the contract for one case, its staff, and what has happened so far."""

    case: Case
    staff: list[Person]
    decided: dict[int, list[str]]
    reviewed: dict[int, list[str]]

    def barred_for_good(self, person: Person) -> bool:
        return person.staff_code in {officer.code for officer in self.case.clearance.officers}

    def of_rated_team(self, person: Person) -> bool:
        clearance, level = self.case.clearance, self.case.rating.levels.get(Subject.TEAM)
        return level in {1, 2} and (person.office, person.team) == (clearance.office, clearance.team or "none")

    def in_reach(self, person: Person) -> bool:
        """By role, office and restriction alone."""
        grave = self.case.rating.levels.get(Subject.OFFICE) in {1, 2} or bool(GRAVE & set(self.case.rating.reasons))
        inspector = Role.INSPECTOR in person.roles
        local = person.office == self.case.clearance.office and bool({Role.HANDLER, Role.SUPERVISOR} & person.roles)
        return inspector or (local and not grave)

    def own_decision(self, person: Person) -> bool:
        return self.decided[self.case.level][-1:] == [person.staff_code]

    def took_part(self, person: Person, step: str) -> bool:
        """At level 2, what was done at level 1 keeps from deciding and, whoever decided there, from reviewing."""
        if self.case.level == 1:
            return False
        done = self.decided[1] + (self.reviewed[1] if step == "decide" else [])
        return step in {"decide", "review"} and person.staff_code in done

    def clean(self, person: Person, step: str) -> bool:
        """Free to take the step without any exception."""
        inspector, supervisor = Role.INSPECTOR in person.roles, Role.SUPERVISOR in person.roles
        by_role = {"decide": True, "assign": supervisor or inspector, "review": supervisor or inspector}
        return (
            self.in_reach(person)
            and (inspector if step == "resume" or self.case.level > 1 else by_role[step])
            and not self.barred_for_good(person)
            and not self.of_rated_team(person)
            and not (step == "review" and self.own_decision(person))
            and not self.took_part(person, step)
        )

    def excepted(self, person: Person, step: str) -> bool:
        """Not free, but an inspector when nobody is left."""
        return (
            Role.INSPECTOR in person.roles
            and not any(self.clean(one, step) for one in self.staff)
            and not self.barred_for_good(person)
            and not (step == "review" and self.own_decision(person))
        )

    def may_look(self, person: Person, acted_by_exception: set[str]) -> bool:
        if self.barred_for_good(person) or not (self.in_reach(person) or Role.LEADER in person.roles):
            return False
        steps = ("decide", "assign", "review", "resume")
        return (
            not self.of_rated_team(person)
            or person.staff_code in acted_by_exception
            or any(self.excepted(person, step) for step in steps)
        )


class CaseOfPeople(RuleBasedStateMachine):
    """People act on one case as they like; the rules are asked about every success."""

    @initialize(
        staff=people(),
        officers=st.sets(st.integers(0, 9), max_size=3),
        team=TEAMS,
        levels=st.dictionaries(st.sampled_from(list(Subject)), st.sampled_from([1, 2, 4]), min_size=1),
        reasons=st.sets(st.sampled_from([Reason.DELAY, Reason.HARASSMENT]), max_size=2),
    )
    def open(
        self,
        staff: list[Person],
        officers: set[int],
        team: str | None,
        levels: dict[Subject, int],
        reasons: set[Reason],
    ) -> None:
        if not {1, 2} & set(levels.values()):
            levels = {**levels, Subject.OFFICER: 2}
        rated = tuple(Officer(code=f"P{number}", name="A", stage="inspection") for number in sorted(officers))
        clearance = replace(samples.clearance(), officers=rated, team=team)
        rating = samples.rating(levels=levels, reasons=tuple(sorted(reasons)))
        # The promise that no case gets stuck supposes two inspectors who did not handle the lot.
        spare = [replace(samples.INSPECTOR, staff_code=f"I{n}", team="01", office="20CF") for n in range(2)]
        self.staff = [*staff, *spare]
        self.store = MemoryCaseStore()
        opening = course.open_case(accepted(rating, clearance), at=samples.RATED, salt="5a" * 32, due_at=samples.DUE)
        self.store.write(opening)
        self.now = samples.RATED
        self.past: list[Case] = [opening.after]
        self.decided: dict[int, list[str]] = {1: [], 2: []}
        self.reviewed: dict[int, list[str]] = {1: [], 2: []}
        self.acted_by_exception: set[str] = set()

    @property
    def case(self) -> Case:
        case = self.store.get(CASE_ID)
        assert case is not None
        return case

    @property
    def law(self) -> Rules:
        return Rules(self.case, self.staff, self.decided, self.reviewed)

    def _person(self, pick: int) -> Person:
        return self.staff[pick % len(self.staff)]

    def _act(self, person: Person, step: str, transition: Callable[[Case], transitions.Transition]) -> None:
        caller = decisions.Caller(person, self.staff, self.now)
        decisions.act(self.store, self.case, caller, step, transition, lambda _refusal: None)

    def _try(self, person: Person, step: str, transition: Callable[[Case], transitions.Transition]) -> bool:
        """True when it succeeded; then the rules must have allowed it, and an exception must be on record."""
        rules, before = self.law, self.case
        self.now += timedelta(minutes=1)
        try:
            self._act(person, step, transition)
        except (Forbidden, NotFound, Conflict):
            assert self.case == before
            return False
        assert rules.clean(person, step) or rules.excepted(person, step)
        self.past.append(self.case)
        file = self.store.file(CASE_ID)
        assert file is not None
        if not rules.clean(person, step):
            assert file.timeline[-1].exception
            self.acted_by_exception.add(person.staff_code)
        return True

    @rule(pick=st.integers(0, 11))
    def claim(self, pick: int) -> None:
        person = self._person(pick)
        if self._try(person, "decide", lambda case: casework.claim(case, person, at=self.now, staff=self.staff)):
            assert self.case.assignee == person.staff_code

    @rule(pick=st.integers(0, 11), to=st.integers(0, 11))
    def assign(self, pick: int, to: int) -> None:
        person, assignee, rules = self._person(pick), self._person(to), self.law
        if self._try(
            person, "assign", lambda case: casework.assign(case, person, assignee, at=self.now, staff=self.staff)
        ):
            assert rules.clean(assignee, "decide") or rules.excepted(assignee, "decide")
            if not rules.clean(assignee, "decide"):
                self.acted_by_exception.add(assignee.staff_code)

    @rule(pick=st.integers(0, 11))
    def release(self, pick: int) -> None:
        person, before, rules = self._person(pick), self.case, self.law
        self.now += timedelta(minutes=1)
        try:
            self._act(person, "release", lambda case: casework.release(case, person, at=self.now, staff=self.staff))
        except (Forbidden, NotFound, Conflict):
            return
        self.past.append(self.case)
        steps = ("assign", "decide") if before.assignee == person.staff_code else ("assign",)
        assert any(rules.clean(person, step) or rules.excepted(person, step) for step in steps) or rules.excepted(
            person, "decide"
        )
        file = self.store.file(CASE_ID)
        assert file is not None
        if file.timeline[-1].exception:
            self.acted_by_exception.add(person.staff_code)

    @rule(pick=st.integers(0, 11))
    def decide(self, pick: int) -> None:
        person = self._person(pick)
        had_it = self.case.assignee == person.staff_code
        if self._try(
            person,
            "decide",
            lambda case: casework.decide(case, person, samples.RULING, at=self.now, staff=self.staff),
        ):
            assert had_it
            self.decided[self.case.level].append(person.staff_code)

    @rule(pick=st.integers(0, 11), approves=st.booleans())
    def review(self, pick: int, *, approves: bool) -> None:
        person = self._person(pick)

        def transition(case: Case) -> transitions.Transition:
            if approves:
                return casework.approve(
                    case, person, at=self.now, appeal_until=self.now + timedelta(days=14), staff=self.staff
                )
            return casework.send_back(case, person, "Chưa rõ.", at=self.now, staff=self.staff)

        if self._try(person, "review", transition):
            self.reviewed[self.case.level].append(person.staff_code)

    @precondition(lambda self: self.case.state not in {CaseState.DECIDED, CaseState.CLOSED})
    @rule(how_far=st.integers(1, 3))
    def go_on(self, how_far: int) -> None:
        """Steps that may be taken are taken, so that much is reached."""
        for _ in range(how_far):
            if self.case.state is not CaseState.DECIDED:
                self._bring_on()

    @precondition(lambda self: self.case.state is CaseState.DECIDED and self.case.level == 1)
    @rule()
    def appeal(self) -> None:
        self.store.write(
            enterprise.appeal(self.case, "Chưa thoả đáng.", at=self.now, due_at=self.now + timedelta(days=7))
        )
        self.past.append(self.case)

    @precondition(lambda self: self.case.state not in {CaseState.FAILED, CaseState.CLOSED})
    @rule()
    def fail(self) -> None:
        self.store.write(course.fail(self.case, error="States.Timeout", at=self.now))
        self.past.append(self.case)

    @rule(pick=st.integers(0, 11))
    def resume(self, pick: int) -> None:
        person = self._person(pick)
        self._try(person, "resume", lambda case: casework.resume(case, person, at=self.now, staff=self.staff))

    @rule(pick=st.integers(0, 9), role=st.sampled_from(STAFF_ROLES), team=TEAMS)
    def somebody_leaves_or_changes(self, pick: int, role: Role, team: str | None) -> None:
        """One of the others, so that the two inspectors stay."""
        others = [person for person in self.staff if not person.staff_code.startswith("I")]
        if not others:
            return
        gone = others[pick % len(others)]
        self.staff = [person for person in self.staff if person != gone]
        if pick % 2:
            self.staff.append(replace(gone, roles=frozenset({role}), team=team))

    @rule(pick=st.integers(0, 11), when=st.integers(0, 30))
    def a_write_that_saw_an_older_case(self, pick: int, when: int) -> None:
        """Past every check, made on what was read too long ago: the condition of the write stops it."""
        old, person = self.past[when % len(self.past)], self._person(pick)
        if old.version == self.case.version:
            return
        makers: list[Callable[[], transitions.Transition]] = [
            lambda: casework.claim(old, person, at=self.now, staff=self.staff),
            lambda: casework.note(old, person, "Muộn.", at=self.now, staff=self.staff),
            lambda: casework.decide(old, person, samples.RULING, at=self.now, staff=self.staff),
        ]
        for make in makers:
            try:
                transition = make()
            except (Forbidden, NotFound, Conflict):
                continue
            try:
                self.store.write(transition)
            except Raced:
                continue
            raise AssertionError("an outdated transition was written")

    @invariant()
    def nobody_sees_what_they_may_not(self) -> None:
        for person in self.staff:
            if firewall.may_see(person, self.case, self.staff):
                assert self.law.may_look(person, self.acted_by_exception)

    @invariant()
    def the_write_condition_says_what_the_access_decision_says(self) -> None:
        for person in self.staff:
            for action in Action:
                found = firewall.access_decision(person, self.case, action, self.staff)
                if found.barrier is None:
                    assert firewall.holds(
                        firewall.write_condition(person, self.case, action, found.exception), self.case
                    )

    @invariant()
    def the_chain_holds(self) -> None:
        file = self.store.file(CASE_ID)
        assert file is not None
        assert verify(file).intact

    def teardown(self) -> None:
        """From wherever it got to, the staff can bring the case to its end."""
        if not hasattr(self, "store"):
            return
        for _ in range(12):
            if self.case.state is CaseState.DECIDED:
                return
            self._bring_on()
        raise AssertionError(f"stuck: {self.case.state} at level {self.case.level}")

    def _bring_on(self) -> None:
        """Whoever may takes the next step."""
        state, everyone = self.case.state, range(len(self.staff))
        before = self.case.version
        for pick in everyone:
            match state:
                case CaseState.OPEN | CaseState.APPEALED:
                    self.claim(pick)
                case CaseState.IN_REVIEW:
                    self.review(pick, approves=True)
                case CaseState.FAILED:
                    self.resume(pick)
                case CaseState.ASSIGNED:
                    self.decide(pick)
                case _:
                    raise AssertionError(state)
            if self.case.version > before:
                return
        # The one who has it cannot go on with it (any more): somebody gives it to somebody else.
        assert state is CaseState.ASSIGNED, f"nobody may act in {state} at level {self.case.level}"
        for pick in everyone:
            for to in everyone:
                self.assign(pick, to)
                if self.case.version > before:
                    return
        raise AssertionError("nobody can take it over")


TestCaseOfPeople = CaseOfPeople.TestCase
TestCaseOfPeople.settings = settings(
    max_examples=50,
    stateful_step_count=25,
    suppress_health_check=[HealthCheck.too_slow],
)
