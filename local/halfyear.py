"""A made-up half-year with the figures of the real one: who was cleared and who rated, when, where and how. Pure.

The enterprises' names are made up, and their tax codes begin with 99, which is no province's.
"""

import itertools
import json
import math
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from stdnum.vn import mst

from hailong.lots.clearance import Clearance, Enterprise, Officer
from hailong.lots.rating import LINK_CLIENT, NEGATIVE_LEVELS, QR_CLIENT, Rating, accepted
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import Channel, Language, RatingStatus, Reason, Subject
from hailong.vocabulary.workdays import vietnamese_calendar
from local.paths import DATA

SEED = 20_738
_OFFICES = {"20BB": 38, "20BC": 6, "20BD": 4, "20CD": 20, "20CE": 8, "20CF": 14, "20CG": 10}
"""Lots in a hundred by office; all of them have teams in these years."""
_BORDER_OFFICES = frozenset({"20BB", "20BC", "20BD"})
"""They clear on Saturdays, too."""
_REASONS = {
    Reason.DELAY: 34,
    Reason.UNCLEAR_GUIDANCE: 15,
    Reason.ATTITUDE: 12,
    Reason.ERROR: 10,
    Reason.SYSTEM: 10,
    Reason.OTHER_AGENCY: 6,
    Reason.POLICY: 5,
    Reason.OTHER: 4,
    Reason.OBSTRUCTION: 2,
    Reason.HARASSMENT: 1,
    Reason.MISCONDUCT: 1,
}
_OTHERS = 2_000
"""More enterprises than there are in the half-year."""
_CUSTOMS = "replay-customs"
_WAYS_IN = (*["replay-software"] * 5, *["replay-software-2"] * 3, LINK_CLIENT, QR_CLIENT)
"""By the enterprise: who has no software that rates uses the link or the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A period with what is known of it: enterprises with a clearance, how many of them rated, and their ratings."""

    first: date
    last: date
    active: int
    raters: int
    ratings: int

    def scaled(self, size: float) -> "Season":
        """A part of it with the same proportions; every rater still rates."""
        if size == 1:
            return self
        raters = max(3, round(self.raters * size))
        return replace(
            self,
            active=max(raters + 1, round(self.active * size)),
            raters=raters,
            ratings=max(raters, round(self.ratings * size)),
        )


