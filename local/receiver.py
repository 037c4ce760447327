"""A vendor's endpoint on this machine, for the demo and the tests: it takes what is genuine, by the Python client."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from hailong_client import Event, NotGenuine, Webhooks

_LARGEST_BODY = 65536


@dataclass(frozen=True, slots=True)
class Delivered:
    """A request that came, with the event if it was genuine, else why it was not."""

    event: Event | None
    why_not: str
    headers: dict[str, str]
    body: str


class Receiver:
    """`secrets` gives those that may sign when something comes; `status` is what is answered to what is genuine."""

    def __init__(self, secrets: Callable[[], list[str]]) -> None:
        self.delivered: list[Delivered] = []
        self.status = int(HTTPStatus.NO_CONTENT)
        self.secrets = secrets
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/events"

    def take(self, headers: dict[str, str], body: bytes) -> int:
        event, why_not = None, ""
        try:
            event = Webhooks(*self.secrets()).event(headers, body)
        except (NotGenuine, ValueError) as error:
            why_not = str(error)
        self.delivered.append(Delivered(event, why_not, headers, body.decode("utf-8", "replace")))
        return self.status if event else int(HTTPStatus.BAD_REQUEST)

    def events(self, case_id: str) -> list[Event]:
        """The genuine ones about a case, in the order in which they came."""
        return [one.event for one in list(self.delivered) if one.event and one.event.case_id == case_id]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(min(length, _LARGEST_BODY))
            status = receiver.take({name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response_only(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: who started it says what came."""

    return Handler
