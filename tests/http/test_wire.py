"""What goes over the wire, byte for byte: a whole answer is written past ASGI's messages."""

import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.http.process import Server, toy_server

LONG = "x" * 900_000


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with toy_server() as running:
        yield running


@pytest.fixture(scope="module")
def by_messages() -> Iterator[Server]:
    with toy_server(factory="make_app_by_messages") as running:
        yield running


def post(name: str = "you", *lines: str, version: str = "1.1") -> bytes:
    query = {"query": "query ($n: String) { hello(name: $n) }", "variables": {"n": name}}
    return raw("POST", "/graphql", json.dumps(query).encode(), *lines, version=version)


def raw(method: str, path: str, body: bytes, *lines: str, version: str = "1.1") -> bytes:
    fixed = [f"{method} {path} HTTP/{version}", "Host: x", "Content-Type: application/json"]
    head = [*fixed, *lines, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(head).encode() + body


def connect(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=30)


def read_all(connection: socket.socket) -> bytes:
    """All until the server closes."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def exchange(server: Server, sent: bytes) -> bytes:
    with connect(server) as connection:
        connection.sendall(sent)
        return read_all(connection)


def hello(name: str = "you") -> bytes:
    return json.dumps({"data": {"hello": f"Hello {name}"}}).encode()


CLOSED = {
    "asked to": post("you", "Connection: close"),
    "HTTP/1.0": post(version="1.0"),
    "HTTP/1.0 that would go on": post("you", "Connection: keep-alive", version="1.0"),
    "expecting a 100": post("you", "Connection: close", "Expect: 100-continue"),
    "the other media type": post(
        "you", "Connection: close", "Accept: application/graphql-response+json"
    ),
    "refused": raw("POST", "/graphql", b"{}", "Connection: close"),
    "no JSON": raw("POST", "/graphql", b"{", "Connection: close"),
    "GET": raw("GET", "/graphql?query={hello}", b"", "Connection: close"),
    "GET of a mutation": raw("GET", "/graphql?query=mutation{count}", b"", "Connection: close"),
    "HEAD": raw("HEAD", "/graphql?query={hello}", b"", "Connection: close"),
    "OPTIONS": raw("OPTIONS", "/graphql", b"", "Connection: close"),
    "not acceptable": raw("POST", "/graphql", b"{}", "Connection: close", "Accept: text/html"),
    "long": post(LONG, "Connection: close"),
}


def in_parts(answer: bytes) -> tuple[bytes, list[bytes], bytes]:
    """What comes before the last head's lines, these in order, and the body."""
    before, http, last = answer.rpartition(b"HTTP/1.1 ")
    head, _, body = last.partition(b"\r\n\r\n")
    fixed = re.sub(rb"date: [^\r]+ GMT", b"date: now", head)
    fixed = re.sub(rb"x-request-id: [0-9a-f-]+", b"x-request-id: new", fixed)
    first, *lines = fixed.split(b"\r\n")
    return before + http + first, sorted(lines), body


@pytest.mark.parametrize("request_", CLOSED.values(), ids=[*CLOSED])
def test_an_answer_is_the_same_as_by_messages(
    server: Server, by_messages: Server, request_: bytes
) -> None:
    answer = in_parts(exchange(server, request_))
    assert answer == in_parts(exchange(by_messages, request_))
    assert answer[1].count(b"date: now") == answer[1].count(b"connection: close") == 1


def test_a_long_answer_is_whole(server: Server) -> None:
    assert in_parts(exchange(server, CLOSED["long"]))[2] == hello(LONG)


def test_answers_on_one_connection_come_in_order(server: Server) -> None:
    names = [f"{i}" * (1 + i * 10_000 % 77_000) for i in range(20)]
    requests = [post(name) for name in names]
    last = post("bye", "Connection: close")
    one_by_one = b"".join(requests) + last
    with connect(server) as connection:
        connection.sendall(one_by_one)
        answers = read_all(connection)
    bodies = re.findall(rb'\r\n\r\n(\{"data".*?\}\})', answers)
    assert bodies == [hello(name) for name in [*names, "bye"]]
    assert answers.count(b"connection: close") == 1


def test_a_request_may_come_byte_by_byte(server: Server) -> None:
    with connect(server) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in post("you", "Connection: close"):
            connection.send(bytes([byte]))
        assert in_parts(read_all(connection))[2] == hello()


def test_a_slow_reader_holds_up_nobody_and_gets_it_all(server: Server) -> None:
    requests = post(LONG) * 20 + post("bye", "Connection: close")
    with connect(server) as slow, ThreadPoolExecutor() as pool:
        sending = pool.submit(slow.sendall, requests)
        time.sleep(0.5)  # answers fill what the system buffers, and the server takes no more
        assert not sending.done()
        assert in_parts(exchange(server, CLOSED["asked to"]))[2] == hello()
        answers = read_all(slow)
    assert answers.count(hello(LONG)) == 20
    assert answers.endswith(hello("bye"))


@pytest.mark.parametrize("sent", [post(LONG)[:-1], post(LONG)], ids=["amid", "after"])
def test_a_client_that_leaves_harms_nobody(sent: bytes) -> None:
    with toy_server() as server:
        with connect(server) as connection:
            connection.sendall(sent)
        assert in_parts(exchange(server, CLOSED["asked to"]))[2] == hello()
        assert server.stop() in (0, -15)
    assert [line for line in server.log if "ERROR" in line or "Traceback" in line] == []


def test_it_ends_at_once_though_connections_are_idle() -> None:
    with toy_server() as server, connect(server) as connection:
        connection.sendall(post())
        assert connection.recv(65_536).endswith(hello())
        begun = time.monotonic()
        assert server.stop() in (0, -15)
        assert time.monotonic() - begun < 5
        assert connection.recv(65_536) == b""
