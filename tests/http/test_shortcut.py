"""Which requests are answered while they are read, and that all others are answered as well."""

import asyncio
import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest

from graph.clicks.origin import Origin
from graph.http.endpoint import GraphQLEndpoint
from graph.http.metrics import Metrics
from graph.http.origin import Origins
from graph.http.shortcut import Waiting
from graph.plan.answer import Answer, Begun, Request
from tests.http.expected import EVERY_ANSWER
from tests.http.process import Server, toy_server
from tests.http.test_connection import CHUNKED, headers_of
from tests.http.test_wire import connect, raw, read_all
from tests.http.toy import TellingEngine


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with toy_server(factory="make_app_that_tells") as running:
        yield running


def ask(query: str, *lines: str, version: str = "1.1") -> bytes:
    return raw("POST", "/graphql", json.dumps({"query": query}).encode(), *lines, version=version)


LAST = ask("last", "Connection: close")
BODY = b'{"query": "a"}'
IN_CHUNKS = CHUNKED + b"7\r\n%s\r\n7\r\n%s\r\n0\r\n\r\n" % (BODY[:7], BODY[7:])
SAME = raw("POST", "/graphql", b'{"query": "a", "documentId": "x"}')

AT_ONCE = {
    "whole": [ask("a")],
    "in chunks": [IN_CHUNKS],
    "with a token that it has no need of": [ask("a", "Authorization: Bearer abc")],
    "one after the other": [ask("a"), ask("b")],
    "after one that was left": [ask("later"), ask("a")],
    "that would rather speak another protocol": [ask("a", "Connection: upgrade", "Upgrade: h2c")],
    "expecting a 100 that it does not wait for": [ask("a", "Expect: 100-continue")],
}
AWAITED = {
    "in two pieces": [ask("a")[:-3], ask("a")[-3:]],
    "its headers first": [ask("a")[: -len(BODY)], BODY],
    "amid its headers": [ask("a")[:30], ask("a")[30:-1], b"}"],
    "a chunk first": [IN_CHUNKS[:-9], IN_CHUNKS[-9:]],
    "left by the engine": [ask("later")],
    "failing": [ask("broken")],
    "the last one": [ask("a", "Connection: close")],
    "of the former version": [ask("a", "Connection: keep-alive", version="1.0")],
    "by GET": [b"GET /graphql?query=a HTTP/1.1\r\nHost: x\r\n\r\n"],
}


BEGUN = {
    "begun": [ask("soon")],
    "begun, after one that was": [ask("soon"), ask("soon")],
}


def answers_to(server: Server, pieces: Sequence[bytes]) -> list[str]:
    """What is told of each, the pieces sent so that each is read by itself."""
    answers = b""
    with connect(server) as connection:
        connection.settimeout(2 * TellingEngine.SECONDS)
        for piece in pieces:
            connection.sendall(piece)
            with suppress(TimeoutError):  # half a request has no answer
                answers += connection.recv(65_536)
    return re.findall(r'"data":"(\S+ [^"]+)"', answers.decode())


@pytest.mark.parametrize("pieces", AT_ONCE.values(), ids=[*AT_ONCE])
def test_what_comes_whole_is_answered_at_once(server: Server, pieces: list[bytes]) -> None:
    assert answers_to(server, pieces)[-1].endswith("at once")


@pytest.mark.parametrize("pieces", BEGUN.values(), ids=[*BEGUN])
def test_what_is_begun_is_answered_once_it_is_done(server: Server, pieces: list[bytes]) -> None:
    assert answers_to(server, pieces)[-1] == "soon begun"


@pytest.mark.parametrize("pieces", AWAITED.values(), ids=[*AWAITED])
def test_all_else_is_answered_in_a_while(server: Server, pieces: list[bytes]) -> None:
    (told,) = answers_to(server, pieces)
    assert told.endswith("awaited")


def test_of_many_sent_together_one_is_answered_at_once_and_all_in_order(server: Server) -> None:
    names = [f"q{number}" for number in range(50)]
    with connect(server) as connection:
        connection.sendall(b"".join(map(ask, names)) + LAST)
        answers = read_all(connection).decode()
    told = re.findall(r'"data":"(\S+) (awaited|at once)"', answers)
    assert [name for name, _ in told] == [*names, "last"]
    assert [way for _, way in told[:3]] == ["at once", "awaited", "awaited"]


