"""Global ids: the hexadecimal text of `Type:key`, made in SQL and read back here.

The key is what makes a row the same one in every database: a slug, a name, a text; for sponsors
and placements, whose rows are never deleted, their number.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Dialect, and_, cast, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.selectable import TableValuedAlias

from graph.plan.rule import Binding
from graph.plan.sort import Condition
from graph.plan.text import constant, hexed, literal, number, spelled
from graph.tables import rows_of

NO_ID = ("", "")
_MEMOISED_CHARACTERS = 200
"""Of the longest id that is remembered: a stranger's long ones must not fill the memory."""
MOST_DIGITS = 18
"""A number of more digits is no row's: it may not fit 64 bits."""


class Kind(NamedTuple):
    """A type as an entry of ids has it: by one letter."""

    letter: str
    is_numbered: bool
    """Whether its keys are numbers."""


def kinds_of(bindings: Mapping[str, Binding]) -> dict[str, Kind]:
    """A letter for each type, by its name."""
    return {
        name: Kind(chr(ord("A") + i), is_numbered(binding))
        for i, (name, binding) in enumerate(bindings.items())
    }


def is_numbered(binding: Binding) -> bool:
    """Whether the keys of a type are numbers."""
    return rows_of(binding.table).c[binding.natural].type.python_type is int


def global_id(type_name: str, key: ColumnElement[Any]) -> ColumnElement[str]:
    """SQL for the global id of a row of that type."""
    text = number(key) if key.type.python_type is int else key
    return spelled(literal(f"{type_name}:".encode().hex()), hexed(text))


def written_global_id(type_name: str, key: object) -> str:
    """The same for what is known already."""
    return f"{type_name}:{key}".encode().hex()


def read_global_id(text: str) -> tuple[str, str] | None:
    """Type and key of a global id; None for a text that is none, such as one with U+0000."""
    return _read(text) if len(text) <= _MEMOISED_CHARACTERS else _read.__wrapped__(text)


@lru_cache(maxsize=1_024)
def _read(text: str) -> tuple[str, str] | None:
    """Remembered, because a page asks for the same few objects again and again."""
    try:
        spelled = bytes.fromhex(text)
        said = spelled.decode()
    except ValueError:
        return None
    if spelled.hex() != text or "\0" in said:
        return None
    kind, _, key = said.partition(":")
    return kind, key


def number_of(key: str) -> int | None:
    """The number that a key is; None for one that is none."""
    if not (key.isascii() and key.isdigit() and len(key) <= MOST_DIGITS):
        return None
    return int(key) if str(int(key)) == key else None


def entries_text(ids: Sequence[str], kinds: Mapping[str, Kind]) -> str:
    """What `entries` takes: a JSON array of texts, each the letter of a type and a key; empty for
    an id that is none, or of none of the types."""
    listed = []
    for name, key in [read_global_id(text) or NO_ID for text in ids]:
        kind = kinds.get(name)
        is_one = kind and not (kind.is_numbered and number_of(key) is None)
        listed.append(kind.letter + key if kind and is_one else "")
    return json.dumps(listed)


def entries(text: ColumnElement[str], dialect: Dialect) -> TableValuedAlias:
    """The members of a JSON array as rows: each with its `value`, in the order of `key`."""
    if dialect.name == "postgresql":
        members = func.jsonb_array_elements_text(cast(text, JSONB))
        return members.table_valued("value", with_ordinality="key").render_derived()
    return func.json_each(text).table_valued("key", "value")


def is_entry(entry: Any, binding: Binding, row: Any) -> Condition:
    """That the row is the one of its type which the entry names."""
    key = getattr(row, binding.natural)
    text: Any = func.substr(entry.value, constant(2))
    named = cast(text, BigInteger) if is_numbered(binding) else text
    seeded = [] if binding.seeded is None else [binding.seeded(row)]
    return and_(key == named, *seeded)
