"""One operation, asked of an engine and of the oracle."""

import json
from collections.abc import Mapping
from typing import Any

from graph.plan.answer import Answer, Outcome
from tests.oracle.answer import Expected, Oracle, loads
from tests.plan.database import Database


def compare(
    database: Database, oracle: Oracle, text: str, variables: Mapping[str, Any] | None = None
) -> Expected:
    """The oracle's answer, after the engine has given the same, and perhaps once more at once."""
    expected = oracle.expect(text, variables or {})
    answer = database.ask(text, variables)
    check(answer, expected)
    assert database.ask_at_once(text, variables) in (None, answer)
    return expected


def check(answer: Answer, expected: Expected) -> None:
    if expected.is_refused:
        assert answer.outcome is Outcome.REFUSED, answer
        assert_only_errors(answer)
    else:
        assert answer.outcome is Outcome.EXECUTED, answer
        data = data_of(answer)
        assert data == expected.data, difference(data, expected.data or "")


def data_of(answer: Answer) -> str:
    """The data as `canonical` text, after a look at what stands beside it."""
    _, *members = loads(answer.body)
    assert [name for name, _ in members] in (["data"], ["data", "extensions"])
    return json.dumps(members[0][1])


def assert_only_errors(answer: Answer) -> None:
    body = json.loads(answer.body)
    assert list(body) == ["errors"]
    assert all(error["message"] for error in body["errors"])


def difference(got: str, expected: str) -> str:
    """Both texts around the first place where they differ."""
    pairs = zip(got, expected, strict=False)
    place = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(got), len(expected)))
    around = slice(max(0, place - 200), place + 200)
    return f"at {place}:\n     got {got[around]}\nexpected {expected[around]}"
