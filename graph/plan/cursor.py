"""Keyset cursors: the sort key of a row, with the list it belongs to.

A cursor is the hexadecimal text of a JSON array `[list, key...]`. It holds what its row is sorted
by and no position, so that rows that come and go never make a page repeat or skip another one.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.types import TypeEngine

from graph.plan.text import concatenated, encoded, hexed, infinity, literal
from graph.tables.types import Number, UtcDateTime

INFINITY = float("inf")
MALFORMED = "it is not a cursor that this API made"
LARGEST = 2**63 - 1
"""Of the numbers of rows: what 64 bits hold."""


class CursorError(ValueError):
    """The text is no cursor, or one of another list."""


def cursor_text(listing: str, key: Sequence[ColumnElement[Any]]) -> ColumnElement[str]:
    """SQL for the cursor of a row with that sort key."""
    pieces = [literal(f'["{listing}"')]
    for column in key:
        pieces += [literal(","), _key_text(column)]
    return hexed(concatenated([*pieces, literal("]")]))


def _key_text(column: ColumnElement[Any]) -> ColumnElement[str]:
    """The JSON text of one column of a key; infinity, which JSON cannot say, is null."""
    if isinstance(column.type, Number):
        finite = func.nullif(column, infinity(), type_=Number())
        return encoded(finite)
    return encoded(column)


def read_cursor(text: str, listing: str, types: Sequence[TypeEngine[Any]]) -> list[Any]:
    """The sort key in a cursor. CursorError where it is malformed or was made for another list."""
    try:
        found, *key = json.loads(bytes.fromhex(text))
    except (ValueError, TypeError, RecursionError):
        raise CursorError(MALFORMED) from None
    if found != listing or len(key) != len(types):
        raise CursorError("it belongs to another list, or to the same one in another order")
    return [_key_value(value, kind) for value, kind in zip(key, types, strict=True)]


def _key_value(value: Any, kind: TypeEngine[Any]) -> Any:
    if isinstance(kind, UtcDateTime):
        return _instant(value)
    if isinstance(kind, Number):
        return INFINITY if value is None else _finite(value)
    if not (_fits(value) if kind.python_type is int else _is_storable(value)):
        raise CursorError(MALFORMED)
    return value


def _finite(value: Any) -> float:
    try:
        number = float(value) if type(value) in (int, float) else INFINITY
    except OverflowError:  # an integer beyond all floats
        number = INFINITY
    if not isfinite(number):
        raise CursorError(MALFORMED)
    return number


def _fits(value: Any) -> bool:
    return type(value) is int and -LARGEST <= value <= LARGEST


def _is_storable(value: Any) -> bool:
    """Whether it is text that a column can hold: no half of a surrogate pair, no U+0000."""
    try:
        return isinstance(value, str) and b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


def _instant(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except (ValueError, TypeError):
        raise CursorError(MALFORMED) from None
