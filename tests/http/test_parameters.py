"""What a request may hold, in a body and in a URL, and how what it may not is refused."""

import json
import sys
from typing import Any
from urllib.parse import quote

import pytest

from graph.plan.answer import Request
from tests.http.asgi import post, request
from tests.http.expected import LEGACY, MODERN, error
from tests.http.toy import ConstantEngine, app_over

HASH = "7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e"
PERSISTED = f'{{"persistedQuery":{{"version":1,"sha256Hash":"{HASH}"}}}}'

ASKED = {
    "query": (b'{"query":"{ a }"}', Request("{ a }")),
    "empty query": (b'{"query":""}', Request("")),
    "nulls": (
        b'{"query":"{ a }","operationName":null,"variables":null,"extensions":null}',
        Request("{ a }"),
    ),
    "all": (
        b'{"query":"query Q { a }","operationName":"Q","variables":{"a":[1,2.5,null,true,{}]},'
        b'"extensions":{"x":1}}',
        Request("query Q { a }", "Q", {"a": [1, 2.5, None, True, {}]}),
    ),
    "unknown parameters": (b'{"query":"{ a }","id":1}', Request("{ a }")),
    "the last of two": (b'{"query":1,"query":"{ a }"}', Request("{ a }")),
    "space around": (b' \r\n{"query":"{ a }"}\t', Request("{ a }")),
    "byte order mark": (b'\xef\xbb\xbf{"query":"{ a }"}', Request("{ a }")),
    "UTF-8": ('{"query":"{ a } # ä🏃"}'.encode(), Request("{ a } # ä🏃")),
    "a surrogate pair": (b'{"query":"# \\ud83c\\udfc3 \\u0000"}', Request("# 🏃 \0")),
    "half a pair in GraphQL's own escape": (
        b'{"query":"{ a(b: \\"\\\\ud83c\\") }"}',
        Request('{ a(b: "\\ud83c") }'),
    ),
    "many brackets, all flat": (
        b'{"query":"{ a }","variables":{"a":[' + b"[]," * 200 + b"[]]}}",
        Request("{ a }", None, {"a": [[]] * 201}),
    ),
    "99 levels below the body": (
        b'{"query":"{ a }","variables":{"a":' + b"[" * 98 + b"]" * 98 + b"}}",
        Request("{ a }", None, {"a": json.loads("[" * 98 + "]" * 98)}),
    ),
    "a float's utmost": (
        b'{"query":"{ a }","variables":{"a":1.7976931348623157e308}}',
        Request("{ a }", None, {"a": sys.float_info.max}),
    ),
    "a document's id": (b'{"documentId":"title-v1"}', Request(None, document_id="title-v1")),
    "a document and its id": (
        b'{"documentId":"title-v1","query":"{ a }"}',
        Request("{ a }", document_id="title-v1"),
    ),
    "a document's id and null": (
        b'{"documentId":"title-v1","query":null,"extensions":{"persistedQuery":null}}',
        Request(None, document_id="title-v1"),
    ),
    "a persisted query": (
        f'{{"extensions":{PERSISTED}}}'.encode(),
        Request(None, document_id=f"sha256:{HASH}"),
    ),
    "a persisted query twice over": (
        f'{{"documentId":"sha256:{HASH}","extensions":{PERSISTED}}}'.encode(),
        Request(None, document_id=f"sha256:{HASH}"),
    ),
    "a persisted query to be kept, as urql sends it": (
        f'{{"query":"{{ a }}","extensions":{PERSISTED[:-2]},"miss":true}}}}}}'.encode(),
        Request("{ a }", document_id=f"sha256:{HASH}"),
    ),
}


@pytest.mark.parametrize(("body", "asked"), ASKED.values(), ids=[*ASKED])
def test_a_body_becomes_a_request(body: bytes, asked: Request) -> None:
    engine = ConstantEngine()
    post(app_over(engine), body)
    [request] = engine.asked
    assert request.origin is not None  # who sent it is told apart, in tests of clicks
    assert request._replace(origin=None) == asked


def _variables(value: str) -> bytes:
    return f'{{"query":"{{ a }}","variables":{{"a":{value}}}}}'.encode()


HALF_PAIR = "The body must not hold half of a surrogate pair."
TOO_DEEP = "The body must not nest deeper than 100 levels."
EMPTY = "The body is empty; it must be a JSON object with `query`, a string."
BATCH = "Batches are not supported: send each operation in a request of its own."

PERSISTED_BODY = b'{"query":"{ a }","extensions":{"persistedQuery":{%s}}}'

