"""Methods, the limit on the body, clients that leave, and an engine that fails."""

import logging
import re

import pytest

from graph.http.edge import Edge
from tests.http.asgi import Exchange, Response, post, request, run
from tests.http.expected import EVERY_ANSWER, LEGACY, MODERN, error, graphql_response
from tests.http.toy import ConstantEngine, FailingEngine, ToyEngine, app_over

MAX_BODY_BYTES = Edge().body_limit
QUERY = b'{"query":"{ hello }"}'
JSON = [("content-type", "application/json")]


def test_a_query_is_answered_by_post() -> None:
    answer = post(app_over(ToyEngine()), QUERY)
    assert answer == graphql_response(200, '{"data": {"hello": "Hello you"}}')


def test_a_query_is_answered_by_get() -> None:
    url = "/graphql?query=query($n:String){hello(name:$n)}&variables=%7B%22n%22:%22me%22%7D"
    answer = request(app_over(ToyEngine()), "GET", url)
    assert answer == graphql_response(200, '{"data": {"hello": "Hello me"}}')


def test_a_mutation_is_answered_by_post_only() -> None:
    app = app_over(ToyEngine())
    refused = error(405, "A mutation comes by POST.", allow="POST")
    assert request(app, "GET", "/graphql?query=mutation{count}") == refused
    answer = post(app, b'{"query":"mutation { count }"}')
    assert answer == graphql_response(200, '{"data": {"count": 1}}')


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "post"])
def test_any_other_method_is_refused(method: str) -> None:
    answer = request(app_over(ConstantEngine()), method, "/graphql?query={a}", JSON, QUERY)
    assert answer == error(405, "GraphQL comes by POST or GET.", allow="GET, POST, OPTIONS")


def test_a_browser_may_ask_from_any_page_but_never_with_credentials() -> None:
    headers = [
        ("origin", "https://example.org"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ]
    answer = request(app_over(ConstantEngine()), "OPTIONS", "/graphql", headers)
    assert answer == Response(
        204,
        {
            "allow": "GET, POST, OPTIONS",
            "access-control-allow-methods": "GET, POST, OPTIONS",
            "access-control-allow-headers": "*, authorization",
            "access-control-max-age": "86400",
            **EVERY_ANSWER,
        },
        "",
    )


def test_a_body_may_come_in_pieces() -> None:
    engine = ConstantEngine()
    exchange = Exchange([QUERY[:5], b"", QUERY[5:], b""])
    run(app_over(engine), exchange, "POST", "/graphql", JSON)
    assert exchange.response == graphql_response(200, '{"data":{}}')
    assert [asked.query for asked in engine.asked] == ["{ hello }"]


def _padded(size: int) -> bytes:
    return QUERY + b" " * (size - len(QUERY))


WITHIN = {
    "in one piece": [_padded(100)],
    "in two": [_padded(50), b" " * 50],
    "of a MiB": [_padded(MAX_BODY_BYTES)],
}


@pytest.mark.parametrize("chunks", WITHIN.values(), ids=[*WITHIN])
def test_a_body_as_long_as_the_limit_is_taken(chunks: list[bytes]) -> None:
    size = sum(map(len, chunks))
    exchange = Exchange(chunks)
    headers = [*JSON, ("content-length", str(size))]
    run(app_over(ConstantEngine(), Edge(body_limit=size)), exchange, "POST", "/graphql", headers)
    assert exchange.response == graphql_response(200, '{"data":{}}')


TOO_LONG = {
    "by its Content-Length": ([_padded(101)], [("content-length", "101")], 0),
    "in one piece": ([_padded(101)], [], 1),
    "in the second piece": ([_padded(60), b" " * 60, b" ", b" "], [], 2),
    "without an end": ([b" " * 30] * 1_000, [], 4),
}


@pytest.mark.parametrize(("chunks", "headers", "read"), TOO_LONG.values(), ids=[*TOO_LONG])
def test_a_longer_body_is_refused_and_not_read_on(
    chunks: list[bytes], headers: list[tuple[str, str]], read: int
) -> None:
    engine = ConstantEngine()
    exchange = Exchange(chunks)
    run(app_over(engine, Edge(body_limit=100)), exchange, "POST", "/graphql", JSON + headers)
    message = "The body must be no longer than 100 bytes."
    assert exchange.response == error(413, message)
    assert (exchange.read, engine.asked) == (read, [])


def test_the_limit_is_a_mebibyte_unless_told_otherwise() -> None:
    answer = post(app_over(ConstantEngine()), _padded(MAX_BODY_BYTES + 1))
    message = "The body must be no longer than 1048576 bytes."
    assert answer == error(413, message)


@pytest.mark.parametrize("chunks", [[], [b'{"query":'], [QUERY]], ids=["at once", "amid", "late"])
def test_nobody_is_answered_who_left_before_the_end(chunks: list[bytes]) -> None:
    engine = ConstantEngine()
    exchange = Exchange(chunks, leaves=True)
    run(app_over(engine), exchange, "POST", "/graphql", JSON)
    assert (exchange.response, engine.asked) == (None, [])


@pytest.mark.parametrize("media_type", [LEGACY, MODERN], ids=["legacy", "modern"])
def test_a_failure_is_in_the_log_and_not_in_the_answer(
    media_type: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = post(app_over(FailingEngine()), QUERY, ("accept", media_type))
    [record] = caplog.records
    found = re.fullmatch(r"Request ([0-9a-f]{8}) failed", record.getMessage())
    assert found is not None
    message = f"Internal error; the log has it under request {found[1]}"
    assert answer == error(500, message, media_type)
    assert (record.name, record.levelno) == ("graph.http", logging.ERROR)
    assert "LookupError: a secret of { hello }" in caplog.text
