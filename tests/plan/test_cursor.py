"""Cursors and ids that nobody was given are refused, or name nothing; they never break anything."""

import json
from typing import Any

import pytest

from graph.plan.answer import Outcome
from tests.plan.comparison import assert_only_errors
from tests.plan.database import Database

MALFORMED = {
    "empty": "",
    "no-hexadecimal": "zz",
    "half-a-byte": "5b5",
    "not-utf-8": "ff",
    "no-json": b"[".hex(),
    "deep-json": (b"[" * 100_000).hex(),
    "no-list": b"{}".hex(),
    "empty-list": b"[]".hex(),
    "a-number": b"7".hex(),
    "no-ascii-digits": "\uff15\uff42",
}
LISTS = ("roadmaps", "placements")
PARTS: dict[str, tuple[str, list[Any]]] = {
    "too-few": ("roadmaps", ["Roadmap", 1]),
    "too-many": ("tags", ["Tag", "a", "b"]),
    "text-for-a-number": ("roadmaps", ["Roadmap", "1", "a"]),
    "true-for-a-number": ("roadmaps", ["Roadmap", True, "a"]),
    "number-for-a-text": ("tags", ["Tag", 1]),
    "null-for-a-text": ("tags", ["Tag", None]),
    "list-for-a-text": ("tags", ["Tag", ["a"]]),
    "fraction-for-a-row-number": ("placements", ["Placement", 1.5]),
    "row-number-of-too-many-bits": ("placements", ["Placement", 2**63]),
    "row-number-beyond-all-floats": ("sponsors", ["Sponsor", "a", 10**400]),
    "number-beyond-all-floats": ("roadmaps", ["Roadmap", 10**400, "a"]),
    "half-a-surrogate-pair": ("tags", ["Tag", "\ud800"]),
    "unknown-list": ("tags", ["Nothing", "a"]),
}
SPOKEN = {
    "not-a-number": ("roadmaps", '["Roadmap",NaN,"a"]'),
    "infinity": ("roadmaps", '["Roadmap",Infinity,"a"]'),
    "infinity-by-digits": ("roadmaps", '["Roadmap",1e999,"a"]'),
}


def ask(database: Database, field: str, cursor: str, argument: str) -> Any:
    text = f"query($c: String) {{ {field}({argument}: $c) {{ nodes {{ id }} }} }}"
    return database.ask(text, {"c": cursor})


@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize("field", LISTS)
@pytest.mark.parametrize("cursor", MALFORMED.values(), ids=list(MALFORMED))
def test_a_malformed_cursor_is_refused_by_name(
    database: Database, field: str, cursor: str, argument: str
) -> None:
    answer = ask(database, field, cursor, argument)
    assert answer.outcome is Outcome.REFUSED
    (error,) = json.loads(answer.body)["errors"]
    assert error["message"].startswith(f"{field}: {argument}: ")
    assert error["locations"] == [{"line": 1, "column": 21}]


@pytest.mark.parametrize(("field", "parts"), PARTS.values(), ids=list(PARTS))
def test_a_cursor_with_parts_that_no_row_has_is_refused(
    database: Database, field: str, parts: list[Any]
) -> None:
    answer = ask(database, field, json.dumps(parts).encode().hex(), "after")
    assert answer.outcome is Outcome.REFUSED
    assert_only_errors(answer)


@pytest.mark.parametrize(("field", "text"), SPOKEN.values(), ids=list(SPOKEN))
def test_a_cursor_with_a_number_that_json_lacks_is_refused(
    database: Database, field: str, text: str
) -> None:
    answer = ask(database, field, text.encode().hex(), "before")
    assert answer.outcome is Outcome.REFUSED
    assert_only_errors(answer)
