"""Ratings become figures: counted by the streams once, whatever happens on the way, and shown to whom they concern."""

import io
from contextlib import suppress
from typing import Any

import httpx
import openpyxl
import pytest

from hailong.statistics.recount import differences, recount
from local.recount import read_counters, read_records
from tests.e2e.waiting import poll
from tests.e2e.world import Json, Lot, World

ENTERPRISES = ("5700100256", "0100109106", "0301452948")


class Team:
    """A team that nobody but one test rates."""

    def __init__(self, world: World, number: int) -> None:
        self._world = world
        self._clearance = {
            "office": "20CD",
            "team": str(number),
            "officers": [{"code": f"20CD-{number}01", "name": "Đàm Văn Thử", "stage": "inspection"}],
        }
        self.unit = f"team:20CD-{number}"
        self.officer = f"officer:20CD-{number}01"

    def rated(self, tax_code: str, level: int) -> Lot:
        enterprise = {"tax_code": tax_code, "name": "Công ty TNHH Ví dụ", "emails": ["xnk@example.vn"]}
        lot = self._world.cleared_lot(enterprise=enterprise, **self._clearance)
        levels = {"officer": level, "team": level, "office": level}
        self._world.rate(
            lot, tax_code=tax_code, levels=levels, reasons=["delay"] if level < 3 else []
        ).raise_for_status()
        return lot

    def statistics(self, staff: httpx.Client, unit: str | None = None) -> Json:
        with staff:
            answer = staff.get("/statistics", params={"unit": unit or self.unit})
        answer.raise_for_status()
        found: Json = answer.json()
        return found

    def counted(self, ratings: int) -> Json:
        """The figures, as a leader sees them, once so many ratings are in them."""

        def there() -> Json:
            with self._world.leader() as staff:
                answer = staff.get("/statistics", params={"unit": self.unit})
            if answer.status_code == 404:  # nothing was ever counted of it
                assert answer.json()["code"] == "unit_not_found"
                return {}
            found: Json = answer.raise_for_status().json()
            return found if found["totals"]["ratings"] >= ratings else {}

        return poll(there, what=f"{ratings} ratings of {self.unit} in the statistics")


@pytest.fixture(scope="module")
def rated_team(world: World) -> Team:
    """Rated by three enterprises."""
    team = Team(world, 71)
    for tax_code, level in zip(ENTERPRISES, (5, 4, 2), strict=True):
        team.rated(tax_code, level)
    team.counted(3)
    poll(
        lambda: team.statistics(world.inspector())["totals"]["cases_opened"] == 1,
        what="the case of the negative rating in the statistics",
    )
    return team


def test_ratings_clearances_and_cases_are_figures_of_every_unit_above(world: World, rated_team: Team) -> None:
    """As inspectors see them: whether a leader does depends on who else rated in the same office."""
    for unit in (rated_team.unit, rated_team.officer):
        answer = rated_team.statistics(world.inspector(), unit)
        totals = answer["totals"]
        assert (totals["clearances"], totals["ratings"], totals["negative"], totals["cases_opened"]) == (3, 3, 1, 1)
        assert (totals["enterprises_rated"], totals["participation"], answer["suppressed"]) == (3, 1.0, False)
        assert answer["subjects"]["team"]["counts"] == [0, 1, 0, 1, 1]
        assert answer["reasons"] == {"delay": 1}
        assert answer["channels"]["software"] == {"ratings": 3, "enterprises": 3, "share": 1.0}
        assert (totals["backlog"], totals["overdue"]) == ((1, 0) if unit == rated_team.unit else (None, None))
    assert rated_team.statistics(world.leader(), rated_team.officer)["name"] == "Đàm Văn Thử"
    office = rated_team.statistics(world.leader(), "office:20CD")
    assert office["totals"]["ratings"] >= 3
    assert rated_team.unit in {child["unit"] for child in office["children"]}


def test_another_office_s_figures_are_refused(world: World, rated_team: Team) -> None:
    for path in ("/statistics", "/statistics/export"):
        with world.handler("20BB") as handler:
            answer = handler.get(path, params={"unit": rated_team.unit})
        assert answer.status_code == httpx.codes.FORBIDDEN
    department = rated_team.statistics(world.handler("20BB"), "department")
    assert {child["unit"] for child in department["children"]} == {"office:20BB"}


def test_the_figures_come_as_files_that_open(world: World, rated_team: Team) -> None:
    with world.leader() as leader:
        csv = leader.get("/statistics/export", params={"unit": rated_team.unit, "format": "csv"})
        xlsx = leader.get("/statistics/export", params={"unit": rated_team.unit, "format": "xlsx"})
        pack = leader.get("/statistics/cdci", params={"quarter": "2026-Q1"})
    assert csv.content.startswith(b"\xef\xbb\xbf")
    assert "Lượt đánh giá / Ratings,3,0" in csv.content.decode("utf-8-sig")
    workbook: Any = openpyxl.load_workbook(io.BytesIO(xlsx.content))
    assert workbook["Tổng hợp"]["B5"].value == 3
    assert openpyxl.load_workbook(io.BytesIO(pack.content)).sheetnames[0] == "Thành phần"


def test_the_tally_counts_once_though_it_is_killed_at_work(world: World) -> None:
    team = Team(world, 72)
    lots, killed = [], list[int]()
    for tax_code in ENTERPRISES * 2:
        lots.append(team.rated(tax_code, 5))
        killed += world.kill_workers("hailong-tally")
    assert killed
    team.counted(len(lots))
    tables = world.stack.tables
    client = world.cloud.client("dynamodb")

    def differs() -> list[str]:
        records = read_records(client, tables)
        counted = recount(records.clearances, records.ratings, records.cases)
        return [str(one) for one in differences(read_counters(client, tables), counted)]

    with suppress(TimeoutError):
        poll(lambda: not differs(), what="a recount without a difference")
    assert differs() == []
    assert team.statistics(world.leader())["totals"]["ratings"] == len(lots)
