"""Days and moments as people write them, in Vietnamese time, for e-mails and pages."""

from collections.abc import Callable, Mapping
from datetime import datetime

from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import Language

_WEEKDAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def _day_vi(moment: datetime) -> str:
    local = moment.astimezone(VIETNAM)
    return f"{_WEEKDAYS_VI[local.weekday()]}, ngày {local:%d/%m/%Y}"


def _moment_vi(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M} {_day_vi(moment)}"


# Not strftime's %A and %B: those follow the locale of the process.
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _day_en(moment: datetime) -> str:
    local = moment.astimezone(VIETNAM)
    return f"{_WEEKDAYS_EN[local.weekday()]} {local.day} {_MONTHS_EN[local.month - 1]} {local.year}"


def _moment_en(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M} on {_day_en(moment)} (Vietnamese time)"


_Teller = Callable[[datetime], str]
DAYS: Mapping[Language, _Teller] = {Language.VI: _day_vi, Language.EN: _day_en}
"""`thứ Sáu, ngày 26/06/2026`"""

MOMENTS: Mapping[Language, _Teller] = {Language.VI: _moment_vi, Language.EN: _moment_en}
"""`17:00 thứ Sáu, ngày 26/06/2026`"""
