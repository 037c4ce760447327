"""The rating page as an invitation opens it, with one face chosen: nothing is recorded by looking at it."""

import re
from types import ModuleType

import pytest

from tests.contract.submit_desk import SubmitDesk

RATE, HTML = "/rate/{rating_key}", {"Accept": "text/html"}
KEY = "10302752870"


def _chosen(page: str) -> list[tuple[str, str]]:
    """The faces that the page shows as chosen: subject and level."""
    return re.findall(r'type="radio"(?: id="[^"]*")? name="(\w+)" value="(\d)"[^>]* checked>', page)


def _open(desk: SubmitDesk, **query: str) -> str:
    return _shown(desk, desk.clear()["rating_key"], **query)


def _shown(desk: SubmitDesk, key: str, **query: str) -> str:
    reply = desk.send("GET", RATE, at={"rating_key": key}, claims={}, headers=HTML, query=query)
    assert reply.status == 200
    return reply.text


@pytest.mark.parametrize("level", ["1", "2", "3", "4", "5"])
def test_a_face_of_the_mail_is_chosen_on_the_page_and_nothing_is_sent(
    desk: SubmitDesk, submit: ModuleType, level: str
) -> None:
    assert _chosen(_open(desk, officer=level)) == [("officer", level)]
    assert submit.ratings.rating(KEY) is None


def test_the_other_language_keeps_the_face(desk: SubmitDesk) -> None:
    page = _open(desk, officer="2", lang="en")
    assert _chosen(page) == [("officer", "2")]
    assert 'href="?lang=vi&amp;officer=2"' in page


@pytest.mark.parametrize(
    "query",
    [{"officer": "0"}, {"officer": "6"}, {"officer": '"><script>'}, {"officer": ""}, {"level": "2"}, {"reasons": "x"}],
)
def test_what_is_no_face_is_passed_over(desk: SubmitDesk, query: dict[str, str]) -> None:
    page = _open(desk, **query)
    assert _chosen(page) == []
    assert "<script" not in page
    assert 'href="?lang=en"' in page


def test_a_subject_that_the_lot_lacks_is_passed_over(desk: SubmitDesk) -> None:
    key = desk.clear(team=None)["rating_key"]
    reply = desk.send("GET", RATE, at={"rating_key": key}, claims={}, headers=HTML, query={"team": "1"})
    assert _chosen(reply.text) == []


def test_the_page_of_what_was_rated_meanwhile_chooses_nothing(desk: SubmitDesk) -> None:
    key = desk.clear()["rating_key"]
    form = {"officer": "5", "language": "vi"}
    assert desk.send("POST", RATE, form=form, headers=HTML, at={"rating_key": key}).status == 201
    page = _shown(desk, key, officer="1")
    assert "Lô hàng này đã được đánh giá" in page
    assert _chosen(page) == []
