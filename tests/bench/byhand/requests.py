"""Which statement answers which query, and its parameters from the request's variables."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from graph.plan.match import match_of
from graph.schema.search import GAINS
from tests.bench.byhand import found, lists, roadmaps
from tests.bench.shapes import SHAPES

Variables = Mapping[str, Any]
Statement = tuple[str, Callable[[Variables], Sequence[Any]]]

INFINITY = float("inf")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _slug(variables: Variables) -> Sequence[Any]:
    return (variables["slug"],)


def _cursor(text: str) -> list[Any]:
    key: list[Any] = json.loads(bytes.fromhex(text))
    return key[1:]


def _place(text: str) -> Sequence[Any]:
    order, slug = _cursor(text)
    return (INFINITY if order is None else order, slug)


def _search(query: str) -> Sequence[Any]:
    match = match_of(query)
    gained = (getattr(match, name) for name in GAINS)
    return (match.fts5, match.fts5_whole, match.marks, *gained)


STATEMENTS: dict[str, Statement] = {
    "scalars": (roadmaps.SCALARS, _slug),
    "deep": (roadmaps.DEEP, lambda given: (given["slug"], _now())),
    "everything": (roadmaps.EVERYTHING, _slug),
    "wide": (lists.WIDE, lambda given: _place(given["after"])),
    "related": (roadmaps.RELATED, _slug),
    "tag": (lists.TAG, lambda given: (given["name"],)),
    "backlinks": (roadmaps.BACKLINKS, _slug),
    "page": (lists.PAGE, lambda given: _place(given["after"])),
    "backwards": (lists.BACKWARDS, lambda given: _place(given["before"])),
    "aliases": (
        roadmaps.ALIASES,
        lambda given: (given["one"], given["two"], given["tag"], given["keyword"]),
    ),
    "nodes": (
        roadmaps.NODES,
        lambda given: (json.dumps([bytes.fromhex(i).decode() for i in given["ids"]]),),
    ),
    "keywords": (lists.KEYWORDS, lambda given: _cursor(given["after"])),
    "sponsors": (lists.SPONSORS, lambda given: (*_cursor(given["after"]), _now())),
    "narrowed": (
        found.NARROWED,
        lambda given: (given["tag"], given["since"], given["word"].casefold()),
    ),
    "search": (found.SEARCH, lambda given: _search(given["query"])),
}

BY_QUERY = {shape.query: STATEMENTS[shape.name] for shape in SHAPES}
