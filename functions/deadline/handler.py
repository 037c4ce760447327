"""The schedule: reminders, breaches and the end of appeal windows, at the time that the event says."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.deadline import decisions
from functions.deadline.config import Config
from functions.deadline.correcting import Corrected
from hailong.adapters import aws
from hailong.adapters.cognito import CognitoStaffDirectory
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.timers import DynamoTimers
from hailong.cases.case import Case
from hailong.edge import correlation
from hailong.edge.config import read
from hailong.edge.metrics import count
from hailong.vocabulary import workdays
from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.times import now, to_text, vietnamese_day
from hailong.vocabulary.words import Timer

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

_EVENTS = {Timer.REMIND: "DueDateReminded", Timer.BREACH: "DueDateBreached", Timer.CLOSE: "AppealWindowOver"}

TO_SPARE = 20_000
"""Milliseconds that are left for the case in hand, and for telling what was done."""

logger = Logger(service="deadline")
config = read(Config)
_dynamodb = dynamodb.client()
cases = DynamoCaseStore(_dynamodb, config.cases_table, cause=correlation.current)
timers = DynamoTimers(_dynamodb, config.cases_table)
directory = CognitoStaffDirectory(aws.client("cognito-idp"), config.user_pool_id, now)
periods = decisions.Periods(
    calendar=workdays.vietnamese_calendar(), reminder=config.reminder_days, extension=config.extension_days
)


@logger.inject_lambda_context
@correlation.followed(logger)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    """`time` is when the schedule rang, and by which everything is judged: a late delivery does what was due then."""
    at = datetime.fromisoformat(event["time"])
    if at.tzinfo is None:
        raise ValueError("the event's time has no offset")
    done = decisions.run(
        cases,
        timers,
        directory,
        periods,
        at=at.replace(microsecond=0),
        time_is_up=lambda: context.get_remaining_time_in_millis() < TO_SPARE,
        about=_about,
    )
    if done.left:
        count("DeadlinesPostponed", done.left)
        logger.warning("more is due than there was time for; the next run carries on", extra={"cases": done.left})
    for timer, case_ids in done.steps.items():
        if case_ids:
            count(_EVENTS[timer], len(case_ids))
            logger.info("done", extra={"timer": timer, "cases": case_ids})
    _tell_of_calendar(done.calendar, at)
    year = periods.calendar.unconfirmed(vietnamese_day(at))
    if year is not None:
        count("CalendarUnconfirmed")
        logger.error("the swapped days of a year are not confirmed", extra={"year": year})
    for case_id in done.alone:
        count("NobodyLeftToTell")
        logger.error("nobody is left who may act", extra={"case_id": case_id})
    failed = [*done.failed, *done.calendar.failed]
    for case_id, error in failed:
        logger.error("a case could not be looked at", extra={"case_id": case_id}, exc_info=error)
    if failed:
        raise RetryLater(f"{len(failed)} cases could not be looked at")
    return {timer.value: case_ids for timer, case_ids in done.steps.items()}


@contextmanager
def _about(case: Case, timer: Timer) -> Iterator[None]:
    """Nobody's request has it remind or breach: what follows goes by that of the rating which the case is about."""
    with correlation.following(logger, case.correlation_id):
        yield
        logger.info("the clock has moved a case", extra={"case_id": case.case_id, "timer": timer})


def _tell_of_calendar(corrected: Corrected, at: datetime) -> None:
    if corrected.case_ids:
        count("DueDateCorrected", len(corrected.case_ids))
        logger.info("the calendar has changed", extra={"cases": corrected.case_ids})
    if corrected.rest is None:
        return
    logger.info("dates are still to be held against the calendar", extra={"begun_at": to_text(corrected.rest.begun_at)})
    if corrected.too_slow(at):
        count("CorrectionTooSlow")
        logger.error("holding all dates against the calendar takes too long")
