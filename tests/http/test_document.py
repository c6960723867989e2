"""JSON is read as Python's own parser reads it, and refused where that refuses it."""

import json
import string
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.http.document import parse_json
from graph.http.reply import Refusal

NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, st.text())
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)
PIECES = st.sampled_from(
    [
        *'{}[]:,"-+.eE01239',
        " ",
        "\n",
        "\t",
        "\\",
        "\\u",
        "d800",
        "true",
        "null",
        "NaN",
        "1e400",
        "ä",
    ]
)


def as_python_does(text: str) -> Any:
    """The value and its types, or nothing: the parser lets pass what no JSON can say."""
    with suppress(ValueError, UnicodeEncodeError):
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        return [repr(value)]
    return None


def read(text: str) -> Any:
    with suppress(Refusal):
        return [repr(parse_json(text.encode(), "It"))]
    return None


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_what_is_json_is_read_as_it_is(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert repr(parse_json(text.encode(), "It")) == repr(value)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(string.printable))
def test_anything_else_is_read_alike_or_refused(text: str) -> None:
    assert read(text) == as_python_does(text)


@pytest.mark.parametrize(
    "text",
    ["1E999", '"\\ud800"', '"\\udc00\\ud800"', "9" * 5_000, "1" * 400, "-0.0", "5e-324", "01"],
)
def test_the_limits_of_numbers_and_characters_are_the_same(text: str) -> None:
    assert read(f"[{text}]") == as_python_does(f"[{text}]")
