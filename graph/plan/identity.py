"""Global ids: the hexadecimal text of `Type:key`, made in SQL and read back here.

The key is what makes a row the same one in every database: a slug, a name, a text; for sponsors
and placements, whose rows are never deleted, their number.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, and_, cast, func, literal_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.selectable import TableValuedAlias

from graph.plan.rule import Binding
from graph.plan.sort import Condition
from graph.plan.text import hexed, item, joined, literal, number

MOST_DIGITS = 18
"""A number of more digits is no row's: it may not fit 64 bits."""


def global_id(type_name: str, key: ColumnElement[Any]) -> ColumnElement[str]:
    """SQL for the global id of a row of that type."""
    text = number(key) if key.type.python_type is int else key
    return hexed(joined(literal(f"{type_name}:"), text))


def read_global_id(text: str) -> tuple[str, str] | None:
    """Type and key of a global id; None for a text that is none, such as one with U+0000."""
    try:
        spelled = bytes.fromhex(text).decode()
    except ValueError:
        return None
    if spelled.encode().hex() != text or "\0" in spelled:
        return None
    kind, _, key = spelled.partition(":")
    return kind, key


def number_of(key: str) -> int | None:
    """The number that a key is; None for one that is none."""
    if not (key.isascii() and key.isdigit() and len(key) <= MOST_DIGITS):
        return None
    return int(key) if str(int(key)) == key else None


def entries_text(ids: Sequence[str]) -> str:
    """What `entries` takes: a JSON array of [type, key, the key as a number or null]."""
    read = [read_global_id(text) or ("", "") for text in ids]
    return json.dumps([[kind, key, number_of(key)] for kind, key in read])


def entries(text: ColumnElement[str], dialect: Dialect) -> TableValuedAlias:
    """The members of a JSON array as rows: each with its `value`, in the order of `key`."""
    if dialect.name == "postgresql":
        members = func.jsonb_array_elements(cast(text, JSONB))
        return members.table_valued("value", with_ordinality="key").render_derived()
    return func.json_each(text).table_valued("key", "value")


def is_entry(entry: Any, binding: Binding, row: Any) -> Condition:
    """That the row is the one of its type which the entry names."""
    key = getattr(row, binding.natural)
    text, digits = (item(entry.value, literal_column(str(i))) for i in (1, 2))
    named = cast(digits, BigInteger) if key.type.python_type is int else text
    seeded = [] if binding.seeded is None else [binding.seeded(row)]
    return and_(key == named, *seeded)
