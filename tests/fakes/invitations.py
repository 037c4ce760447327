"""Invitations in memory, by the contract of `tests/contract/test_invitation_stores.py`."""

from collections.abc import Sequence
from datetime import date, datetime

from hailong.cases.invitations import DailyMail


class MemoryInvitationDays:
    def __init__(self) -> None:
        self._mails: dict[tuple[str, date], DailyMail] = {}
        self._waiting: dict[tuple[str, date], set[str]] = {}

    def mail(self, tax_code: str, day: date) -> DailyMail | None:
        return self._mails.get((tax_code, day))

    def take(self, mail: DailyMail) -> bool:
        if self._mails.setdefault((mail.tax_code, mail.day), mail).by != mail.by:
            return False
        self._mails[mail.tax_code, mail.day] = mail
        return True

    def put_off(self, tax_code: str, day: date, declaration_key: str) -> None:
        self._waiting.setdefault((tax_code, day), set()).add(declaration_key)

    def waiting(self, tax_code: str, day: date, most: int) -> Sequence[str]:
        return sorted(self._waiting.get((tax_code, day), ()))[:most]


class MemoryOptOuts:
    def __init__(self) -> None:
        self._out: set[str] = set()

    def opted_out(self, tax_code: str) -> bool:
        return tax_code in self._out

    def choose(self, tax_code: str, *, invited: bool, at: datetime) -> None:  # noqa: ARG002 - no clock is asked of it
        (self._out.discard if invited else self._out.add)(tax_code)
