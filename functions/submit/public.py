"""What opens with a link: rating a lot without software, the answer of a case, the appeal. A page, or JSON by `Accept`.

Whoever has the link has the right; nothing else is asked. A GET changes nothing, so mail scanners may follow links.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aws_lambda_powertools import Logger

from functions.submit import decisions, events, pages, views, visits
from functions.submit.corrections import Corrections, correct
from functions.submit.requests import (
    LinkAppealRequest,
    LinkCorrectionRequest,
    LinkHelpedRequest,
    LinkRatingRequest,
)
from functions.submit.visits import Answered, Event
from hailong.adapters.secretsmanager import Secrets
from hailong.cases.case import Case
from hailong.edge import correlation, http
from hailong.lots import signing
from hailong.lots.clearance import Clearance
from hailong.lots.links import answer_url
from hailong.lots.rating import Rating, digest_of_nonce, window_over
from hailong.ports.cases import CaseStore
from hailong.ports.lots import RatingBook, TryCounter
from hailong.ports.mail import OptOuts
from hailong.vocabulary.declaration import CASE_PREFIX
from hailong.vocabulary.errors import (
    Conflict,
    FieldError,
    Invalid,
    NotFound,
    RecordUnreadable,
    Refused,
    RetryLater,
    TooMany,
)
from hailong.vocabulary.times import Clock, vietnamese_day
from hailong.vocabulary.words import Helped, Language, Subject

_LANGUAGE = "lang"
_RATE = (_LANGUAGE, "via")

MOST_TRIES = 20
"""How often a lot that was rated otherwise may be tried by its link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDesk:
    """`link_lasts`: how long the link to the answer can be opened that a rating is answered with."""

    ratings: RatingBook
    tries: TryCounter
    cases: CaseStore
    corrections: Corrections
    opt_outs: OptOuts
    secrets: Secrets
    clock: Clock
    window: timedelta
    link_lasts: timedelta
    due_after: Callable[[datetime], datetime]
    new_nonce: Callable[[], str]
    working_days: int
    logger: Logger

    def rate_form(self, event: Event, key: str) -> Answered:
        return self._served(event, lambda language: self._rate_form(event, key, language), *_RATE, *Subject)

    def rate(self, event: Event, key: str) -> Answered:
        return self._served(event, lambda language: self._rate(event, key, language), *_RATE)

    def correct(self, event: Event, key: str) -> Answered:
        return self._served(event, lambda language: self._correct(event, key, language), *_RATE)

    def invitations(self, event: Event, token: str) -> Answered:
        return self._served(event, lambda language: self._invitations(event, token, language), _LANGUAGE)

    def choose_invitations(self, event: Event, token: str) -> Answered:
        return self._served(event, lambda language: self._choose_invitations(event, token, language), _LANGUAGE)

    def answer(self, event: Event, token: str) -> Answered:
        return self._served(event, lambda language: self._answer(event, token, language), _LANGUAGE, "helped")

    def appeal(self, event: Event, token: str) -> Answered:
        return self._served(event, lambda language: self._appeal(event, token, language), _LANGUAGE)

    def helped(self, event: Event, token: str) -> Answered:
        return self._served(event, lambda language: self._helped(event, token, language), _LANGUAGE)

    # ------------------------------------------------------------

    def _rate_form(self, event: Event, key: str, language: Language | None) -> Answered:
        clearance = self._cleared(key)
        rated = self.ratings.rating(clearance.lot_key)
        closed = window_over(clearance, self.clock(), self.window)
        if visits.wants_json(event):
            return visits.json_answer(
                200, views.lot_view(clearance, rated, closes_at=clearance.cleared_at + self.window)
            )
        shown = language or Language.VI
        if rated is not None:
            return visits.page_answer(200, pages.already_rated(shown, clearance, today=self.today))
        if closed:
            return visits.page_answer(200, pages.closed(shown, clearance, today=self.today))
        return visits.page_answer(200, self._form(shown, clearance, visits.chosen_already(event, clearance), []))

    def _rate(self, event: Event, key: str, language: Language | None) -> Answered:
        clearance = self._cleared(key)
        known = self.ratings.rating(clearance.lot_key)
        if known is not None and known.nonce_digest is None:
            raise self._refused_try(clearance)  # before anything of what was sent is looked at
        is_form = visits.is_form(event)
        given = visits.form_fields(http.raw_body(event)) if is_form else http.body(event)
        try:
            asked = http.parse(LinkRatingRequest, visits.rating_of(given) if is_form else given)
        except Invalid as error:
            if visits.wants_json(event) or not is_form:
                raise
            return visits.page_answer(422, self._form(language, clearance, given, error.errors))
        rating = asked.to_rating_of(
            clearance.declaration_no,
            clearance.enterprise.tax_code,
            received_at=self.clock(),
            client_id=visits.way_in(event),
            nonce=asked.nonce,
            correlation_id=correlation.current(),
        )
        check_key = decisions.key_check(self.secrets(), key)
        try:
            rated = decisions.rate(
                self.ratings, rating, window=self.window, check_key=check_key, again=decisions.same_form_again
            )
        except Conflict as error:
            raise (self._refused_try(clearance) if error.code == "rated_already" else error) from error
        events.rated(rated)
        link = self._answer_link(event, rated.rating)
        if visits.wants_json(event) or not is_form:
            return visits.json_answer(views.status_of(rated), views.rating_view(rated.rating) | {"answer_url": link})
        nonce = asked.nonce if self._correctable(rated.rating) else None
        page = pages.thanks(
            language or Language.VI, rated.rating, link, today=self.today, nonce=nonce, form_action=f"{key}/correct"
        )
        return visits.page_answer(views.status_of(rated), page)

    def _correct(self, event: Event, key: str, language: Language | None) -> Answered:
        clearance = self._cleared(key)
        is_form = visits.is_form(event)
        given = visits.form_fields(http.raw_body(event)) if is_form else http.body(event)
        try:
            asked = http.parse(LinkCorrectionRequest, visits.rating_of(given) if is_form else given)
        except Invalid as error:
            if visits.wants_json(event) or not is_form:
                raise
            return visits.page_answer(422, self._form(language, clearance, given, error.errors, form_action="correct"))

        def found() -> Rating:
            known = self.ratings.rating(clearance.lot_key)
            if known is None or known.nonce_digest != digest_of_nonce(asked.nonce):
                raise self._refused_try(clearance)
            return known

        answer = correct(self.corrections, found, self.cases, asked.instead_of, at=self.clock())
        events.corrected()
        link = self._answer_link(event, answer.rating)
        if visits.wants_json(event) or not is_form:
            return visits.json_answer(200, views.rating_view(answer.rating) | {"answer_url": link})
        shown = language or Language.VI
        return visits.page_answer(200, pages.thanks(shown, answer.rating, link, today=self.today))

    def _invitations(self, event: Event, token: str, language: Language | None) -> Answered:
        invited = not self.opt_outs.opted_out(signing.invited_enterprise(self.secrets(), token))
        if visits.wants_json(event):
            return visits.json_answer(200, {"invited": invited})
        shown = language or Language.VI
        page = pages.invitations(shown, today=self.today, invited=invited, just_chosen=False)
        return visits.page_answer(200, page)

    def _choose_invitations(self, event: Event, token: str, language: Language | None) -> Answered:
        tax_code = signing.invited_enterprise(self.secrets(), token)
        invited = visits.invitations_wanted(event)
        self.opt_outs.choose(tax_code, invited=invited, at=self.clock())
        events.invitations_chosen(invited=invited)
        if visits.wants_json(event) or visits.is_json(event):
            return visits.json_answer(200, {"invited": invited})
        shown = language or Language.VI
        page = pages.invitations(shown, today=self.today, invited=invited, just_chosen=True)
        return visits.page_answer(200, page)

    def _answer(self, event: Event, token: str, language: Language | None) -> Answered:
        rating, case = self._case(token)
        if visits.wants_json(event):
            return visits.json_answer(200, views.answer_view(decisions.Answer(rating, case)))
        chosen = (event.get("queryStringParameters") or {}).get("helped")
        given = {"helped": [chosen]} if chosen in set(Helped) else {}
        visit = pages.Visit(forms_at=f"{token}/", given=given)
        return visits.page_answer(
            200, pages.answer(language or rating.language, rating, case, now=self.clock(), visit=visit)
        )

    def _helped(self, event: Event, token: str, language: Language | None) -> Answered:
        rating, case = self._case(token)
        is_form = visits.is_form(event)
        given = visits.form_fields(http.raw_body(event)) if is_form else http.body(event)
        shown = language or rating.language
        try:
            asked = http.parse(LinkHelpedRequest, visits.first_of_each(given) if is_form else given)
        except Invalid as error:
            if visits.wants_json(event) or not is_form:
                raise
            visit = pages.Visit(page=f"../{token}", given=given, errors=error.errors)
            return visits.page_answer(422, pages.answer(shown, rating, case, now=self.clock(), visit=visit))
        said = decisions.say_helped(self.cases, rating.case_id, asked.helped, asked.why or None, at=self.clock())
        events.helped(said)
        status = 201 if said.new else 200
        if visits.wants_json(event) or not is_form:
            return visits.json_answer(status, views.answer_view(decisions.Answer(rating, said.case)))
        visit = pages.Visit(page=f"../{token}", just_said=True)
        return visits.page_answer(status, pages.answer(shown, rating, said.case, now=self.clock(), visit=visit))

    def _appeal(self, event: Event, token: str, language: Language | None) -> Answered:
        rating, case = self._case(token)
        is_form = visits.is_form(event)
        given = visits.form_fields(http.raw_body(event)) if is_form else http.body(event)
        moment = self.clock()
        shown = language or rating.language
        try:
            asked = http.parse(LinkAppealRequest, visits.first_of_each(given) if is_form else given)
        except Invalid as error:
            if visits.wants_json(event) or not is_form:
                raise
            visit = pages.Visit(page=f"../{token}", given=given, errors=error.errors)
            return visits.page_answer(422, pages.answer(shown, rating, case, now=moment, visit=visit))
        moved = decisions.appeal(
            self.cases,
            rating.case_id,
            asked.reason,
            at=moment,
            due_at=self.due_after(moment),
            working_days=self.working_days,
        )
        events.appealed()
        if visits.wants_json(event) or not is_form:
            return visits.json_answer(201, views.answer_view(decisions.Answer(rating, moved)))
        return visits.page_answer(201, pages.appealed(shown, moved, today=self.today))

    # ------------------------------------------------------------

    def _correctable(self, rating: Rating) -> bool:
        until = self.corrections.until(rating, None)
        return until is not None and self.clock() <= until

    def _form(
        self,
        language: Language | None,
        clearance: Clearance,
        given: pages.Fields,
        errors: Sequence[FieldError],
        *,
        form_action: str = "",
    ) -> str:
        nonce = next(iter(given.get("nonce", ())), "") or self.new_nonce()
        given = {**given, "nonce": [nonce]}
        shown = language or Language.VI
        return pages.rate_form(shown, clearance, given, errors, today=self.today, form_action=form_action)

    @property
    def today(self) -> date:
        """By it a page says what the department is called."""
        return vietnamese_day(self.clock())

    def _refusal(self, status: int, language: Language | None, code: str, *, ours: bool) -> Answered:
        return visits.page_answer(status, pages.refused(language or Language.VI, code, today=self.today, ours=ours))

    def _refused_try(self, clearance: Clearance) -> Refused:
        """Somebody has the key of a lot that was rated otherwise: alike for all they send, and counted."""
        events.rate_link_tried()
        if self.tries.count_try(clearance.key, MOST_TRIES):
            return decisions.rated_already()
        self.logger.warning("a rated lot is tried again and again", extra={"declaration": clearance.key})
        return TooMany("too_many_tries", "This lot has been rated already, and this was tried too often.")

    def _cleared(self, key: str) -> Clearance:
        """The clearance that a rating key is of; Forbidden when it is of none."""
        clearance = self.ratings.clearance(signing.declaration_of(key))
        decisions.key_check(self.secrets(), key)(clearance)
        if clearance is None:
            raise signing.wrong_rating_key()
        return clearance

    def _case(self, token: str) -> tuple[Rating, Case | None]:
        """The case that the token opens, and its rating; no case in the moment before it is opened."""
        case_id = signing.case_of(self.secrets(), token, now=self.clock())
        case = self.cases.get(case_id)
        rating = case.rating if case else self.ratings.rating(case_id.removeprefix(CASE_PREFIX))
        if rating is None:
            raise NotFound("no_such_link", "This link is not one of ours, or not complete.")
        return rating, case

    def _answer_link(self, event: Event, rating: Rating) -> str | None:
        if rating.case_id is None:
            return None
        expires_at = self.clock() + self.link_lasts
        return answer_url(http.api_url(event), self.secrets(), rating.case_id, expires_at=expires_at)

    def _served(self, event: Event, serve: Callable[[Language | None], Answered], *known: str) -> Answered:
        """What goes wrong is a page for people, too. `known`: the parameters that the address may have."""
        language = visits.language_asked(event)
        try:
            visits.check_query(event, *known)
            return serve(language)
        except (Refused, RetryLater) as error:
            if visits.wants_json(event):
                raise
            status = error.status if isinstance(error, Refused) else 503
            code = error.code if isinstance(error, Refused) else "try_again"
            return self._refusal(status, language, code, ours=isinstance(error, RetryLater))
        except RecordUnreadable as error:
            if visits.wants_json(event):
                raise
            http.told_unreadable(self.logger, error)
            return self._refusal(500, language, http.UNREADABLE, ours=True)
        except Exception:
            if visits.wants_json(event):
                raise
            self.logger.exception("unexpected error")
            return self._refusal(500, language, "internal_error", ours=True)
