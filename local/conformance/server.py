"""The API as a client sees it, in memory and on a port of its own, with faults that a scenario puts in its way."""

import base64
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from hailong.vocabulary.declaration import case_id_of, declaration_key
from hailong.vocabulary.words import Helped

type Json = dict[str, Any]

CLIENT_ID = "vendor"
SECRETS = ("first-secret", "second-secret")
RECEIVED_AT = "2026-06-20T10:02:11+07:00"
SIGN_IN = "/oauth2/token"

_TOKEN_SECONDS = 3600
_LARGEST_BODY = 32 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """`length`: what is announced where it is more than what is sent; `cut`: the connection ends without an answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    cut: bool = False

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "")

    def json(self) -> Any:
        return json.loads(self.body)


def answer(status: int, content: Json, **headers: str) -> Answer:
    return Answer(
        status, json.dumps(content, ensure_ascii=False).encode(), {"Content-Type": "application/json"} | headers
    )


def problem(status: int, code: str, **headers: str) -> Answer:
    content = {"type": "about:blank", "title": code.replace("_", " ").capitalize(), "status": status, "code": code}
    found = answer(status, content, **headers)
    return Answer(found.status, found.body, {**found.headers, "Content-Type": "application/problem+json"})


@dataclass(frozen=True, slots=True)
class Request:
    """`at` in seconds of the server's own clock."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: float

    def json(self) -> Any:
        return json.loads(self.body)


type Fault = Callable[[Request, Callable[[], Answer]], Answer]
"""What is answered; the second argument does what was asked for, and gives the answer that there should be."""


