"""Who sends a request: the address of the client, what it calls itself, and why it asks."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network
from socket import AF_INET, AF_INET6, inet_pton

from starlette.types import Scope

from graph.clicks.origin import Origin
from graph.http.headers import RequestHeaders

Network = IPv4Network | IPv6Network

MOST_PEERS = 1_000
"""Whoever connects is remembered as ours or not; our proxies are few, and send everything."""
MAPPED = "::ffff:"
"""Before an IPv4 address that is written as one of IPv6."""


class Origins:
    """Tells where requests come from; `trusted` are the networks of our own proxies."""

    def __init__(self, trusted: Sequence[Network] = ()) -> None:
        self._trusted = [
            (len(net.network_address.packed), int(net.netmask), int(net.network_address))
            for net in trusted
        ]

        self._is_proxy = lru_cache(MOST_PEERS)(lambda peer: self._is_trusted(_packed(peer)))

    def of(self, scope: Scope, headers: RequestHeaders, channel: str = "GRAPHQL") -> Origin:
        return Origin(
            channel,
            self.address(scope, headers),
            headers.get(b"user-agent", b"").decode("latin-1"),
            is_prefetch(headers),
        )

    def address(self, scope: Scope, headers: RequestHeaders) -> str:
        """The client's address: whoever connects, or whom our proxies say they forward for.

        Of X-Forwarded-For only what a trusted proxy has added is believed, from the end on.
        """
        client = scope.get("client")
        address = unmapped(client[0]) if client else ""
        if not self._trusted or not self._is_proxy(address):
            return address
        forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")
        for entry in reversed(forwarded):
            given = unmapped(_without_port(entry.strip()))
            packed = _packed(given)
            if not packed:
                return address
            address = given
            if not self._is_trusted(packed):
                return address
        return address

    def _is_trusted(self, packed: bytes) -> bool:
        number, length = int.from_bytes(packed), len(packed)
        for size, mask, network in self._trusted:
            if size == length and number & mask == network:
                return True
        return False


def is_prefetch(headers: RequestHeaders) -> bool:
    """Whether a browser asks only because its user may ask soon."""
    purpose = headers.get(b"sec-purpose") or headers.get(b"purpose") or headers.get(b"x-moz")
    if not purpose:
        return False
    return b"prefetch" in purpose.lower() or b"prerender" in purpose.lower()


def unmapped(address: str) -> str:
    """A client of IPv4 by its own address, as which a socket of both kinds does not show it."""
    is_mapped = ":" in address and "." in address and address[:7].lower() == MAPPED
    return address[len(MAPPED) :] if is_mapped else address


def _packed(text: str) -> bytes:
    """The bytes of an address; none for a text that is no address."""
    try:  # by the system, for `ipaddress` takes twenty times as long
        return inet_pton(AF_INET6 if ":" in text else AF_INET, text)
    except (OSError, ValueError):
        return b""


def _without_port(entry: str) -> str:
    """`1.2.3.4:5` and `[::1]:5` are how some proxies write an address."""
    if ":" not in entry:
        return entry
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    return entry.partition(":")[0] if entry.count(":") == 1 else entry
