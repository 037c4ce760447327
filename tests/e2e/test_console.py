"""How the console is handed out, over HTTP."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.world import World


@pytest.fixture
def anyone(world: World) -> Iterator[httpx.Client]:
    with world.anyone() as client:
        yield client


def _script(anyone: httpx.Client) -> str:
    """The address of the page's script, below the API."""
    page = anyone.get("/console/")
    found = re.search(r'src="\./(assets/[^"]+\.js)"', page.text)
    assert found, page.text
    return f"/console/{found[1]}"


def test_the_page_is_the_same_at_every_address_and_never_framed(anyone: httpx.Client) -> None:
    pages = [anyone.get(path) for path in ("/console/", "/console", "/console/cases/HL-10302752870")]
    assert {page.status_code for page in pages} == {httpx.codes.OK}
    assert len({page.text for page in pages}) == 1
    policy = pages[0].headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script(?![^>]*src=)", pages[0].text) == []


def test_scripts_come_compressed_and_are_kept_for_ever(anyone: httpx.Client) -> None:
    address = _script(anyone)
    for coding in ("br", "gzip"):
        with anyone.stream("GET", address, headers={"Accept-Encoding": coding}) as answer:
            assert answer.headers["content-encoding"] == coding
            assert "immutable" in answer.headers["cache-control"]
            assert answer.headers["x-content-type-options"] == "nosniff"
            sent = b"".join(answer.iter_raw())
        plain = anyone.get(address, headers={"Accept-Encoding": "identity"}).content
        assert len(sent) < len(plain) / 3


def test_who_has_the_page_is_not_sent_it_again(anyone: httpx.Client) -> None:
    first = anyone.get("/console/")
    again = anyone.get("/console/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (httpx.codes.NOT_MODIFIED, b"")


def test_the_page_is_told_where_to_sign_in(world: World, anyone: httpx.Client) -> None:
    told = anyone.get("/console/config.json").json()
    assert told["client_id"] == world.stack.console_client_id
    assert told["authority"].endswith(world.stack.user_pool_id)
    assert "days_off" in anyone.get("/console/calendar.json").json()


@pytest.mark.parametrize(
    "path", ["handler.py", "..%2fhandler.py", "..%2f..%2fhailong%2foffices.json", "static/index.html"]
)
def test_nothing_else_is_handed_out(anyone: httpx.Client, path: str) -> None:
    assert anyone.get(f"/console/{path}").status_code == httpx.codes.NOT_FOUND
