"""Where an enterprise says that it wants no invitations: a page, and the one click of mail programs, against moto."""

from types import ModuleType
from typing import Any

import pytest

from hailong.lots.links import invitations_url
from tests.contract.links import HTML, JSON, heading
from tests.contract.submit_desk import API_URL, TAX_CODE, Reply, SubmitDesk

PAGE = "/invitations/{token}"
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'


class Enterprise:
    def __init__(self, desk: SubmitDesk, submit: ModuleType) -> None:
        self.desk, self.submit = desk, submit
        address = invitations_url(API_URL, submit.secrets(), TAX_CODE)
        self.token = address.removeprefix(f"{API_URL}/invitations/")

    def see(self, **more: Any) -> Reply:
        return self.desk.send("GET", PAGE, at={"token": self.token}, claims={}, **{"headers": HTML} | more)

    def post(self, **more: Any) -> Reply:
        return self.desk.send("POST", PAGE, at={"token": self.token}, claims={}, **{"headers": HTML} | more)

    @property
    def invited(self) -> bool:
        return bool(self.see(headers=JSON).json["invited"])


@pytest.fixture
def enterprise(desk: SubmitDesk, submit: ModuleType) -> Enterprise:
    return Enterprise(desk, submit)


def test_opening_the_link_changes_nothing(enterprise: Enterprise) -> None:
    for _ in range(2):
        page = enterprise.see()
        assert heading(page) == "Thư mời đánh giá"
        assert "Không nhận thư mời nữa" in page.text
    assert enterprise.invited
    assert "No more invitations" in enterprise.see(query={"lang": "en"}).text


@pytest.mark.parametrize(
    "click",
    [
        {"form": {"List-Unsubscribe": "One-Click"}, "headers": {"Accept": "*/*"}},
        {"raw": MULTIPART, "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
    ],
    ids=["as a form", "as a multipart"],
)
def test_one_click_is_enough_and_lasts_until_the_enterprise_thinks_better_of_it(
    enterprise: Enterprise, click: dict[str, Any]
) -> None:
    assert enterprise.post(**click).status == 200
    assert not enterprise.invited
    assert enterprise.post(**click).status == 200, "mail programs may send it twice"
    page = enterprise.post(form={"invited": "yes"})
    assert "Không nhận thư mời nữa" in page.text
    assert enterprise.invited
    assert enterprise.post(body={"invited": False}, headers=JSON).json == {"invited": False}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"form": {"invited": "maybe"}}, 422),
        ({"form": {"List-Unsubscribe": "Two-Clicks"}}, 422),
        ({"raw": b"", "headers": {"Content-Type": "text/plain"}}, 400),
        ({"body": {"invited": "no"}, "headers": JSON}, 422),
    ],
)
def test_anything_else_changes_nothing(enterprise: Enterprise, sent: dict[str, Any], status: int) -> None:
    assert enterprise.post(**sent).status == status
    assert enterprise.invited


def test_a_link_that_is_none_of_ours_opens_nothing(enterprise: Enterprise) -> None:
    enterprise.token = f"{enterprise.token[:-3]}abc"
    assert (enterprise.see().status, heading(enterprise.see())) == (404, "Không mở được liên kết")
    assert enterprise.post(form={"List-Unsubscribe": "One-Click"}).status == 404