START = Season(first=date(2021, 5, 15), last=date(2021, 10, 31), active=702, raters=517, ratings=9_430)
HALF_YEAR = Season(first=date(2022, 1, 1), last=date(2022, 6, 20), active=734, raters=646, ratings=20_738)


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot with its declarations (several where it was split) and the rating that it got, if any."""

    clearances: tuple[Clearance, ...]
    rating: Rating | None


@cache
def made_up() -> dict[str, Any]:
    """The names and sentences that everything is made of."""
    content: dict[str, Any] = json.loads((DATA / "made_up.json").read_text("utf-8"))
    return content


def lots(size: float = 1) -> list[Lot]:
    """All lots of both seasons, in the order of their clearance. The same size gives the same lots."""
    rng = random.Random(SEED)  # noqa: S311 - made-up data is to be the same every time
    seasons = [START.scaled(size), HALF_YEAR.scaled(size)]
    people = _Offices(rng)
    codes = _tax_codes()
    enterprises = [_enterprise(rng, next(codes), n) for n in range(max(season.active for season in seasons))]
    moods = [rng.gauss(0, 0.9) for _ in enterprises]
    found: list[Lot] = []
    for number, season in enumerate(seasons):
        # Numbers of different sizes must not meet: a rating that is there is never replaced.
        prefix = f"10{number}{zlib.crc32(f'{size:g}'.encode()) % 100:02d}"
        found += _Generator(rng, season, people, enterprises, moods, prefix).lots()
    return sorted(found, key=lambda lot: lot.clearances[0].cleared_at)


def season_lots(season: Season, prefix: str, seed: int) -> list[Lot]:
    """The lots of one other season, whose declaration numbers begin with these five digits."""
    rng = random.Random(seed)  # noqa: S311 - made-up data is to be the same every time
    # Other enterprises than those of the half-year: a tax code has one name.
    codes = itertools.islice(_tax_codes(), _OTHERS, None)
    enterprises = [_enterprise(rng, next(codes), _OTHERS + n) for n in range(season.active)]
    moods = [rng.gauss(0, 0.9) for _ in enterprises]
    found = _Generator(rng, season, _Offices(rng), enterprises, moods, prefix).lots()
    return sorted(found, key=lambda lot: lot.clearances[0].cleared_at)


class _Offices:
    """Teams and officers, with how well each does: a made-up unit or two stands out."""

    def __init__(self, rng: random.Random) -> None:
        self.teams: dict[str, list[str]] = {}
        self.officers: dict[tuple[str, str], list[Officer]] = {}
        self.quality: dict[str, float] = {}
        for office, weight in _OFFICES.items():
            self.quality[office] = {"20CE": -0.9, "20CG": 0.8}.get(office, rng.gauss(0, 0.15))
            self.teams[office] = [f"{team:02d}" for team in range(1, 2 + math.ceil(weight / 12))]
            for team in self.teams[office]:
                self.quality[f"{office}-{team}"] = rng.gauss(0, 0.2)
                self.officers[office, team] = [
                    _officer(rng, f"{office}-{int(team)}{number:03d}") for number in range(1, rng.randint(5, 7))
                ]
        self.officers["20CF", "01"][0] = Officer(code="20CF-0012", name="Nguyễn Văn An", stage="inspection")
        for officers in self.officers.values():
            for officer in officers:
                self.quality[officer.code] = rng.gauss(0, 0.3)
        self.quality[self.officers["20CD", "01"][1].code] = -2.2

    def pick(self, rng: random.Random, office: str) -> tuple[str, tuple[Officer, ...]]:
        team = rng.choice(self.teams[office])
        listed = self.officers[office, team]
        return team, tuple(rng.sample(listed, 2 if rng.random() < 0.4 else 1))  # noqa: PLR2004 - two in five lots


class _Generator:
    """One season's lots."""

    def __init__(
        self,
        rng: random.Random,
        season: Season,
        offices: _Offices,
        enterprises: Sequence[Enterprise],
        moods: Sequence[float],
        prefix: str,
    ) -> None:
        self._rng = rng
        self._season = season
        self._offices = offices
        self._enterprises = enterprises
        self._moods = moods
        self._prefix = prefix
        self._numbers = 0
        calendar = vietnamese_calendar()
        days = [season.first + timedelta(days=n) for n in range((season.last - season.first).days + 1)]
        self._working_days = [day for day in days if calendar.works_on(day)]
        self._border_days = [day for day in days if calendar.works_on(day) or day.isoweekday() == 6]  # noqa: PLR2004

    def lots(self) -> Iterator[Lot]:
        rng, season = self._rng, self._season
        # Who does not rate is mostly small.
        ranks = list(range(season.active))
        silent = set(rng.sample(ranks[season.active // 4 :], season.active - season.raters))
        raters = [rank for rank in ranks if rank not in silent]
        for rank, ratings in zip(raters, _long_tail(season.ratings, len(raters)), strict=True):
            unrated = sum(1 for _ in range(ratings) if rng.random() < 0.22)  # noqa: PLR2004 - about four in five are rated
            for number in range(ratings + unrated):
                yield self._lot(rank, rated=number < ratings)
        for rank in sorted(silent):
            for _ in range(rng.choice([1, 1, 2, 3, 5, 9])):
                yield self._lot(rank, rated=False)

    def _lot(self, rank: int, *, rated: bool) -> Lot:
        rng = self._rng
        office = self._office(rank)
        team, officers = self._offices.pick(rng, office)
        cleared_at = self._moment(self._border_days if office in _BORDER_OFFICES else self._working_days)
        clearance = Clearance(
            declaration_no=self._number(),
            declaration_type=rng.choice(["A11", "A12", "B11", "E21", "E62"]),
            channel=rng.choices(list(Channel), [62, 33, 5])[0],
            enterprise=self._enterprises[rank],
            office=office,
            team=team,
            officers=officers,
            cleared_at=cleared_at,
            recorded_at=cleared_at,
            client_id=_CUSTOMS,
        )
        clearances: tuple[Clearance, ...] = (clearance,)
        if rng.random() < 0.015:  # noqa: PLR2004 - a lot in seventy has more than fifty lines
            clearances += (
                replace(clearance, declaration_no=self._number(), first_declaration_no=clearance.declaration_no),
            )
        return Lot(clearances, self._rating(rank, clearance) if rated else None)

    def _office(self, rank: int) -> str:
        """Most of an enterprise's lots go through one office."""
        at_home = random.Random(SEED + rank)  # noqa: S311 - made-up data
        home = at_home.choices(list(_OFFICES), list(_OFFICES.values()))[0]
        return home if self._rng.random() < 0.85 else self._rng.choices(list(_OFFICES), list(_OFFICES.values()))[0]  # noqa: PLR2004

    def _moment(self, days: Sequence[date]) -> datetime:
        day = self._rng.choice(days)
        minute = int(self._rng.triangular(7 * 60 + 30, 17 * 60, 10 * 60))
        at = time(minute // 60, minute % 60, self._rng.randrange(60))
        return datetime.combine(day, at, tzinfo=VIETNAM)

    def _number(self) -> str:
        self._numbers += 1
        return f"{self._prefix}{self._numbers:06d}"

    def _rating(self, rank: int, clearance: Clearance) -> Rating:
        rng = self._rng
        levels = self._levels(rank, clearance)
        reasons: tuple[Reason, ...] = ()
        comment = None
        if not NEGATIVE_LEVELS.isdisjoint(levels.values()):
            reasons = (rng.choices(list(_REASONS), list(_REASONS.values()))[0],)
            comment = made_up()["complaints"][reasons[0].value]
        elif rng.random() < 0.03:  # noqa: PLR2004 - praise is rare
            comment = rng.choice(made_up()["praise"])
        delay = timedelta(seconds=20 + int(min(rng.expovariate(1 / 1500), 6 * 3600)))
        return accepted(
            Rating(
                declaration_no=clearance.declaration_no,
                tax_code=clearance.enterprise.tax_code,
                levels=levels,
                reasons=reasons,
                comment=comment,
                language=Language.VI,
                received_at=clearance.cleared_at + delay,
                client_id=_WAYS_IN[rank % len(_WAYS_IN)],
                status=RatingStatus.AWAITING_CLEARANCE,
            ),
            clearance,
        )

    def _levels(self, rank: int, clearance: Clearance) -> dict[Subject, int]:
        rng, quality = self._rng, self._offices.quality
        service = quality[clearance.office] + quality[f"{clearance.office}-{clearance.team}"]
        service += sum(quality[officer.code] for officer in clearance.officers) / len(clearance.officers)
        mood = self._moods[rank]
        bad = _chance(-4.85 - service - mood)
        if rng.random() < bad:
            at_fault = rng.choices([Subject.OFFICER, Subject.TEAM, Subject.OFFICE], [70, 20, 10])[0]
            levels = {subject: rng.choice([3, 4, 4]) for subject in Subject}
            levels[at_fault] = rng.choice([1, 2, 2, 2])
            return levels
        usual = 5 if rng.random() < _chance(0.7 + service + mood) else 4
        usual = 3 if rng.random() < _chance(-3.6 - service - mood) else usual
        levels = {subject: usual if rng.random() < 0.9 else 4 for subject in Subject}  # noqa: PLR2004
        if rng.random() < 0.08:  # noqa: PLR2004 - who has little time rates one thing only
            return {Subject.OFFICER: levels[Subject.OFFICER]}
        return levels


def _long_tail(total: int, parts: int) -> list[int]:
    """`total` in falling shares (as one over the rank, roughly), none under 1."""
    weights = [1 / (rank + 6) ** 0.85 for rank in range(parts)]
    scale = (total - parts) / sum(weights)
    shares = [1 + int(weight * scale) for weight in weights]
    for rank in range(total - sum(shares)):
        shares[rank % parts] += 1
    return shares


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _tax_codes() -> Iterator[str]:
    """Codes with a right check digit, which about one stem in eleven cannot have."""
    for number in itertools.count(57_000, 7):
        stem = f"99{number:07d}"
        digit = mst.calc_check_digit(stem)
        if len(digit) == 1:
            yield stem + digit


def _enterprise(rng: random.Random, tax_code: str, number: int) -> Enterprise:
    words = made_up()
    name = " ".join(rng.choice(words[part]) for part in ("company_forms", "company_trades", "company_names"))
    return Enterprise(
        tax_code=tax_code,
        name=f"{name} {number + 1}",
        emails=(f"doanhnghiep{number + 1}@example.vn",),
    )


def _officer(rng: random.Random, code: str) -> Officer:
    words = made_up()
    name = " ".join(rng.choice(words[part]) for part in ("family_names", "middle_names", "given_names"))
    return Officer(code=code, name=name, stage=rng.choice(["registration", "inspection", "supervision"]))