MALFORMED = {
    "empty": (b"", EMPTY),
    "not JSON": (
        b'{ "not a JSON',
        "The body must be JSON; it breaks at line 1, column 3: Unterminated string starting at.",
    ),
    "more than JSON": (
        b'{"query":"{ a }"} x',
        "The body must be JSON; it breaks at line 1, column 19: Extra data.",
    ),
    "a raw line end in a string": (
        b'{"query":"{\n}"}',
        "The body must be JSON; it breaks at line 1, column 12: Invalid control character at.",
    ),
    "string": (b'"{ a }"', "The body must be a JSON object; it is a string."),
    "number": (b"1", "The body must be a JSON object; it is a number."),
    "boolean": (b"true", "The body must be a JSON object; it is a boolean."),
    "null": (b"null", "The body must be a JSON object; it is null."),
    "batch": (b'[{"query":"{ a }"}]', BATCH),
    "empty batch": (b"[]", BATCH),
    "UTF-8 that is none": (b'{"query":"\xff"}', "The body must be UTF-8; byte 10 is not."),
    "UTF-16": ('{"query":"{ a }"}'.encode("utf-16"), "The body must be UTF-8; byte 0 is not."),
    "a surrogate as bytes": (
        b'{"query":"\xed\xa0\x80"}',
        "The body must be UTF-8; byte 10 is not.",
    ),
    "half a pair in the query": (b'{"query":"\\ud800"}', HALF_PAIR),
    "half a pair in the name": (b'{"query":"{ a }","operationName":"\\uDFFF"}', HALF_PAIR),
    "half a pair in a variable": (_variables('["\\ud83c x"]'), HALF_PAIR),
    "half a pair in a key": (_variables('{"\\udc00\\ud800":1}'), HALF_PAIR),
    "100,000 levels": (b"[" * 100_000, TOO_DEEP),
    "100,000 levels, closed": (_variables("[" * 100_000 + "]" * 100_000), TOO_DEEP),
    "101 levels of arrays": (_variables("[" * 99 + "]" * 99), TOO_DEEP),
    "101 levels of objects": (_variables('{"a":' * 99 + "1" + "}" * 99), TOO_DEEP),
    "5,000 digits": (
        _variables("1" * 5_000),
        "The body must not hold an integer of thousands of digits.",
    ),
    "NaN": (_variables("NaN"), "NaN is not JSON."),
    "Infinity": (_variables("Infinity"), "Infinity is not JSON."),
    "-Infinity": (_variables("-Infinity"), "-Infinity is not JSON."),
    "a float too large": (_variables("1e999"), "A number must fit into a 64-bit float."),
    "no query": (
        b'{"qeury":"{ a }"}',
        "`query` must be a string with the GraphQL document; it is missing.",
    ),
    "an empty id": (
        b'{"documentId":""}',
        "`query` must be a string with the GraphQL document; it is missing.",
    ),
    "a query that is a number, and an id": (
        b'{"documentId":"a","query":1}',
        "`query` must be a string with the GraphQL document; it is a number.",
    ),
    "an id that is a number": (
        b'{"documentId":1}',
        "`documentId` must be a string or null; it is a number.",
    ),
    "a persisted query that is a string": (
        b'{"extensions":{"persistedQuery":"a"}}',
        "`persistedQuery` must be an object or null; it is a string.",
    ),
    "a persisted query of another version": (
        PERSISTED_BODY % b'"version":2,"sha256Hash":"a"',
        "`persistedQuery` must have `version` 1 and `sha256Hash`, a string.",
    ),
    "a persisted query without its hash": (
        PERSISTED_BODY % b'"version":1',
        "`persistedQuery` must have `version` 1 and `sha256Hash`, a string.",
    ),
    "a persisted query whose hash is a number": (
        PERSISTED_BODY % b'"version":1,"sha256Hash":1',
        "`persistedQuery` must have `version` 1 and `sha256Hash`, a string.",
    ),
    "a persisted query and another id": (
        f'{{"documentId":"a","extensions":{PERSISTED}}}'.encode(),
        "`documentId` and `persistedQuery` must name the same document.",
    ),
    **{
        f"query that is {kind}": (
            f'{{"query":{value}}}'.encode(),
            f"`query` must be a string with the GraphQL document; it is {kind}.",
        )
        for value, kind in {
            "null": "null",
            "1": "a number",
            "false": "a boolean",
            "[]": "an array",
            "{}": "an object",
        }.items()
    },
    **{
        f"{name} that is {kind}": (
            f'{{"query":"{{ a }}","{name}":{value}}}'.encode(),
            f"`{name}` must be {expected} or null; it is {kind}.",
        )
        for name, expected, value, kind in [
            ("operationName", "a string", "0", "a number"),
            ("operationName", "a string", "false", "a boolean"),
            ("operationName", "a string", "[]", "an array"),
            ("operationName", "a string", "{}", "an object"),
            ("variables", "an object", '"{}"', "a string"),
            ("variables", "an object", "0", "a number"),
            ("variables", "an object", "false", "a boolean"),
            ("variables", "an object", "[]", "an array"),
            ("extensions", "an object", '"{}"', "a string"),
            ("extensions", "an object", "1.5", "a number"),
            ("extensions", "an object", "false", "a boolean"),
            ("extensions", "an object", "[]", "an array"),
        ]
    },
}


