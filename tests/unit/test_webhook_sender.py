"""How a webhook reaches its endpoint, over real sockets: by a checked address, in the name of its host, and briefly."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hailong.adapters import webhooks
from hailong.adapters.webhooks import WebhookSender
from hailong.events.delivery import LONGEST_WAIT

HOST = "vendor.example.vn"
FINE = b"HTTP/1.1 204 No Content\r\n\r\n"
HEADERS = {"webhook-id": "10302752870-0000000000000000-1-000001"}
BODY = '{"type": "case.opened"}'


@dataclass
class Vendor:
    """A server on this machine that answers with fixed bytes; `heard` is what was sent to it."""

    answer: bytes
    port: int = 0
    heard: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    drip: float = 0

    def serve(self, listening: socket.socket, trust: ssl.SSLContext | None) -> None:
        while True:
            try:
                raw, _ = listening.accept()
            except OSError:
                return
            try:
                with trust.wrap_socket(raw, server_side=True) if trust else raw as open_one:
                    open_one.settimeout(5)
                    self.heard.append(open_one.recv(65536))
                    if b"\r\n\r\n" + BODY.encode()[:1] not in self.heard[-1]:
                        self.heard[-1] += open_one.recv(65536)
                    for part in [self.answer] if not self.drip else [self.answer[n : n + 1] for n in range(10_000)]:
                        open_one.sendall(part or b"x")
                        time.sleep(self.drip)
            except OSError:
                continue


@contextmanager
def serving(vendor: Vendor, trust: ssl.SSLContext | None = None, port: int = 0) -> Iterator[Vendor]:
    with socket.create_server(("127.0.0.1", port)) as listening:
        vendor.port = listening.getsockname()[1]
        thread = threading.Thread(target=vendor.serve, args=(listening, trust), daemon=True)
        thread.start()
        yield vendor
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _loopback(_host: str, _port: int) -> list[tuple[socket.AddressFamily, str]]:
    return [(socket.AF_INET, "127.0.0.1")]


def _inside(seconds: float = 5) -> WebhookSender:
    return WebhookSender(frozenset({"127.0.0.1"}), seconds=seconds)


@pytest.fixture
def loopback_is_outside(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked about, none of it refused: so that a server of this machine can stand for one outside."""
    asked: list[str] = []
    monkeypatch.setattr(webhooks, "require_outside", asked.append)
    monkeypatch.setattr("hailong.events.addresses.PORTS", range(65536))
    return asked


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the vendor's name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("vendor") / "vendor.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def _server_side(certificate: Path, names: list[str | None]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    return context


def test_the_connection_goes_to_the_checked_address_in_the_name_of_the_host(
    certificate: Path, loopback_is_outside: list[str]
) -> None:
    vendor = Vendor(FINE)
    trust = ssl.create_default_context(cafile=str(certificate))
    with serving(vendor, _server_side(certificate, vendor.names)):
        sender = WebhookSender(resolve=_loopback, trust=trust)
        answer = sender.send(f"https://{HOST}:{vendor.port}/events?of=hailong", HEADERS, BODY)
    assert answer.status == 204
    assert loopback_is_outside == ["127.0.0.1"]
    assert vendor.names == [HOST]
    head, _, body = vendor.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /events?of=hailong HTTP/1.1\r\n")
    assert f"Host: {HOST}:{vendor.port}".encode() in head
    assert b"webhook-id: 10302752870-0000000000000000-1-000001" in head
    assert body == BODY.encode()


def test_a_certificate_of_another_name_is_not_good_enough(certificate: Path, loopback_is_outside: list[str]) -> None:
    vendor = Vendor(FINE)
    trust = ssl.create_default_context(cafile=str(certificate))
    with serving(vendor, _server_side(certificate, vendor.names)):
        sender = WebhookSender(resolve=_loopback, trust=trust)
        answer = sender.send(f"https://other.example.vn:{vendor.port}/", HEADERS, BODY)
    assert answer.error == "certificate_refused"
    assert vendor.heard == []


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["8.8.8.8", "10.0.0.1"],
        ["::ffff:127.0.0.1"],
    ],
)
def test_a_name_that_leads_inside_is_not_connected_to(addresses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def connected(*_: object) -> None:
        raise AssertionError("there was a connection")

    monkeypatch.setattr(socket.socket, "connect", connected)
    families = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in addresses]
    sender = WebhookSender(resolve=lambda _host, _port: list(zip(families, addresses, strict=True)))
    assert sender.send(f"https://{HOST}/", HEADERS, BODY).error == "address_refused"


