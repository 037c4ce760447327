from pathlib import Path

import pytest

from functions.console.files import Site, security_headers

MOUNTED_AT = "/v1/console/"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    built = tmp_path / "static"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text('<head><base href="./" /></head>')
    (built / "icon.svg").write_text("<svg/>")
    (built / "assets" / "index-abc.js").write_text("script")
    (built / "assets" / "index-abc.js.br").write_bytes(b"br")
    (built / "assets" / "index-abc.js.gz").write_bytes(b"gz")
    (built / "assets" / "font.woff2").write_bytes(b"font")
    (tmp_path / "handler.py").write_text("secret")
    return Site.load(built, security_headers("https://sign-in.example"))


def test_the_page_knows_where_it_is_mounted_at_every_address(site: Site) -> None:
    for address in ("", "index.html", "cases/HL-10302752870", "queue/mine"):
        reply = site.reply(address, {}, MOUNTED_AT)
        assert reply.status == 200
        assert b'<base href="/v1/console/" />' in reply.body
        assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
        assert reply.headers["Cache-Control"] == "no-cache"


def test_what_it_is_mounted_at_cannot_break_out_of_the_attribute(site: Site) -> None:
    assert b'"><script>' not in site.reply("", {}, '/v1/"><script>').body


@pytest.mark.parametrize(
    ("accepts", "coding", "body"),
    [
        ("gzip, deflate, br, zstd", "br", b"br"),
        ("GZIP", "gzip", b"gz"),
        ("br;q=0, gzip;q=0.5", "gzip", b"gz"),
        ("*", "br", b"br"),
        ("identity", None, b"script"),
        ("", None, b"script"),
    ],
)
def test_an_asset_is_sent_in_the_best_coding_that_is_taken(
    site: Site, accepts: str, coding: str | None, body: bytes
) -> None:
    reply = site.reply("assets/index-abc.js", {"accept-encoding": accepts}, MOUNTED_AT)
    assert (reply.status, reply.body) == (200, body)
    assert reply.headers.get("Content-Encoding") == coding
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert reply.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_what_has_no_hash_in_its_name_is_asked_for_again(site: Site) -> None:
    assert site.reply("icon.svg", {}, MOUNTED_AT).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", ["assets/index-abc.js", "icon.svg", "", "cases/HL-1"])
def test_who_has_it_already_is_not_sent_it_again(site: Site, address: str) -> None:
    first = site.reply(address, {"accept-encoding": "br"}, MOUNTED_AT)
    headers = {"accept-encoding": "br", "if-none-match": f'"other", W/{first.headers["ETag"]}'}
    again = site.reply(address, headers, MOUNTED_AT)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_codings_of_a_file_have_tags_of_their_own(site: Site) -> None:
    plain = site.reply("assets/index-abc.js", {}, MOUNTED_AT).headers["ETag"]
    packed = site.reply("assets/index-abc.js", {"accept-encoding": "br"}, MOUNTED_AT).headers["ETag"]
    assert plain != packed


@pytest.mark.parametrize(
    "address",
    [
        "../handler.py",
        "..%2fhandler.py",
        "assets/../../handler.py",
        "/etc/passwd.txt",
        "assets/index-abc.js.map",
        ".vite/manifest.json",
    ],
)
def test_nothing_but_what_was_built_is_handed_out(site: Site, address: str) -> None:
    reply = site.reply(address, {}, MOUNTED_AT)
    assert reply.status == 404
    assert b"secret" not in reply.body


@pytest.mark.parametrize("address", ["", "assets/index-abc.js", "missing.js"])
def test_every_answer_forbids_what_the_console_does_not_need(site: Site, address: str) -> None:
    headers = site.reply(address, {}, MOUNTED_AT).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == "'self' https://sign-in.example"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_console_that_was_not_built_says_so_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="has not been built"):
        Site.load(tmp_path, {})
