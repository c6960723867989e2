"""Who sends a request: the socket's address, or whom a trusted proxy forwards for."""

from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any

import pytest

from graph.clicks.origin import Origin
from graph.http.origin import Origins
from graph.settings import SettingsError, read_settings

TRUSTED = Origins([ip_network(each) for each in ("10.0.0.0/8", "2001:db8::/32", "127.0.0.1")])
CLIENT, PROXY, STRANGER = "192.0.2.9", "10.1.2.3", "198.51.100.7"

ADDRESSES = [
    pytest.param(CLIENT, None, CLIENT, id="nobody between"),
    pytest.param(CLIENT, STRANGER, CLIENT, id="a client that claims another address"),
    pytest.param(PROXY, CLIENT, CLIENT, id="one proxy"),
    pytest.param(PROXY, f"{STRANGER}, {CLIENT}", CLIENT, id="a claim before what the proxy says"),
    pytest.param(PROXY, f"{CLIENT}, 10.9.9.9,127.0.0.1", CLIENT, id="three proxies"),
    pytest.param("2001:db8::1", "2001:db9::5", "2001:db9::5", id="IPv6"),
    pytest.param(PROXY, f"{CLIENT}:4711", CLIENT, id="with a port"),
    pytest.param(PROXY, "[2001:db9::5]:4711", "2001:db9::5", id="IPv6 with a port"),
    pytest.param(f"::ffff:{PROXY}", CLIENT, CLIENT, id="a proxy at a socket of both kinds"),
    pytest.param(f"::ffff:{CLIENT}", None, CLIENT, id="a client at a socket of both kinds"),
    pytest.param(PROXY, f"[::FFFF:{CLIENT}]:4711", CLIENT, id="IPv4 written as IPv6"),
    pytest.param(PROXY, None, PROXY, id="a proxy that says nothing"),
    pytest.param(PROXY, "unknown", PROXY, id="a proxy that does not know"),
    pytest.param(PROXY, f"{CLIENT}, unknown, 10.9.9.9", "10.9.9.9", id="one of them does not"),
    pytest.param(PROXY, "10.1.1.1", "10.1.1.1", id="a proxy's own request"),
]


def origin(origins: Origins, address: str | None, headers: Mapping[bytes, bytes]) -> Origin:
    scope: dict[str, Any] = {"type": "http", "client": address and (address, 1234)}
    return origins.of(scope, headers, "BEACON")


@pytest.mark.parametrize(("peer", "forwarded", "address"), ADDRESSES)
def test_only_trusted_proxies_are_believed(peer: str, forwarded: str | None, address: str) -> None:
    headers = {b"x-forwarded-for": forwarded.encode()} if forwarded else {}
    assert origin(TRUSTED, peer, headers).address == address


def test_by_default_nobody_is_believed() -> None:
    assert origin(Origins(), "127.0.0.1", {b"x-forwarded-for": b"192.0.2.9"}).address == "127.0.0.1"


def test_a_socket_without_addresses_has_an_empty_one() -> None:
    assert origin(TRUSTED, None, {}) == Origin("BEACON", "", "")


def test_an_agent_is_any_text() -> None:
    assert origin(TRUSTED, CLIENT, {b"user-agent": b"M\xf6we/1"}).agent == "M\xf6we/1"


PURPOSES = [
    pytest.param({}, False, id="none"),
    pytest.param({b"sec-purpose": b"prefetch"}, True, id="Sec-Purpose"),
    pytest.param({b"sec-purpose": b"prefetch;prerender"}, True, id="prerender"),
    pytest.param({b"purpose": b"Prefetch"}, True, id="Purpose"),
    pytest.param({b"x-moz": b"prefetch"}, True, id="X-Moz"),
    pytest.param({b"sec-purpose": b"navigate"}, False, id="another purpose"),
]


@pytest.mark.parametrize(("headers", "is_prefetch"), PURPOSES)
def test_a_prefetch_says_so(headers: Mapping[bytes, bytes], is_prefetch: bool) -> None:
    assert origin(TRUSTED, CLIENT, headers).is_prefetch is is_prefetch


def test_trusted_proxies_are_a_setting() -> None:
    settings = read_settings({"TRUSTED_PROXIES": " 127.0.0.1, 10.0.0.0/8,"})
    assert settings.trusted_proxies == (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))
    assert read_settings({"TRUSTED_PROXIES": ""}).trusted_proxies == ()
    with pytest.raises(SettingsError, match=r"^TRUSTED_PROXIES must list addresses and networks"):
        read_settings({"TRUSTED_PROXIES": "localhost"})