def test_a_name_that_leads_elsewhere_a_moment_later_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: what is connected to is what was checked, and the name is asked for once."""
    answers = iter(["8.8.8.8", "127.0.0.1"])
    reached: list[str] = []

    def connect(_socket: socket.socket, address: tuple[str, int]) -> None:
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    sender = WebhookSender(resolve=lambda _host, _port: [(socket.AF_INET, next(answers))])
    assert sender.send(f"https://{HOST}/", HEADERS, BODY).error == "no_answer"
    assert reached == ["8.8.8.8"]
    assert sender.send(f"https://{HOST}/", HEADERS, BODY).error == "address_refused"
    assert reached == ["8.8.8.8"]


def test_a_redirection_is_not_followed() -> None:
    with serving(Vendor(FINE)) as trap:
        answer = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{trap.port}/\r\n\r\n".encode()
        with serving(Vendor(answer)) as vendor:
            found = _inside().send(f"http://127.0.0.1:{vendor.port}/", HEADERS, BODY)
    assert found.status == 307
    assert not found.delivered
    assert trap.heard == []


def test_a_server_that_answers_byte_by_byte_is_cut_off() -> None:
    with serving(Vendor(b"HTTP/1.1 200 OK\r\nX: ", drip=0.05)) as vendor:
        start = time.monotonic()
        answer = _inside(seconds=0.5).send(f"http://127.0.0.1:{vendor.port}/", HEADERS, BODY)
        assert time.monotonic() - start < 3
    assert answer.error == "timeout"


def test_an_endless_body_is_not_read() -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + b"x" * 100_000
    with serving(Vendor(endless)) as vendor:
        assert _inside().send(f"http://127.0.0.1:{vendor.port}/", HEADERS, BODY).delivered


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", "no_answer"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "no_answer"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200, "no_answer"),
    ],
)
def test_what_is_no_answer_of_http_is_none(answer: bytes, error: str) -> None:
    with serving(Vendor(answer)) as vendor:
        assert _inside().send(f"http://127.0.0.1:{vendor.port}/", HEADERS, BODY).error == error


def test_nobody_there_is_no_answer_and_an_unknown_name_is_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert _inside().send(f"http://127.0.0.1:{port}/", HEADERS, BODY).error == "no_answer"

    def unknown(_host: str, _port: int) -> list[tuple[socket.AddressFamily, str]]:
        raise socket.gaierror(-2, "Name or service not known")

    assert WebhookSender(resolve=unknown).send(f"https://{HOST}/", HEADERS, BODY).error == "name_unknown"
    assert (
        WebhookSender(resolve=lambda _host, _port: []).send(f"https://{HOST}/", HEADERS, BODY).error == "name_unknown"
    )


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (b"30", timedelta(seconds=30)),
        (b"999999999999", LONGEST_WAIT),
        (b"-5", None),
        (b"soon", None),
        (b"Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_a_wait_is_heeded_within_reason(asked: bytes, given: timedelta | None) -> None:
    with serving(Vendor(b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: " + asked + b"\r\n\r\n")) as vendor:
        answer = _inside().send(f"http://127.0.0.1:{vendor.port}/", HEADERS, BODY)
    assert (answer.status, answer.wait) == (429, given)


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Vendor(FINE)) as proxy, serving(Vendor(FINE)) as vendor:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert _inside().send(f"http://127.0.0.1:{vendor.port}/", HEADERS, BODY).delivered
    assert proxy.heard == []


def test_real_names_are_asked_for_all_their_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_args: object, **_more: object) -> list[object]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443)),
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 443, 0, 0)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    assert webhooks.resolved(HOST, 443) == [(socket.AF_INET, "8.8.8.8"), (socket.AF_INET6, "::1")]
    assert WebhookSender().send(f"https://{HOST}/", HEADERS, BODY).error == "address_refused"
