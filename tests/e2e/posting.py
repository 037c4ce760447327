"""The way of mails from the functions to SES: what SES is given, and an account that it has suspended.

The local cloud keeps no header of a mail, and suspends nobody. What comes of a mail that it is given it does itself.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from local.cloud import HOST

_SEND = "/v2/email/outbound-emails"


class Posting:
    """Stands before the cloud that listens on `port`; `address` is where functions call SES instead."""

    def __init__(self, port: int) -> None:
        self._cloud = f"http://{HOST}:{port}"
        self._headers: dict[str, Mapping[str, str]] = {}
        self._refusal: str | None = None
        posting = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status, kind, said = posting._answer(self.path, dict(self.headers.items()), body)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                if kind:
                    self.send_header("x-amzn-ErrorType", kind)
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer((HOST, 0), Handler)
        self.address = f"http://{HOST}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def headers(self, message_id: str) -> Mapping[str, str]:
        """The headers that a mail was given to SES with; KeyError for a mail that did not come this way."""
        return self._headers[message_id]

    @contextmanager
    def suspended(self, code: str) -> Iterator[None]:
        """In here SES refuses each mail with that error, as it does to an account that it does not let send."""
        self._refusal = code
        try:
            yield
        finally:
            self._refusal = None

    def _answer(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str, bytes]:
        if path == _SEND and (code := self._refusal):
            return httpx.codes.BAD_REQUEST, code, json.dumps({"message": "sending is paused"}).encode()
        answer = httpx.post(f"{self._cloud}{path}", headers=headers, content=body, timeout=30, trust_env=False)
        if path == _SEND and answer.status_code == httpx.codes.OK:
            given = json.loads(body)["Content"]["Simple"].get("Headers", [])
            self._headers[answer.json()["MessageId"]] = {one["Name"]: one["Value"] for one in given}
        return answer.status_code, answer.headers.get("x-amzn-errortype", ""), answer.content
