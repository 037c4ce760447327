"""Invitations to rate: a courtesy, one mail a day and enterprise, and only while it makes sense."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hailong.cases.invitations import MOST_LOTS, DailyMail, next_morning
from hailong.cases.notices import Notice
from hailong.lots.clearance import Clearance
from hailong.lots.rating import window_over
from hailong.ports.lots import LotReader
from hailong.ports.mail import InvitationDays, OptOuts
from hailong.vocabulary.declaration import case_id_of
from hailong.vocabulary.times import vietnamese_day


def invited_to(notice: Notice, lots: LotReader, *, now: datetime, window: timedelta) -> Clearance | None:
    """The clearance as it now is to which the notice invites; None once it has become pointless.

    That is when the lot has been rated, can no longer be rated, or has been corrected: to belong to another lot, or to
    another enterprise.
    """
    key, tax_code = _declared(notice)
    clearance = _to_rate(key, tax_code, lots, now=now, window=window)
    return clearance if clearance and case_id_of(clearance.lot_key) == notice.case_id else None


def told_already(notice: Notice, days: InvitationDays, opt_outs: OptOuts, *, now: datetime) -> bool:
    """Whether another mail has invited to the lot, or its enterprise wants no invitations."""
    key, tax_code = _declared(notice)
    if opt_outs.opted_out(tax_code):
        return True
    # The day for which it waited, too: it may have been held up.
    mails = (days.mail(tax_code, day) for day in {vietnamese_day(now), vietnamese_day(notice.free_at(now))})
    return any(mail is not None and mail.by != _sender(notice) and key in mail.lots for mail in mails)


def todays_lots(
    notice: Notice, own: Clearance, days: InvitationDays, lots: LotReader, *, now: datetime, window: timedelta
) -> Sequence[Clearance] | None:
    """The lots of the mail of the day, where that is this notice's; None where it is another's: the lot is put off."""
    key, tax_code = _declared(notice)
    today = vietnamese_day(now)
    others = [one for one in days.waiting(tax_code, today, MOST_LOTS) if one != key][: MOST_LOTS - 1]
    mail = DailyMail(tax_code=tax_code, day=today, by=_sender(notice), lots=(key, *others))
    if not days.take(mail):
        days.put_off(tax_code, vietnamese_day(next_morning(now)), key)
        return None
    found = [own, *(_to_rate(one, tax_code, lots, now=now, window=window) for one in others)]
    return list({clearance.lot_key: clearance for clearance in found if clearance}.values())


def _to_rate(key: str, tax_code: str, lots: LotReader, *, now: datetime, window: timedelta) -> Clearance | None:
    clearance = lots.clearance(key) if key else None
    if clearance is None or clearance.enterprise.tax_code != tax_code:
        return None
    if window_over(clearance, now, window) or lots.rating(clearance.lot_key) is not None:
        return None
    return clearance


def _declared(notice: Notice) -> tuple[str, str]:
    return notice.declaration_key or "", notice.tax_code or ""


def _sender(notice: Notice) -> str:
    return f"{notice.case_id}/{notice.notice_id}"
