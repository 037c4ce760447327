"""Invitations to rate a lot: a courtesy, sent once, and only while it makes sense."""

from datetime import datetime, timedelta

from hailong.cases.notices import Notice
from hailong.lots.clearance import Clearance
from hailong.lots.rating import window_over
from hailong.ports import LotReader
from hailong.vocabulary.declaration import case_id_of


def invited_to(notice: Notice, lots: LotReader, *, now: datetime, window: timedelta) -> Clearance | None:
    """The clearance as it now is to which the notice invites; None once it has become pointless.

    That is when the lot has been rated, can no longer be rated, or has been corrected: to belong to another lot, or to
    another enterprise.
    """
    clearance = lots.clearance(notice.declaration_key) if notice.declaration_key else None
    if clearance is None or case_id_of(clearance.lot_key) != notice.case_id:
        return None
    if clearance.enterprise.tax_code != notice.tax_code:
        return None
    if window_over(clearance, now, window) or lots.rating(clearance.lot_key) is not None:
        return None
    return clearance
