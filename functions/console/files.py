"""The files of the console: which one an address means, and how it is sent."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

PAGE = "index.html"
_BASE = '<base href="./" />'
_ASSETS = "assets/"
# Names of assets carry a hash of what is in them; everything else is asked for again each time.
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Content codings and the endings of the files that the build compressed, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent back; `body` is empty for 304."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Site:
    """The built files below `root`. Only what the build put there exists: no address leads anywhere else."""

    files: Mapping[str, Path]
    security: Mapping[str, str]
    etags: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, root: Path, security: Mapping[str, str]) -> "Site":
        found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
        if PAGE not in found:
            raise FileNotFoundError(f"{root} holds no {PAGE}: the console has not been built")
        return cls({name: path for name, path in found.items() if not name.startswith(".")}, security)

    def reply(self, address: str, headers: Mapping[str, str], page_path: str) -> Reply:
        """The file at `address` below the console, or the page for an address that the page itself knows.

        `page_path` is the path that the page is mounted at, for its relative links.
        """
        if address in self.files and address != PAGE:
            return self._file(address, headers)
        if "." in address.rsplit("/", 1)[-1] and address != PAGE:
            return Reply(status=404, headers=self._headers("text/plain; charset=utf-8"), body=b"There is no such file.")
        page = self.files[PAGE].read_text("utf-8").replace(_BASE, f'<base href="{escape(page_path)}" />', 1)
        return self.document(page.encode(), "text/html; charset=utf-8", headers)

    def document(self, body: bytes, content_type: str, headers: Mapping[str, str]) -> Reply:
        """Something made on the spot; the client asks each time and is told when it has it already."""
        etag = _etag(body)
        sent = self._headers(content_type) | {"Cache-Control": _ASK_AGAIN, "ETag": etag}
        if _knows(headers, etag):
            return Reply(status=304, headers=sent)
        return Reply(status=200, headers=sent, body=body)

    def _file(self, name: str, headers: Mapping[str, str]) -> Reply:
        if name not in self.etags:
            self.etags[name] = _etag(self.files[name].read_bytes())
        coding = next((one for one in _accepted(headers) if name + _ENCODINGS[one] in self.files), None)
        # A strong tag names the bytes that are sent, so each coding has its own.
        etag = self.etags[name] if coding is None else f'{self.etags[name][:-1]}-{coding}"'
        sent = self._headers(_content_type(name)) | {
            "Cache-Control": _FOR_EVER if name.startswith(_ASSETS) else _ASK_AGAIN,
            "ETag": etag,
            "Vary": "Accept-Encoding",
        }
        if coding:
            sent["Content-Encoding"] = coding
        if _knows(headers, etag):
            return Reply(status=304, headers=sent)
        path = self.files[name + _ENCODINGS[coding]] if coding else self.files[name]
        return Reply(status=200, headers=sent, body=path.read_bytes())

    def _headers(self, content_type: str) -> dict[str, str]:
        return {"Content-Type": content_type, **self.security}


def security_headers(connect_origins: str) -> dict[str, str]:
    """What a browser must not do with the console. No script, style or frame but our own."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": f"'self' {connect_origins}".strip(),
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def _accepted(headers: Mapping[str, str]) -> list[str]:
    """Our content codings that the client takes, best first."""
    taken = set()
    for part in headers.get("accept-encoding", "").lower().split(","):
        name, _, parameters = part.partition(";")
        if parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            taken.add(name.strip())
    return [coding for coding in _ENCODINGS if coding in taken or "*" in taken]


def _knows(headers: Mapping[str, str], etag: str) -> bool:
    known = [one.strip().removeprefix("W/") for one in headers.get("if-none-match", "").split(",")]
    return etag in known or "*" in known


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _content_type(name: str) -> str:
    # The system's table calls scripts by an outdated name on some machines.
    guessed = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0]
    guessed = guessed or "application/octet-stream"
    text = guessed.startswith("text/") or guessed in {"application/json", "image/svg+xml"}
    return f"{guessed}; charset=utf-8" if text else guessed
