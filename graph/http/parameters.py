"""What a request asks for: the body of a POST or the query string of a GET, as a Request."""

from collections.abc import Callable, Set
from typing import Any
from urllib.parse import parse_qsl

from graph.http.document import parse_json
from graph.http.reply import malformed
from graph.plan.answer import SHA256, Request

_PARAMETERS = ("query", "documentId", "operationName", "variables", "extensions")


def parse_body(body: bytes, origin: Callable[[], object] | None = None) -> Request:
    """The request in a POST's body; Refusal with what was expected where there is none."""
    if not body:
        raise malformed("The body is empty; it must be a JSON object with `query`, a string.")
    document = parse_json(body, "The body")
    if isinstance(document, list):
        raise malformed("Batches are not supported: send each operation in a request of its own.")
    if not isinstance(document, dict):
        raise malformed(f"The body must be a JSON object; it is {_kind(document)}.")
    return _request(document, origin=origin)


def parse_query_string(query_string: bytes, known_tags: Set[str]) -> Request:
    """The request in a GET's URL; a parameter that is empty counts as left out."""
    try:
        pairs = parse_qsl(query_string.decode(), errors="strict")
    except UnicodeDecodeError:
        raise malformed("The query string must be UTF-8.") from None
    document: dict[str, Any] = {name: value for name, value in pairs if name in _PARAMETERS}
    for name in ("variables", "extensions"):
        if name in document:
            document[name] = parse_json(document[name].encode(), f"`{name}`")
    return _request(document, query_only=True, known_tags=known_tags)


def _request(
    document: dict[str, Any],
    *,
    query_only: bool = False,
    known_tags: Set[str] | None = None,
    origin: Callable[[], object] | None = None,
) -> Request:
    query = document.get("query")
    is_named = "documentId" in document or "extensions" in document
    document_id = _document_id(document) if is_named else None
    if not (isinstance(query, str) or (query is None and document_id)):
        found = "is missing" if "query" not in document else f"is {_kind(query)}"
        raise malformed(f"`query` must be a string with the GraphQL document; it {found}.")
    return Request(
        query,
        _require_or_null(document, "operationName", str, "a string"),
        _require_or_null(document, "variables", dict, "an object"),
        query_only,
        document_id,
        known_tags,
        origin=origin,
    )


def _document_id(document: dict[str, Any]) -> str | None:
    """The document's name: `documentId`, or the hash that Apollo's and urql's clients send."""
    document_id: str | None = _require_or_null(document, "documentId", str, "a string")
    extensions = _require_or_null(document, "extensions", dict, "an object")
    if not extensions or (persisted := _persisted(extensions)) is None:
        return document_id
    if document_id not in (None, persisted):
        raise malformed("`documentId` and `persistedQuery` must name the same document.")
    return persisted


def _persisted(extensions: dict[str, Any]) -> str | None:
    """The hash in the extension of automatic persisted queries, as a document's id."""
    extension = _require_or_null(extensions, "persistedQuery", dict, "an object")
    if extension is None:
        return None
    if extension.get("version") != 1 or not isinstance(extension.get("sha256Hash"), str):
        raise malformed("`persistedQuery` must have `version` 1 and `sha256Hash`, a string.")
    return f"{SHA256}{extension['sha256Hash']}"


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
