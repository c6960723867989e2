"""Whoever sends more than is answered: kept waiting, and nobody else."""

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Event, Thread

import pytest

from tests.http.process import Server, toy_server
from tests.http.test_connection import CHUNKED
from tests.http.test_wire import connect, post, raw, read_all

SMALL = b"GET / HTTP/1.1\r\n\r\n"
LATEST_SECONDS = 0.25
"""What anybody else may be kept waiting."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with toy_server() as running:
        yield running


def send_on(connection: socket.socket, piece: bytes, is_over: Event) -> None:
    """Send it without end, and read nothing."""
    with suppress(OSError):
        while not is_over.is_set():
            connection.sendall(piece)


def slowest_beside(server: Server, first: bytes, piece: bytes) -> float:
    """Seconds of the slowest answer to somebody else meanwhile."""
    is_over, slowest = Event(), 0.0
    with connect(server) as flooding, connect(server) as other:
        flooding.settimeout(1)
        flooding.sendall(first)
        sending = Thread(target=send_on, args=(flooding, piece * 2_000, is_over))
        sending.start()
        for _ in range(100):
            begun = time.monotonic()
            other.sendall(post())
            other.recv(65_536)
            slowest = max(slowest, time.monotonic() - begun)
            time.sleep(0.01)
        is_over.set()
        sending.join()
    return slowest


FLOODS = {
    "small requests": (b"", SMALL),
    "queries": (b"", post()),
    "chunks of a byte": (CHUNKED, b"1\r\n \r\n"),
}


@pytest.mark.parametrize(("first", "piece"), FLOODS.values(), ids=[*FLOODS])
def test_who_sends_without_end_keeps_nobody_waiting(
    server: Server, first: bytes, piece: bytes
) -> None:
    assert slowest_beside(server, first, piece) < LATEST_SECONDS


def test_no_more_is_read_than_is_answered(server: Server) -> None:
    sent = 0
    with connect(server) as connection:
        connection.settimeout(1)
        with suppress(TimeoutError):
            while sent < 64_000_000:
                sent += connection.send(SMALL * 10_000)
    assert sent < 64_000_000


def named(number: int) -> bytes:
    query = {"query": f'{{ hello(name: "{number}") }}', "x": "y" * (number % 997)}
    return raw("POST", "/graphql", json.dumps(query).encode())


def test_thousands_sent_together_are_all_answered_in_order(server: Server) -> None:
    sent = b"".join(map(named, range(3_000))) + post("last", "Connection: close")
    with connect(server) as connection:
        sending = Thread(target=connection.sendall, args=(sent,))
        sending.start()
        answers = read_all(connection)
        sending.join()
    assert re.findall(rb"Hello (\w+)", answers) == [*(b"%d" % n for n in range(3_000)), b"last"]


def test_who_leaves_with_requests_waiting_is_no_fault_of_ours() -> None:
    with toy_server(factory="make_app_by_messages") as server:
        for _ in range(20):
            with connect(server) as connection:
                connection.sendall(post() * 3 + b"no HTTP\r\n\r\n")
        time.sleep(0.2)
        assert server.stop() in (0, -15)
        assert not [line for line in server.log if " ERROR " in line]
