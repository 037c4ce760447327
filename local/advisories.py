"""Advisories of a folder, asked as OSV's API is asked: for `make audit ADVISORIES=` where no source is reachable.

The folder is a clone of PyPA's advisory database: `vulns/{package}/*.yaml`, in the format of
https://ossf.github.io/osv-schema/.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, override

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

_CHANGED = re.compile(r"^modified:\s*['\"]?(\d{4}-\d\d-\d\d)", re.MULTILINE)
_BEFORE_ALL = Version("0.dev0")


class NoAdvisories(Exception):
    """The folder holds none; the text says what was looked for."""


def of_folder(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """All advisories, by the package's normal name. NoAdvisories where there is none at all."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(folder.glob("vulns/*/*.yaml")):
        advisory = yaml.safe_load(path.read_text("utf-8"))
        found.setdefault(canonicalize_name(path.parent.name), []).append(advisory)
    if not found:
        raise NoAdvisories(f"{folder} has no vulns/*/*.yaml: it has to be a clone of PyPA's advisory database")
    return found


def newest(folder: Path) -> str:
    """The day on which an advisory of the folder was last changed; what came to light later is not in it."""
    days = (_CHANGED.search(path.read_text("utf-8")) for path in folder.glob("vulns/*/*.yaml"))
    return max((day[1] for day in days if day), default="unknown")


def concerns(affected: Mapping[str, Any], version: Version) -> bool:
    """Whether the version is one of those named, or lies in a range of them (OSV's schema, "Evaluation")."""
    return _is_named(affected, version) or any(
        _is_within(one["events"], version) for one in affected.get("ranges", ()) if one["type"] == "ECOSYSTEM"
    )


def _is_named(affected: Mapping[str, Any], version: Version) -> bool:
    return any(_version(one) == version for one in affected.get("versions", ()))


def _is_within(events: list[Mapping[str, str]], version: Version) -> bool:
    """The last event at or before the version tells; `last_affected` still is, `fixed` no longer."""
    inside = False
    for at, kind in sorted(_dated(events), key=lambda event: (event[0], event[1] == "introduced")):
        if kind == "introduced" and at <= version:
            inside = True
        elif (kind == "fixed" and at <= version) or (kind == "last_affected" and at < version):
            inside = False
    return inside


def _dated(events: list[Mapping[str, str]]) -> Iterator[tuple[Version, str]]:
    """Where a version cannot be read, it began at once and was never mended: rather a finding too many."""
    for event in events:
        for kind, text in event.items():
            at = _version(text)
            if at is not None or kind == "introduced":
                yield at or _BEFORE_ALL, kind


def _version(text: str) -> Version | None:
    try:
        return _BEFORE_ALL if text == "0" else Version(text)
    except InvalidVersion:
        return None


def _rfc3339(at: object) -> str:
    """YAML makes a date of what JSON keeps as text; pip-audit reads no other spelling than this."""
    if not isinstance(at, datetime):
        raise TypeError(f"an advisory holds {at!r}")
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def asked_at_loopback(advisories: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The address at which OSV's `POST /v1/query` is answered with them. https://google.github.io/osv.dev/post-v1-query/"""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name, version = canonicalize_name(asked["package"]["name"]), Version(asked["version"])
            holes = [
                one
                for one in advisories.get(name, ())
                if any(
                    canonicalize_name(affected["package"]["name"]) == name and concerns(affected, version)
                    for affected in one.get("affected", ())
                )
            ]
            body = json.dumps({"vulns": holes} if holes else {}, default=_rfc3339).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Nothing: pip-audit says what it found."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()
