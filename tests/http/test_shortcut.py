"""Which requests are answered while they are read, and that all others are answered as well."""

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest
from starlette.types import ASGIApp, Scope

from graph.clicks.origin import Origin
from graph.http.endpoint import GraphQLEndpoint
from graph.http.metrics import Metrics
from graph.http.origin import Origins
from tests.http.asgi import Exchange
from tests.http.expected import EVERY_ANSWER
from tests.http.process import Server, toy_server
from tests.http.test_connection import CHUNKED, headers_of
from tests.http.test_wire import connect, raw, read_all
from tests.http.toy import ConstantEngine


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
BY_ASGI = {
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


def answers_to(server: Server, pieces: Sequence[bytes]) -> list[str]:
    """What is told of each, the pieces sent so that each is read by itself."""
    answers = b""
    with connect(server) as connection:
        connection.settimeout(0.2)
        for piece in pieces:
            connection.sendall(piece)
            with suppress(TimeoutError):  # half a request has no answer
                answers += connection.recv(65_536)
    return re.findall(r'"data":"(\S+ [^"]+)"', answers.decode())


@pytest.mark.parametrize("pieces", AT_ONCE.values(), ids=[*AT_ONCE])
def test_what_comes_whole_is_answered_at_once(server: Server, pieces: list[bytes]) -> None:
    assert answers_to(server, pieces)[-1].endswith("at once")


@pytest.mark.parametrize("pieces", BY_ASGI.values(), ids=[*BY_ASGI])
def test_all_else_is_answered_by_asgi(server: Server, pieces: list[bytes]) -> None:
    (told,) = answers_to(server, pieces)
    assert told.endswith("by ASGI")


def test_of_many_sent_together_one_is_answered_at_once_and_all_in_order(server: Server) -> None:
    names = [f"q{number}" for number in range(50)]
    with connect(server) as connection:
        connection.sendall(b"".join(map(ask, names)) + LAST)
        answers = read_all(connection).decode()
    told = re.findall(r'"data":"(\S+) (by ASGI|at once)"', answers)
    assert [name for name, _ in told] == [*names, "last"]
    assert [way for _, way in told[:3]] == ["at once", "by ASGI", "by ASGI"]


def test_what_breaks_off_in_its_body_is_refused_once(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(CHUNKED + b"3\r\n{" + b'"q\r\nno chunk\r\n')
        answer = read_all(connection)
    assert (answer[:13], answer.count(b"x-frame-options")) == (b"HTTP/1.1 400 ", 1)


@pytest.mark.parametrize("query", ["a", "later"], ids=["at once", "by ASGI"])
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


def test_the_same_body_comes_from_whoever_sends_it() -> None:
    engine, addresses = ConstantEngine(), ["198.51.100.1", "198.51.100.2"]
    endpoint = GraphQLEndpoint(engine, Origins(), Metrics(), max_body_bytes=1_000)
    headers = {b"content-type": b"application/json"}
    for address in addresses:
        scope = {"client": (address, 1), "state": {"request_id": ""}}
        app, exchange = endpoint.at_once(scope, headers, BODY), Exchange()
        assert callable(app)
        asyncio.run(_call(app, scope, exchange))
    origins = [asked.origin() for asked in engine.asked if asked.origin]
    assert [origin.address for origin in origins if isinstance(origin, Origin)] == addresses


async def _call(app: ASGIApp, scope: Scope, exchange: Exchange) -> None:
    await app(scope, exchange.receive, exchange.send)
