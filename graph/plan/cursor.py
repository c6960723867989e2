"""Keyset cursors: the sort key of a row, with the list it belongs to.

A cursor is the hexadecimal text of a JSON array `[list, key...]`. It holds what its row is sorted
by and no position, so that rows that come and go never make a page repeat or skip another one.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from math import isfinite
from typing import Any

from sqlalchemy import ColumnElement, func

from graph.plan.arguments import spelled
from graph.plan.sort import Key, Sort
from graph.plan.statement import Inputs, Parameters, Source, once
from graph.plan.text import concatenated, encoded, hexed, infinity, literal
from graph.tables.types import IsoDate, Number, PlainText, UtcDateTime

INFINITY = float("inf")
encode = json.JSONEncoder(default=str).encode
MALFORMED = "it is not a cursor that this API made"
_MEMOISED_CHARACTERS = 1_000
"""The longest cursor that is remembered: a stranger's long ones must not fill the memory."""
LARGEST = 2**63 - 1
"""Of the numbers of rows: what 64 bits hold."""
LARGEST_FLOAT = sys.float_info.max


class CursorError(ValueError):
    """The text is no cursor, or one of another list."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The name of a list, which its cursors carry: in SQL, and as a run of the plan knows it.

    Lists of the same type in the same order under the same filter have one name.
    """

    text: Callable[[], ColumnElement[str]]
    """Called only where a cursor is asked for, because a run then computes it."""
    source: Source


def listing_of(name: str, arguments: Mapping[str, Any], parameters: Parameters) -> Listing:
    """The list of a type under a field's own arguments, those that are not of paging."""
    given = {key: value for key, value in arguments.items() if value is not None}
    if not given:
        return Listing(lambda: literal(name), lambda _: name)
    sources: list[Source] = []
    known = spelled(given, sources)

    def digest(inputs: Inputs) -> str:
        said = known + encode([source(inputs) for source in sources])
        return name + sha256(said.encode()).hexdigest()[:16]

    source = once(digest)
    return Listing(lambda: parameters.bind(source, PlainText()), source)


def cursor_text(listing: ColumnElement[str], key: Key) -> ColumnElement[str]:
    """SQL for the cursor of a row with that sort key."""
    pieces = [literal('["'), listing, literal('"')]
    for sort in key:
        pieces += [literal(","), _key_text(sort)]
    return hexed(concatenated([*pieces, literal("]")]))


def _key_text(sort: Sort) -> ColumnElement[str]:
    """The JSON text of one column of a key; infinity, which JSON cannot say, is null."""
    if isinstance(sort.column.type, Number) and not sort.nullable:
        return encoded(func.nullif(sort.column, infinity(), type_=Number()))
    return encoded(sort.column)


def read_cursor(text: str, listing: str, key: Key) -> list[Any]:
    """The sort key in a cursor. CursorError where it is malformed or was made for another list."""
    decode = _decoded if len(text) <= _MEMOISED_CHARACTERS else _decoded.__wrapped__
    found, *values = decode(text)
    if found != listing or len(values) != len(key):
        raise CursorError(
            "it belongs to another list, or to this one under another filter or order"
        )
    return [_key_value(value, sort) for value, sort in zip(values, key, strict=True)]


@lru_cache(maxsize=64)
def _decoded(text: str) -> Sequence[Any]:
    """Remembered, because each column of a key is read out of the whole cursor by itself."""
    try:
        found, *values = json.loads(bytes.fromhex(text))
    except (ValueError, TypeError, RecursionError):
        raise CursorError(MALFORMED) from None
    return found, *values


def _key_value(value: Any, sort: Sort) -> Any:
    """One value of a key as its column has it; CursorError for one that no row could have."""
    kind = sort.column.type
    if value is None and sort.nullable:
        return None
    if isinstance(kind, Number):
        return _number(value)
    if isinstance(kind, UtcDateTime):
        return _read(datetime.fromisoformat, value)
    if isinstance(kind, IsoDate):
        return _read(date.fromisoformat, value)
    is_key = _is_row_number if kind.python_type is int else _is_storable
    if not is_key(value):
        raise CursorError(MALFORMED)
    return value


def _is_row_number(value: Any) -> bool:
    return type(value) is int and abs(value) <= LARGEST


def _is_storable(value: Any) -> bool:
    """Whether it is text that a column can hold: no half of a surrogate pair, no U+0000."""
    try:
        return isinstance(value, str) and b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


def _number(value: Any) -> float:
    if value is None:
        return INFINITY
    if type(value) not in (int, float) or abs(value) > LARGEST_FLOAT or not isfinite(value):
        raise CursorError(MALFORMED)
    return float(value)


def _read(parse: Callable[[str], Any], value: Any) -> Any:
    try:
        return parse(value)
    except (ValueError, TypeError):
        raise CursorError(MALFORMED) from None
