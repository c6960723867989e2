"""What a connection may take: bytes, seconds, and how many there are, over real sockets."""

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from tests.http.expected import EVERY_ANSWER
from tests.http.process import Server, toy_server
from tests.http.test_wire import LONG, connect, exchange, hello, post, raw, read_all
from tests.http.toy import HASTE


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with toy_server(factory="make_app_in_haste") as running:
        yield running


def status_of(answer: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
    return int(found[1]) if found else 0


def headers_of(answer: bytes) -> dict[str, str]:
    head = answer.partition(b"\r\n\r\n")[0].decode()
    return dict(line.split(": ", 1) for line in head.split("\r\n")[1:])


GET = "GET /graphql?query={hello} HTTP/1.1\r\nHost: x\r\n"
CHUNKED = (
    b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


def with_headers(count: int, length: int = 1) -> bytes:
    """A request with so many headers of such values."""
    lines = "".join(f"X-{i}: {'a' * length}\r\n" for i in range(count - 1))
    return f"{GET}{lines}\r\n".encode()


def with_url(length: int) -> bytes:
    return f"GET /healthz?{'a' * length} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


INSIDE = {
    "as many headers as may be": with_headers(10),
    "a long header": with_headers(2, 800),
    "a long URL": with_url(900),
    "a long body": post("x" * 900_000),
    "many short requests at once": f"{GET}\r\n".encode() * 100,
}
BEYOND = {
    "a header too many": (431, with_headers(11)),
    "too long a header": (431, with_headers(2, 1_000)),
    "headers without end": (431, f"{GET}X: ".encode() + b"a" * 100_000),
    "a header's name without end": (431, GET.encode() + b"a" * 100_000),
    "empty lines without end": (431, b"\r\n" * 1_000),
    "too long a URL": (414, with_url(1_000)),
    "a URL without end": (431, b"GET /" + b"a" * 100_000),
    "no HTTP": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"),
    "two lengths": (400, post().replace(b"Host: x", b"Content-Length: 1")),
    "a length and chunks": (400, post("you", "Transfer-Encoding: chunked")),
    "trailers without end": (431, CHUNKED + b"0\r\n" + b"X: a\r\n" * 1_000),
    "a trailer without end": (431, CHUNKED + b"0\r\nX: " + b"a" * 10_000),
    "a chunk's extension without end": (431, CHUNKED + b"2;" + b"a" * 10_000),
    "a tunnel": (400, b"CONNECT /graphql HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a chunk of no length": (400, CHUNKED + b"zz\r\n"),
}


@pytest.mark.parametrize("sent", INSIDE.values(), ids=[*INSIDE])
def test_what_is_allowed_is_answered(server: Server, sent: bytes) -> None:
    with connect(server) as connection:
        connection.sendall(sent)
        assert status_of(connection.recv(65_536)) == 200


@pytest.mark.parametrize(("status", "sent"), BEYOND.values(), ids=[*BEYOND])
def test_what_is_not_is_refused_with_every_header_and_the_connection_closed(
    server: Server, status: int, sent: bytes
) -> None:
    with connect(server) as connection:
        connection.sendall(sent)
        answer = read_all(connection)
    headers = headers_of(answer)
    assert status_of(answer) == status
    assert {name: headers.get(name) for name in EVERY_ANSWER} == EVERY_ANSWER
    assert (headers["connection"], "server" in headers) == ("close", False)
    assert b'{"errors":[{"message":"' in answer


SLOW = {
    "headers": ([b"GET /healthz HTTP/1.1\r\n", *[b"X: a\r\n"] * 30], 408),
    "a body": ([post()[:-30], *[b" "] * 29], 408),
    "a body in chunks": ([CHUNKED, *[b"1\r\n \r\n"] * 30], 408),
    "the rest of a body that was refused": (
        [raw("PUT", "/graphql", b"").replace(b"Length: 0", b"Length: 99"), *[b" "] * 30],
        405,
    ),
}


@pytest.mark.parametrize(("pieces", "status"), SLOW.values(), ids=[*SLOW])
def test_who_sends_slowly_is_cut_off(server: Server, pieces: list[bytes], status: int) -> None:
    begun = time.monotonic()
    with connect(server) as connection:
        with suppress(OSError):
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.1)
        answer = connection.recv(65_536)
    assert status_of(answer) == status
    assert time.monotonic() - begun < 5


def test_who_does_not_read_is_cut_off(server: Server) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(0.5)
        connection.connect(("127.0.0.1", server.port))
        with suppress(OSError):
            for _ in range(30):
                connection.sendall(post(LONG))
        time.sleep(2)
        received = 0
        with suppress(ConnectionResetError):
            received = len(read_all(connection))
    assert received < 30 * len(LONG)


def test_who_asks_to_close_and_does_not_read_is_cut_off(server: Server) -> None:
    aliases = " ".join(f"a{number}: hello(name: $n)" for number in range(12))
    body = json.dumps({"query": f"query ($n: String) {{ {aliases} }}", "variables": {"n": LONG}})
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(raw("POST", "/graphql", body.encode(), "Connection: close"))
        time.sleep(2.5)
        received = 0
        with suppress(ConnectionResetError):
            received = len(read_all(connection))
    assert received < 12 * len(LONG)


def test_a_trailer_is_no_header(server: Server) -> None:
    body = b"2\r\n{}\r\n0\r\n"
    with connect(server) as connection:
        connection.sendall(CHUNKED + body + b"X-Request-Id: trailing\r\n\r\n")
        assert headers_of(connection.recv(65_536))["x-request-id"] != "trailing"


BETTER = post("you", "Connection: UPGRADE", "UPGRADE: h2c")
LATE = BETTER.index(b"UPGRADE: h2c")
SMUGGLED = raw("POST", "/graphql", GET.encode() + b"\r\n", "Connection: upgrade", "Upgrade: h2c")
HEAD_BYTES = SMUGGLED.index(b"\r\n\r\n") + 4
UPGRADES = {
    "in capitals": ([BETTER], [200]),
    "its body after its head": ([SMUGGLED[:HEAD_BYTES], SMUGGLED[HEAD_BYTES:]], [400]),
    "in a second piece": ([BETTER[:LATE], BETTER[LATE:]], [400]),
    "behind another request": ([post() + SMUGGLED[:-9], SMUGGLED[-9:]], [200, 400]),
}


@pytest.mark.parametrize(("pieces", "statuses"), UPGRADES.values(), ids=[*UPGRADES])
def test_a_body_behind_an_upgrade_is_never_a_request(
    server: Server, pieces: list[bytes], statuses: list[int]
) -> None:
    answers = b""
    with connect(server) as connection:
        connection.settimeout(0.3)
        with suppress(TimeoutError, ConnectionError):
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.1)
            answers = connection.recv(65_536)
            answers += connection.recv(65_536)
    assert [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+)", answers)] == statuses


def test_an_idle_connection_is_closed_and_a_used_one_is_not(server: Server) -> None:
    with connect(server) as connection:
        for _ in range(4):
            connection.sendall(post())
            assert connection.recv(65_536).endswith(hello())
            time.sleep(0.8)
        begun = time.monotonic()
        assert connection.recv(65_536) == b""
        assert time.monotonic() - begun < 5


def test_connections_that_idle_give_way_to_new_ones(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(3 * HASTE.connection_limit):
            connection = stack.enter_context(connect(server))
            connection.sendall(post())
            assert connection.recv(65_536).endswith(hello())


def test_where_none_idles_a_new_connection_is_told_to_come_again() -> None:
    with toy_server(factory="make_app_in_haste") as server, ExitStack() as stack:
        for _ in range(HASTE.connection_limit):
            stack.enter_context(connect(server)).sendall(b"GET /healthz HTTP/1.1\r\n")
        time.sleep(0.3)
        with connect(server) as connection:
            answer = read_all(connection)
        assert (status_of(answer), headers_of(answer)["retry-after"]) == (503, "1")
        time.sleep(1.5)  # until the slow ones were cut off
        assert hello() in exchange(server, post("you", "Connection: close"))


def test_answers_under_way_are_finished_when_it_ends() -> None:
    with toy_server(factory="make_app_in_haste") as server, connect(server) as connection:
        connection.sendall(post()[:-1])
        time.sleep(0.2)
        server.ask_to_end()
        time.sleep(0.2)
        with pytest.raises(ConnectionRefusedError):
            connect(server)
        connection.sendall(post()[-1:])
        answer = read_all(connection)
        assert (status_of(answer), answer.endswith(hello())) == (200, True)
        assert headers_of(answer)["connection"] == "close"
        assert server.stop() in (0, -15)