class Api:
    """What a client has sent stands in `requests`; `faults` are used up by requests to the API, one each."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.exchanges: list[tuple[Request, Answer]] = []
        self.sign_ins: list[Request] = []
        self.faults: list[Fault] = []
        self.at_sign_in: Fault | None = None
        self.always: Fault | None = None
        self.secret = SECRETS[0]
        self.scopes = {"hailong/rating.write", "hailong/rating.read"}
        self.tokens: dict[str, set[str]] = {}
        self.ratings: dict[str, Json] = {}
        self.files: dict[str, Json] = {}
        self.uncleared: set[str] = set()
        self.past_correction: set[str] = set()
        self.clock_ahead = timedelta()
        self._lock = threading.Lock()

    def handle(self, request: Request) -> Answer:
        if request.path == SIGN_IN:
            with self._lock:
                self.sign_ins.append(request)
                fault = self.at_sign_in
            return fault(request, lambda: self._signed_in(request)) if fault else self._signed_in(request)
        with self._lock:
            self.requests.append(request)
            fault = self.always or (self.faults.pop(0) if self.faults else None)
        return fault(request, lambda: self._done(request)) if fault else self._done(request)

    def revoke_tokens(self) -> None:
        self.tokens.clear()

    def promote(self, number: str, **changes: Any) -> None:
        """The clearance has come."""
        self.uncleared.discard(number)
        self.files[number] |= changes

    def _signed_in(self, request: Request) -> Answer:
        basic = base64.b64encode(f"{CLIENT_ID}:{self.secret}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return answer(400, {"error": "invalid_client"})
        token = f"token-{len(self.sign_ins)}"
        self.tokens[token] = set(self.scopes)
        return answer(200, {"access_token": token, "expires_in": _TOKEN_SECONDS, "token_type": "Bearer"})

    def _done(self, request: Request) -> Answer:
        with self._lock:
            found = self._routed(request)
            self.exchanges.append((request, found))
            return found

    def _routed(self, request: Request) -> Answer:
        granted = self.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if granted is None:
            return problem(401, "unauthorized")
        if f"hailong/rating.{'read' if request.method == 'GET' else 'write'}" not in granted:
            return problem(403, "missing_scope")
        if (request.method, request.path) == ("POST", "/v1/ratings"):
            return self._rate(request)
        if found := re.fullmatch(r"/v1/ratings/([^/]+)(/appeal|/helped|/correct)?", request.path):
            if found[2] and request.method == "POST":
                acts = {"/appeal": self._appeal, "/helped": self._helped, "/correct": self._correct}
                return acts[found[2]](found[1], request.json())
            if not found[2] and request.method == "GET":
                return self._show(found[1], request)
        return problem(404, "not_found")

    def _rate(self, request: Request) -> Answer:
        try:
            rating = request.json()
            key = declaration_key(rating["declaration_no"])
            levels = {subject: level for subject, level in rating["levels"].items() if level is not None}
        except (ValueError, KeyError, TypeError, AttributeError):
            return problem(422, "invalid")
        if not levels or any(not isinstance(level, int) or not 1 <= level <= 5 for level in levels.values()):  # noqa: PLR2004
            return problem(422, "invalid")
        same = {name: value for name, value in rating.items() if name != "declaration_no"}
        if key in self.ratings:
            if self.ratings[key] != same:
                return problem(409, "rating_exists")
            return answer(200, self._told(key))
        waits, negative = key in self.uncleared, min(levels.values()) <= 2  # noqa: PLR2004 - 1 and 2 are negative
        self.ratings[key] = same
        self.files[key] = {
            "declaration_no": rating["declaration_no"],
            "lot_key": None if waits else key,
            "received_at": RECEIVED_AT,
            "negative": negative,
            "status": "awaiting_clearance" if waits else "accepted",
            "case_id": case_id_of(key) if negative and not waits else None,
            "levels": levels,
            "reasons": rating.get("reasons", []),
            "comment": rating.get("comment"),
            "corrected_at": None,
            "correctable_until": None,
            "case": decided() if negative and not waits else None,
        }
        return answer(202 if waits else 201, self._told(key))

    def _told(self, key: str) -> Json:
        wanted = ("declaration_no", "lot_key", "received_at", "negative", "status", "case_id")
        return {name: self.files[key][name] for name in wanted}

    def _file(self, number: str, tax_code: object) -> Json | None:
        try:
            key = declaration_key(unquote(number))
        except ValueError:
            return None
        return self.files[key] if self.ratings.get(key, {}).get("tax_code") == tax_code else None

    def _show(self, number: str, request: Request) -> Answer:
        file = self._file(number, request.query.get("tax_code"))
        if file is None:
            return problem(404, "rating_not_found")
        tag = f'"{abs(hash(json.dumps(file, sort_keys=True)))}"'
        if request.headers.get("if-none-match") == tag:
            return Answer(304, headers={"ETag": tag})
        return answer(200, file, ETag=tag)

    def _appeal(self, number: str, body: Json) -> Answer:
        file = self._file(number, body.get("tax_code"))
        if file is None:
            return problem(404, "rating_not_found")
        if file["case"] is None or file["case"]["state"] != "decided":
            return problem(409, "already_appealed" if file["case"] else "no_outcome_yet")
        file["case"] |= {"state": "appealed", "due_at": "2026-07-06T17:00:00+07:00"}
        return answer(201, file)

    def _helped(self, number: str, body: Json) -> Answer:
        file = self._file(number, body.get("tax_code"))
        if file is None:
            return problem(404, "rating_not_found")
        if body.get("helped") not in set(Helped):
            return problem(422, "invalid")
        if file["case"] is None:
            return problem(409, "no_outcome_yet")
        if file["case"]["outcome"] is None:
            return problem(409, "no_outcome_yet")
        known = file["case"]["helped"]
        if known is not None and file["case"]["state"] == "closed" and known["helped"] != body["helped"]:
            return problem(409, "case_closed")
        new = known is None
        file["case"]["helped"] = {"helped": body["helped"], "why": body.get("why"), "at": RECEIVED_AT}
        return answer(201 if new else 200, file)

    def _correct(self, number: str, body: Json) -> Answer:
        """Once, until the clock of the scenario says that it is over; the same again is safe."""
        file = self._file(number, body.get("tax_code"))
        if file is None:
            return problem(404, "rating_not_found")
        key = file["declaration_no"][:11]
        levels = {subject: level for subject, level in body.get("levels", {}).items() if level is not None}
        wanted = {"levels": levels, "reasons": body.get("reasons") or [], "comment": body.get("comment")}
        if {name: file[name] for name in wanted} == wanted:
            return answer(200, file)
        if file["corrected_at"] is not None:
            return problem(409, "corrected_already")
        if key in self.past_correction:
            return problem(409, "correction_over")
        negative = min(levels.values(), default=5) <= 2  # noqa: PLR2004 - 1 and 2 are negative
        file |= wanted | {"corrected_at": RECEIVED_AT, "negative": negative}
        if not negative:
            file |= {"case": None, "case_id": None}
        return answer(200, file)


def decided() -> Json:
    """The case of a negative rating, with its answer."""
    return {
        "state": "decided",
        "opened_at": "2026-06-20T10:02:12+07:00",
        "due_at": "2026-06-29T17:00:00+07:00",
        "outcome": "upheld",
        "message": "Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ.",
        "decided_at": "2026-06-24T15:40:00+07:00",
        "appeal_until": "2026-07-08T17:00:00+07:00",
        "receipt": None,
        "helped": None,
    }


class Server:
    """`api` on a free port of this machine, while it is entered."""

    def __init__(self, api: Api, clock: Callable[[], float]) -> None:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(api, clock))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def _handler(api: Api, clock: Callable[[], float]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            address = urlsplit(self.path)
            request = Request(
                method=self.command,
                path=address.path,
                query={name: values[-1] for name, values in parse_qs(address.query).items()},
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(min(length, _LARGEST_BODY)),
                at=clock(),
            )
            self._send(problem(413, "body_too_large") if length > _LARGEST_BODY else api.handle(request))

        do_GET = do_POST = do_PUT = _serve  # noqa: N815 - names of the standard library

        def _send(self, found: Answer) -> None:
            self.close_connection = self.close_connection or found.cut or found.length is not None
            if found.cut:
                return
            self.send_response_only(found.status)
            for name, value in {"Date": date(api.clock_ahead), **found.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(found.length or len(found.body)))
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, *_: object) -> None:
            """Nothing: the report says what was asked."""

    return Handler


def date(ahead: timedelta) -> str:
    """The date that a clock shows which is so much ahead."""
    return format_datetime(datetime.now(UTC) + ahead, usegmt=True)