@pytest.mark.parametrize("media_type", [LEGACY, MODERN], ids=["legacy", "modern"])
@pytest.mark.parametrize(("body", "message"), MALFORMED.values(), ids=[*MALFORMED])
def test_a_malformed_body_is_refused(body: bytes, message: str, media_type: str) -> None:
    engine = ConstantEngine()
    answer = post(app_over(engine), body, ("accept", media_type))
    assert (answer, engine.asked) == (error(400, message, media_type), [])


def _asked(
    query: str | None,
    operation_name: str | None = None,
    variables: dict[str, Any] | None = None,
    document_id: str | None = None,
) -> Request:
    return Request(query, operation_name, variables, True, document_id, frozenset())


ASKED_BY_URL = {
    "query": ("query={a}", _asked("{a}")),
    "all": (
        "query=query+Q%20%7B%20a%20%7D&operationName=Q&variables=%7B%22a%22%3A%22%2B%22%7D"
        "&extensions=%7B%7D",
        _asked("query Q { a }", "Q", {"a": "+"}),
    ),
    "empty is left out": (
        "query={a}&operationName=&variables=&extensions=",
        _asked("{a}"),
    ),
    "null": ("query={a}&variables=null", _asked("{a}")),
    "unknown parameters": ("query={a}&x=1&y", _asked("{a}")),
    "UTF-8, encoded": ("query=%23%C3%A4", _asked("#ä")),
    "UTF-8, as it is": ("query=%23ä", _asked("#ä")),
    "a document's id": ("documentId=title-v1", _asked(None, document_id="title-v1")),
    "a document's hash": (
        f"documentId=sha256:{HASH}&variables=%7B%7D",
        _asked(None, None, {}, document_id=f"sha256:{HASH}"),
    ),
    "a persisted query": (
        f"extensions={quote(PERSISTED)}",
        _asked(None, document_id=f"sha256:{HASH}"),
    ),
}


@pytest.mark.parametrize(("query_string", "asked"), ASKED_BY_URL.values(), ids=[*ASKED_BY_URL])
def test_a_url_becomes_a_request(query_string: str, asked: Request) -> None:
    engine = ConstantEngine()
    request(app_over(engine), "GET", f"/graphql?{query_string}")
    assert engine.asked == [asked]


NO_QUERY = "`query` must be a string with the GraphQL document; it is missing."

MALFORMED_URLS = {
    "nothing": ("", NO_QUERY),
    "empty query": ("query=", NO_QUERY),
    "not UTF-8": ("query=%ff", "The query string must be UTF-8."),
    "half a pair": ("query=%ed%a0%80", "The query string must be UTF-8."),
    "variables that are no JSON": (
        "query={a}&variables={",
        "`variables` must be JSON; it breaks at line 1, column 2: "
        "Expecting property name enclosed in double quotes.",
    ),
    "variables that are an array": (
        "query={a}&variables=[]",
        "`variables` must be an object or null; it is an array.",
    ),
    "half a pair in a variable": (
        "query={a}&variables=" + quote('{"a":"\\ud800"}'),
        "`variables` must not hold half of a surrogate pair.",
    ),
    "deep variables": (
        "query={a}&variables=" + "[" * 5_000,
        "`variables` must not nest deeper than 100 levels.",
    ),
    "extensions that are a string": (
        'query={a}&extensions="x"',
        "`extensions` must be an object or null; it is a string.",
    ),
}


@pytest.mark.parametrize(
    ("query_string", "message"), MALFORMED_URLS.values(), ids=[*MALFORMED_URLS]
)
def test_a_malformed_url_is_refused(query_string: str, message: str) -> None:
    engine = ConstantEngine()
    answer = request(app_over(engine), "GET", f"/graphql?{query_string}")
    assert (answer, engine.asked) == (error(400, message), [])
