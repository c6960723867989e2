"""Which media types come in and go out."""

import pytest

from graph.plan.answer import Outcome
from tests.http.asgi import post, request
from tests.http.expected import LEGACY, MODERN, error, graphql_response
from tests.http.toy import ConstantEngine, app_over

QUERY = b'{"query":"{ a }"}'
DATA = '{"data":{}}'

ACCEPTED = {
    "": LEGACY,
    "*/*": LEGACY,
    "application/*": LEGACY,
    "application/json": LEGACY,
    "Application/JSON; charset=UTF-8": LEGACY,
    'application/json;charset="utf-8"': LEGACY,
    "application/json, text/plain, */*": LEGACY,
    "application/json, multipart/mixed": LEGACY,
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": LEGACY,
    "application/graphql-response+json;q=0.5, application/json": LEGACY,
    "application/graphql-response+json;q=0, */*": LEGACY,
    "application/graphql-response+json; charset=latin-1, application/json": LEGACY,
    "application/graphql-response+json": MODERN,
    "application/json, application/graphql-response+json": MODERN,
    "application/graphql-response+json, application/json;q=0.9": MODERN,
    "multipart/mixed;deferSpec=20220824,application/graphql-response+json": MODERN,
    "application/json;q=0.1, */*;q=0.5": MODERN,
    "application/graphql-response+json, */*": MODERN,
    "application/json;q=0, */*": MODERN,
    "application/graphql-response+json, " + "text/x, " * 200: MODERN,
}


@pytest.mark.parametrize(("accept", "media_type"), ACCEPTED.items(), ids=[*ACCEPTED])
def test_accept_chooses_the_media_type(accept: str, media_type: str) -> None:
    app = app_over(ConstantEngine())
    assert post(app, QUERY, ("accept", accept)) == graphql_response(200, DATA, media_type)


def test_without_accept_the_older_media_type_is_sent() -> None:
    assert post(app_over(ConstantEngine()), QUERY) == graphql_response(200, DATA, LEGACY)


@pytest.mark.parametrize("lines", [("text/html", MODERN), (MODERN, "text/html")])
def test_accept_may_come_in_two_lines(lines: tuple[str, str]) -> None:
    answer = post(app_over(ConstantEngine()), QUERY, *(("accept", line) for line in lines))
    assert answer == graphql_response(200, DATA, MODERN)


NOT_ACCEPTABLE = [
    "text/html",
    "text/*",
    "application/xml",
    "application/jsonx",
    "application/json;q=0",
    "application/json;q=0.000",
    "application/json;q=nan",
    "application/json;q=2",
    "application/json; charset=utf-16",
    "application/json;q=0, application/*;q=0, */*",
    "*/*;q=0",
    ",;=,",
    "text/html, " + "text/x, " * 200,
]


@pytest.mark.parametrize("accept", NOT_ACCEPTABLE)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_accept_that_admits_neither_is_refused(method: str, accept: str) -> None:
    engine = ConstantEngine()
    headers = [("accept", accept), ("content-type", "application/json")]
    answer = request(app_over(engine), method, "/graphql?query={a}", headers, QUERY)
    message = "Accept must admit application/graphql-response+json or application/json."
    assert (answer, engine.asked) == (error(406, message), [])


CONTENT_TYPES = [
    "application/json",
    "APPLICATION/JSON",
    "application/json;",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    'application/json; charset="utf-8"',
    "application/json; odata=verbose",
    "application/json; odata=" + "x" * 200,
]


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
def test_json_in_utf8_is_taken(content_type: str) -> None:
    headers = [("content-type", content_type)]
    answer = request(app_over(ConstantEngine()), "POST", "/graphql", headers, QUERY)
    assert answer == graphql_response(200, DATA)


UNSUPPORTED = {
    "none": [],
    "empty": [("content-type", "")],
    "a form": [("content-type", "application/x-www-form-urlencoded")],
    "a multipart form": [("content-type", "multipart/form-data; boundary=x")],
    "text": [("content-type", "text/plain")],
    "text that names JSON": [("content-type", "text/plain, application/json")],
    "text with JSON as a parameter": [("content-type", "text/plain; application/json")],
    "JSON that names text": [("content-type", "application/json, text/plain")],
    "two types": [("content-type", "application/json"), ("content-type", "text/plain")],
    "a longer name": [("content-type", "application/jsonx")],
    "the response's": [("content-type", "application/graphql-response+json")],
    "UTF-16": [("content-type", "application/json; charset=utf-16")],
    "two charsets": [("content-type", "application/json; charset=utf-8; charset=latin-1")],
    "a long one": [("content-type", "text/plain; x=" + "x" * 200)],
}


@pytest.mark.parametrize("headers", UNSUPPORTED.values(), ids=[*UNSUPPORTED])
def test_any_other_content_type_is_refused(headers: list[tuple[str, str]]) -> None:
    engine = ConstantEngine()
    answer = request(app_over(engine), "POST", "/graphql", headers, QUERY)
    message = "The Content-Type must be application/json, in UTF-8."
    assert (answer, engine.asked) == (error(415, message), [])


def test_a_compressed_body_is_refused() -> None:
    answer = post(app_over(ConstantEngine()), QUERY, ("content-encoding", "gzip"))
    assert answer == error(415, "The body must come without a Content-Encoding.")


STATUSES = {
    (Outcome.EXECUTED, MODERN): (200, {}),
    (Outcome.EXECUTED, LEGACY): (200, {}),
    (Outcome.REFUSED, MODERN): (400, {}),
    (Outcome.REFUSED, LEGACY): (200, {}),
    (Outcome.NOT_KEPT, MODERN): (200, {}),
    (Outcome.NOT_KEPT, LEGACY): (200, {}),
    (Outcome.QUERY_ONLY, MODERN): (405, {"allow": "POST"}),
    (Outcome.QUERY_ONLY, LEGACY): (405, {"allow": "POST"}),
    (Outcome.UNAVAILABLE, MODERN): (503, {"retry_after": "1"}),
    (Outcome.UNAVAILABLE, LEGACY): (503, {"retry_after": "1"}),
}


@pytest.mark.parametrize(
    ("outcome", "media_type", "status", "extra"),
    [(*key, *value) for key, value in STATUSES.items()],
    ids=[f"{outcome.name} {media_type}" for outcome, media_type in STATUSES],
)
def test_the_outcome_becomes_a_status(
    outcome: Outcome, media_type: str, status: int, extra: dict[str, str]
) -> None:
    body = '{"errors":[{"message":"näh"}]}'
    app = app_over(ConstantEngine(outcome, body.encode()))
    answer = post(app, QUERY, ("accept", media_type))
    assert answer == graphql_response(status, body, media_type, **extra)
