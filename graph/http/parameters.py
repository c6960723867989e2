"""What a request asks for: the body of a POST or the query string of a GET, as a Request."""

from typing import Any
from urllib.parse import parse_qsl

from graph.http.document import parse_json
from graph.http.reply import malformed
from graph.plan.answer import Request

_PARAMETERS = ("query", "operationName", "variables", "extensions")


def parse_body(body: bytes) -> Request:
    """The request in a POST's body; Refusal with what was expected where there is none."""
    if not body:
        raise malformed("The body is empty; it must be a JSON object with `query`, a string.")
    document = parse_json(body, "The body")
    if isinstance(document, list):
        raise malformed("Batches are not supported: send each operation in a request of its own.")
    if not isinstance(document, dict):
        raise malformed(f"The body must be a JSON object; it is {_kind(document)}.")
    return _request(document, query_only=False)


def parse_query_string(query_string: bytes) -> Request:
    """The request in a GET's URL; a parameter that is empty counts as left out."""
    try:
        pairs = parse_qsl(query_string.decode(), errors="strict")
    except UnicodeDecodeError:
        raise malformed("The query string must be UTF-8.") from None
    document: dict[str, Any] = {name: value for name, value in pairs if name in _PARAMETERS}
    for name in ("variables", "extensions"):
        if name in document:
            document[name] = parse_json(document[name].encode(), f"`{name}`")
    return _request(document, query_only=True)


def _request(document: dict[str, Any], *, query_only: bool) -> Request:
    query = document.get("query")
    if not isinstance(query, str):
        found = "is missing" if "query" not in document else f"is {_kind(query)}"
        raise malformed(f"`query` must be a string with the GraphQL document; it {found}.")
    _require_or_null(document, "extensions", dict, "an object")
    return Request(
        query,
        _require_or_null(document, "operationName", str, "a string"),
        _require_or_null(document, "variables", dict, "an object"),
        query_only,
    )


def _require_or_null(document: dict[str, Any], name: str, type_: type, expected: str) -> Any:
    value = document.get(name)
    if value is None or isinstance(value, type_):
        return value
    raise malformed(f"`{name}` must be {expected} or null; it is {_kind(value)}.")


def _kind(value: object) -> str:
    """What JSON calls a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"
