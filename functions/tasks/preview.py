"""The e-mail that a decision would become, for whoever is writing or reviewing it."""

from dataclasses import replace
from datetime import datetime

from hailong.cases.case import APPEAL_LEVEL, Case, Decision
from hailong.mail.message import Mail
from hailong.mail.render import render
from hailong.vocabulary.words import NoticeKind, Outcome, RootCause

_NO_LINK = "#"


def preview(case: Case, outcome: Outcome, message: str, *, appeal_until: datetime, now: datetime) -> Mail:
    """The outcome's mail as it would go out now; only its link leads nowhere."""
    decision = Decision(
        outcome=outcome,
        # Neither is ever told to the enterprise.
        root_cause=RootCause.NONE_FOUND,
        action_taken="",
        message_to_enterprise=message,
        by="",
        at=now,
    )
    final = case.level == APPEAL_LEVEL
    shown = case if final else replace(case, appeal_until=appeal_until)
    return render(NoticeKind.FINAL if final else NoticeKind.OUTCOME, shown, answer_url=_NO_LINK, decision=decision)
