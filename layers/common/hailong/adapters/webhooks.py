"""Brings a webhook to its endpoint, and nowhere else.

The name is resolved at each attempt, every address it has is checked, and the connection goes to one that was checked:
a name that leads elsewhere a moment later leads nowhere. Nobody's proxy, no redirect, no word of the answer but its
status.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta

from hailong.events.addresses import NotOutside, Target, require_outside, target_of
from hailong.events.delivery import LONGEST_WAIT, Answer

SECONDS = 10.0
"""For the whole of one attempt, once the name is resolved: a server that answers byte by byte gains nothing."""

USER_AGENT = "HaiLong-Webhooks/1"

_CONNECT_SECONDS = 3.0
_TRIED = 2
"""So many addresses of a name."""

type Resolve = Callable[[str, int], list[tuple[socket.AddressFamily, str]]]


def resolved(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
    """Every address of a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, str(address[0])) for family, _, _, _, address in found]


class WebhookSender:
    """`inside`: hosts that may be inside, by plain HTTP; there are none but on a local cloud."""

    def __init__(
        self,
        inside: frozenset[str] = frozenset(),
        *,
        resolve: Resolve = resolved,
        trust: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._inside = inside
        self._resolve = resolve
        self._trust = trust
        self._seconds = seconds

    def send(self, url: str, headers: Mapping[str, str], body: str) -> Answer:
        """What the endpoint answers, or why it did not: a word that names no address."""
        try:
            target = target_of(url, self._inside)
            addresses = self._addresses(target)
        except NotOutside:
            return Answer(error="address_refused")
        except (OSError, UnicodeError):
            return Answer(error="name_unknown")
        connection = _Pinned(target, addresses, self._context(target), self._seconds)
        watch = threading.Timer(self._seconds, connection.cut)
        watch.daemon = True
        watch.start()
        try:
            connection.request("POST", target.path, body.encode(), {**_ours(body), **headers})
            response = connection.getresponse()
            return Answer(status=response.status, wait=_wait(response.getheader("Retry-After")))
        except TimeoutError:
            return Answer(error="timeout")
        except ssl.SSLError:
            return Answer(error="timeout" if connection.late else "certificate_refused")
        except (OSError, http.client.HTTPException):
            return Answer(error="timeout" if connection.late else "no_answer")
        finally:
            watch.cancel()
            connection.close()

    def _addresses(self, target: Target) -> list[tuple[socket.AddressFamily, str]]:
        found = self._resolve(target.host, target.port)
        if not found:
            raise OSError("no address")
        if not target.inside:
            for _, address in found:
                require_outside(address)
        return found

    def _context(self, target: Target) -> ssl.SSLContext | None:
        if target.inside:
            return None
        if self._trust is None:
            # Reading the world's authorities takes a while, and is needed once.
            self._trust = ssl.create_default_context()
        return self._trust


class _Pinned(http.client.HTTPConnection):
    """A connection to one of these addresses, in the name of the host: its certificate and its Host header."""

    def __init__(
        self,
        target: Target,
        addresses: list[tuple[socket.AddressFamily, str]],
        context: ssl.SSLContext | None,
        seconds: float,
    ) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        # What is left out of the Host header.
        self.default_port = 443 if context else 80
        self._addresses = addresses[:_TRIED]
        self._context = context
        self.late = False
        self._open: socket.socket | None = None

    def connect(self) -> None:
        error: OSError | None = None
        for family, address in self._addresses:
            raw = socket.socket(family, socket.SOCK_STREAM)
            raw.settimeout(_CONNECT_SECONDS)
            self._open = raw
            try:
                raw.connect((address, self.port))
                raw.settimeout(self.timeout)
            except OSError as found:
                raw.close()
                error = found
                if self.late:
                    break
                continue
            self.sock = self._context.wrap_socket(raw, server_hostname=self.host) if self._context else raw
            self._open = self.sock
            return
        raise error or OSError("no address")

    def cut(self) -> None:
        """Ends whatever goes on, from another thread."""
        self.late = True
        if self._open is not None:
            try:
                self._open.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # It was not open (any more).


def _ours(body: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "Content-Length": str(len(body.encode())),
        "User-Agent": USER_AGENT,
        "Connection": "close",
    }


def _wait(text: str | None) -> timedelta | None:
    """What is asked for in seconds, within reason; a date would be that of the other clock."""
    if text is None or not text.isascii() or not text.isdecimal():
        return None
    return min(timedelta(seconds=min(int(text[:6]), 10**6)), LONGEST_WAIT)
