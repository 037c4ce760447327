"""Where webhooks may go: to names in the world outside, and to no network of ours, however it is written."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

PORTS = frozenset({443, 8443})
LONGEST_URL = 500

_VISIBLE = re.compile(r"[!-~]+", re.ASCII)
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
# A last part of digits alone would be an address: 127.1, 0x7f000001 or 2130706433 are 127.0.0.1 to a resolver.
_NAME = re.compile(rf"({_LABEL}\.)+(?=[a-z])(?!0x){_LABEL}", re.ASCII)
_UNICAST = IPv6Network("2000::/3")
# They hold an IPv4 address, which may be one of ours.
_TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/32"), IPv6Network("64:ff9b::/96"))


class NotOutside(ValueError):
    """An address that nothing is sent to. It says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart. `inside`: it is one of those that may be inside, and needs no TLS."""

    host: str
    port: int
    path: str
    inside: bool = False


def target_of(url: str, inside: frozenset[str] = frozenset()) -> Target:
    """What a URL names; NotOutside for what can be no endpoint. `inside`: hosts that are allowed to be inside."""
    if len(url) > LONGEST_URL or _VISIBLE.fullmatch(url) is None:
        raise NotOutside(f"it has to be of up to {LONGEST_URL} visible ASCII characters")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), 443 if parts.port is None else parts.port
    except ValueError as error:
        raise NotOutside("it is no URL") from error
    if parts.username is not None or parts.password is not None or parts.fragment or "\\" in url:
        raise NotOutside("it may have neither a user nor a fragment")
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    if host in inside and parts.scheme == "http":
        return Target(host, parts.port or 80, path, inside=True)
    if parts.scheme != "https":
        raise NotOutside("it has to begin with https://")
    if _NAME.fullmatch(host) is None:
        raise NotOutside("it has to name a host by its full domain name, and not by its number")
    if port not in PORTS:
        raise NotOutside(f"its port has to be one of {', '.join(map(str, sorted(PORTS)))}")
    return Target(host, port, path)


def require_outside(address: str) -> None:
    """NotOutside for an IP address that is not of a single machine in the world outside."""
    if not _outside(ip_address(address.partition("%")[0])):
        raise NotOutside("its name leads to an address inside a network")


def _outside(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and not address.is_reserved
    return address.is_global and address in _UNICAST and not any(address in tunnel for tunnel in _TUNNELS)
