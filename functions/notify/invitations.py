"""Invitations to rate a lot: a courtesy, sent once, and only while it makes sense."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from hailong.clearance import Clearance
from hailong.declaration import case_id_of
from hailong.notices import Notice
from hailong.ports import LotReader
from hailong.rating import window_over
from hailong.words import NoticeKind


def invited_to(
    notice: Notice, notices: Mapping[str, Notice], lots: LotReader, *, now: datetime, window: timedelta
) -> Clearance | None:
    """The clearance as it now is to which the notice invites; None once it has become pointless.

    That is when the lot has been rated, can no longer be rated, or has been corrected: to belong to another lot, or to
    an enterprise to which a later notice goes.
    """
    clearance = lots.clearance(notice.declaration_key) if notice.declaration_key else None
    if clearance is None or case_id_of(clearance.lot_key) != notice.case_id:
        return None
    if window_over(clearance, now, window) or lots.rating(clearance.lot_key) is not None:
        return None
    invitations = [one for one in notices.values() if one.kind is NoticeKind.INVITATION]
    return clearance if max(invitations, key=_order).notice_id == notice.notice_id else None


def _order(notice: Notice) -> tuple[datetime, int, str]:
    """Two corrections may fall into one second; the number in the id tells then, a longer one being the higher."""
    return notice.created_at, len(notice.notice_id), notice.notice_id