def test_what_breaks_off_in_its_body_is_refused_once(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(CHUNKED + b"3\r\n{" + b'"q\r\nno chunk\r\n')
        answer = read_all(connection)
    assert (answer[:13], answer.count(b"x-frame-options")) == (b"HTTP/1.1 400 ", 1)


@pytest.mark.parametrize("query", ["a", "soon", "later"], ids=["at once", "begun", "awaited"])
@pytest.mark.parametrize("given", ["mine-1", None], ids=["named", "nameless"])
def test_either_way_has_the_same_headers(server: Server, query: str, given: str | None) -> None:
    with connect(server) as connection:
        connection.sendall(ask(query, *([f"X-Request-Id: {given}"] if given else [])))
        headers = headers_of(connection.recv(65_536))
    assert headers.pop("x-request-id") == given or given is None
    assert headers.pop("date").endswith(" GMT")
    assert headers.pop("content-length").isdigit()
    rest = {"content-type", "cache-control", "vary"}
    assert set(headers) == {*EVERY_ANSWER, *rest}


WAITING = ["later", "soon"]
BEHIND = {
    "sent together": [ask("a") + ask("b") + LAST],
    "sent after it": [b"", ask("a"), ask("b"), LAST],
    "in pieces": [ask("a")[:30], ask("a")[30:] + ask("b")[:-1], b"}" + LAST],
}


@pytest.mark.parametrize("query", WAITING)
@pytest.mark.parametrize("pieces", BEHIND.values(), ids=[*BEHIND])
def test_what_comes_behind_one_that_is_awaited_waits_for_it(
    server: Server, query: str, pieces: list[bytes]
) -> None:
    with connect(server) as connection:
        for piece in [ask(query) + pieces[0], *pieces[1:]]:
            connection.sendall(piece)
            time.sleep(0.02)  # so that each is read by itself
        answers = read_all(connection).decode()
    assert re.findall(r'"data":"(\S+) ', answers) == [query, "a", "b", "last"]


def test_what_fails_once_it_has_begun_is_a_fault_that_the_log_tells() -> None:
    with toy_server(factory="make_app_that_tells") as server:
        with connect(server) as connection:
            connection.sendall(ask("spoilt", "X-Request-Id: mine-1") + LAST)
            answers = read_all(connection).decode()
        assert server.stop() in (0, -15)
    assert re.findall(r"HTTP/1.1 (\d+)", answers) == ["500", "200"]
    assert ("under request mine-1" in answers, "secret" in answers) == (True, False)
    assert [line for line in server.log if "[mine-1]" in line and "a secret of" in line]


@pytest.mark.parametrize("query", WAITING)
def test_who_leaves_while_the_answer_is_awaited_harms_nobody(query: str) -> None:
    with toy_server(factory="make_app_that_tells") as server:
        with connect(server) as connection:
            connection.sendall(ask(query))
            time.sleep(TellingEngine.SECONDS / 3)
        time.sleep(TellingEngine.SECONDS)
        assert answers_to(server, [ask("a")]) == ["a at once"]
        assert server.stop() in (0, -15)
    assert [line for line in server.log if "ERROR" in line or "Traceback" in line] == []


@pytest.mark.parametrize("query", WAITING)
def test_what_is_awaited_is_answered_by_a_server_that_ends(query: str) -> None:
    with toy_server(factory="make_app_that_tells") as server, connect(server) as connection:
        connection.sendall(ask(query))
        time.sleep(TellingEngine.SECONDS / 3)
        assert server.stop() in (0, -15)
        answer = read_all(connection)
    assert (headers_of(answer)["connection"], query.encode() in answer) == ("close", True)


class BeginningEngine:
    """Begins whatever it is asked, and is never done."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    async def answer(self, request: Request) -> Answer:
        raise LookupError(request)

    def at_once(self, request: Request) -> Begun:
        self.asked.append(request)
        return Begun(asyncio.get_running_loop().create_future(), lambda answer: answer)


def test_the_same_body_comes_from_whoever_sends_it() -> None:
    engine, addresses = BeginningEngine(), ["198.51.100.1", "198.51.100.2"]
    endpoint = GraphQLEndpoint(engine, Origins(), Metrics(), max_body_bytes=1_000)
    headers = {b"content-type": b"application/json"}

    async def send() -> None:
        for address in addresses:
            waiting = endpoint.at_once({"client": (address, 1)}, headers, BODY)
            assert isinstance(waiting, Waiting)

    asyncio.run(send())
    origins = [asked.origin() for asked in engine.asked if asked.origin]
    assert [origin.address for origin in origins if isinstance(origin, Origin)] == addresses
