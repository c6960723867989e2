"""SQL functions that write JSON as text, alike on SQLite and PostgreSQL.

Text and `||` are the fastest form there is, and the only one that every SQLite gets right: newer
ones lose the JSON subtype of a nested select, and json_object would then quote the inner JSON.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Case,
    ColumnClause,
    ColumnElement,
    Integer,
    ScalarSelect,
    Text,
    case,
    func,
    literal_column,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseList
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from graph.tables.types import Flag, IsoDate, Number, PlainText, UtcDateTime

WIDEST = 50
"""How many pieces are joined at once: SQLite caps the depth of an expression and the arguments of
a function, so many pieces are joined in groups of groups."""

EXACT_SQLITE = (3, 44)
"""From this version on SQLite has concat(), and json_quote writes a float with all its digits."""
MANY = 4
"""Of so many pieces, or with a long one, concat() costs less than a chain of `||`. Of three short
ones the chain takes 125 ns and concat 200, and a list has a thousand such objects."""


class _Text(FunctionElement[str]):
    type: TypeEngine[str] = Text()
    inherit_cache = True


class quoted(_Text):  # noqa: N801  named as the SQL function it is
    """A JSON string, or null."""


class plain(_Text):  # noqa: N801
    """A JSON string, or null, of a text that JSON takes as it is: nothing in it is escaped."""


class number(_Text):  # noqa: N801
    """A JSON integer, or null."""


class real(_Text):  # noqa: N801
    """A JSON number that reads back as exactly the same float, or null."""


class truth(_Text):  # noqa: N801
    """true, false or null."""


class instant(_Text):  # noqa: N801
    """An RFC 3339 time in UTC as a JSON string, or null; no fraction where it is zero."""


class hexed(_Text):  # noqa: N801
    """The bytes of a text that is not null as lower-case hexadecimal digits."""

    type = PlainText()
    nullable = False


class joined(_Text):  # noqa: N801
    """Two or more texts put together."""


class spelled(joined):  # noqa: N801
    """Texts put together that JSON takes as they are."""

    type = PlainText()
    nullable = False


class listed(_Text):  # noqa: N801
    """The texts of a group, in the order of its rows, with commas between."""


class year(_Text):  # noqa: N801
    """The four digits of the year of a day."""

    type = PlainText()


class is_false(FunctionElement[bool]):  # noqa: N801
    """That a flag is not set, spelled as the partial indexes spell it."""

    type = Flag()
    inherit_cache = True


class day(FunctionElement[date]):  # noqa: N801
    """The calendar day, UTC, of an instant."""

    type = IsoDate()
    inherit_cache = True


class _Constant(ColumnClause[str]):
    """A constant text in the SQL itself."""

    inherit_cache = False

    def __init__(self, text: str) -> None:
        super().__init__("'" + text.replace("'", "''") + "'", Text(), is_literal=True)
        self.constant = text

    _constructor: Any = ColumnClause
    """What stands for it where a selection over this one refers to it."""


class infinity(FunctionElement[float]):  # noqa: N801
    """The float beyond all others."""

    type = Number()
    inherit_cache = True


def literal(text: str) -> ColumnElement[str]:
    """A constant text in the SQL itself."""
    return _Constant(text)


def constant(value: int) -> ColumnElement[int]:
    """A constant number in the SQL itself."""
    return literal_column(str(value), Integer())


def encoded(value: ColumnElement[Any]) -> ColumnElement[str]:
    """The JSON text of a value, by its SQL type."""
    if isinstance(value, _Constant):
        return literal(json.dumps(value.constant, ensure_ascii=False))
    match value.type:
        case Flag() | Boolean():
            return truth(value)
        case UtcDateTime():
            return instant(value)
        case Number():
            return real(value)
        case IsoDate() | PlainText():
            quote = literal('"')
            return plain(value) if _may_be_null(value) else joined(quote, value, quote)
        case kind if kind.python_type is int:
            return number(value)
    return quoted(value)


def concatenated(pieces: Iterable[ColumnElement[str]]) -> ColumnElement[str]:
    """The pieces as one text; neighbouring constants become one."""
    merged = _merged(pieces)
    while len(merged) > WIDEST:
        groups = [merged[i : i + WIDEST] for i in range(0, len(merged), WIDEST)]
        merged = [joined(*group) if len(group) > 1 else group[0] for group in groups]
    return joined(*merged) if len(merged) > 1 else merged[0]


def _merged(pieces: Iterable[ColumnElement[str]]) -> list[ColumnElement[str]]:
    merged: list[ColumnElement[str]] = []
    for piece in _flat(pieces):
        last = merged[-1] if merged else None
        if isinstance(piece, _Constant) and isinstance(last, _Constant):
            merged[-1] = _Constant(last.constant + piece.constant)
        else:
            merged.append(piece)
    return merged


def _flat(pieces: Iterable[ColumnElement[str]]) -> Iterator[ColumnElement[str]]:
    for piece in pieces:
        if isinstance(piece, joined):
            yield from _flat(piece.clauses)
        else:
            yield piece


def array_of(texts: ColumnElement[Any]) -> ColumnElement[str]:
    """A JSON array of the texts of a group, [] where there are none."""
    return joined(literal("["), func.coalesce(listed(texts), literal("")), literal("]"))


def array_where(
    members: Iterable[tuple[ColumnElement[bool] | None, ColumnElement[str]]],
) -> ColumnElement[str]:
    """A JSON array of those texts whose condition holds, or that have none."""
    pieces = [_listed_where(condition, text) for condition, text in members]
    if not pieces:
        return literal("[]")
    texts = func.substr(concatenated(pieces), literal_column("2"), type_=Text())
    return concatenated([literal("["), texts, literal("]")])


def _listed_where(
    condition: ColumnElement[bool] | None, text: ColumnElement[str]
) -> ColumnElement[str]:
    entry = joined(literal(","), text)
    return entry if condition is None else case((condition, entry), else_=literal(""))


def object_of(members: Mapping[str, ColumnElement[str]]) -> ColumnElement[str]:
    """A JSON object whose members are JSON texts already."""
    pieces: list[ColumnElement[str]] = []
    for key, text in members.items():
        pieces += [literal(f'{"," if pieces else "{"}"{key}":'), text]
    return concatenated([*(pieces or [literal("{")]), literal("}")])


def _argument(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.clauses.clauses[0], **kw)


def _is_exact(compiler: SQLCompiler) -> bool:
    """Whether the SQLite is new enough; one that is not named is taken for new."""
    version: tuple[int, ...] = getattr(
        compiler.dialect.loaded_dbapi, "sqlite_version_info", EXACT_SQLITE
    )
    return version >= EXACT_SQLITE


def _is_long(piece: Any) -> bool:
    """Whether a piece is made of other rows, and so may be a long text."""
    if isinstance(piece, FunctionElement | Case | ClauseList):
        return isinstance(piece, listed) or any(map(_is_long, piece.get_children()))
    return isinstance(piece, ScalarSelect)


def _may_be_null(value: Any) -> bool:
    return bool(getattr(value, "nullable", True))


@compiles(joined)
def _joined(element: joined, compiler: SQLCompiler, **kw: Any) -> str:
    return "(" + " || ".join(compiler.process(c, **kw) for c in element.clauses) + ")"


@compiles(joined, "sqlite")
def _sqlite_joined(element: joined, compiler: SQLCompiler, **kw: Any) -> str:
    few = len(element.clauses) < MANY and not any(map(_is_long, element.clauses))
    if few or not _is_exact(compiler):
        return _joined(element, compiler, **kw)
    return f"concat({', '.join(compiler.process(c, **kw) for c in element.clauses)})"


@compiles(plain)
def _plain(element: plain, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = element.clauses
    text = f"'\"' || {compiler.process(value, **kw)} || '\"'"
    return f"coalesce({text}, 'null')" if _may_be_null(value) else text


@compiles(listed, "sqlite")
def _sqlite_listed(element: listed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"group_concat({_argument(element, compiler, **kw)}, ',')"


@compiles(quoted, "sqlite")
def _sqlite_quoted(element: quoted, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_quote({_argument(element, compiler, **kw)})"


@compiles(number, "sqlite")
def _sqlite_number(element: number, compiler: SQLCompiler, **kw: Any) -> str:
    # Joining turns an integer into text by itself.
    (value,) = element.clauses
    text = compiler.process(value, **kw)
    return f"coalesce({text}, 'null')" if _may_be_null(value) else text


@compiles(real, "sqlite")
def _sqlite_real(element: real, compiler: SQLCompiler, **kw: Any) -> str:
    value = _argument(element, compiler, **kw)
    return f"json_quote({value})" if _is_exact(compiler) else f"float_text({value})"


@compiles(instant, "sqlite")
def _sqlite_instant(element: instant, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = element.clauses
    text = f"'\"' || replace({compiler.process(value, **kw)}, '.000000Z', 'Z') || '\"'"
    return f"coalesce({text}, 'null')" if _may_be_null(value) else text


@compiles(hexed, "sqlite")
def _sqlite_hex(element: hexed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"lower(hex({_argument(element, compiler, **kw)}))"


@compiles(is_false, "sqlite")
def _sqlite_is_false(element: is_false, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{_argument(element, compiler, **kw)} = 0"


@compiles(year, "sqlite")
def _sqlite_year(element: year, compiler: SQLCompiler, **kw: Any) -> str:
    return f"substr({_argument(element, compiler, **kw)}, 1, 4)"


@compiles(day, "sqlite")
def _sqlite_day(element: day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"substr({_argument(element, compiler, **kw)}, 1, 10)"


@compiles(truth, "sqlite")
def _sqlite_truth(element: truth, compiler: SQLCompiler, **kw: Any) -> str:
    x = _argument(element, compiler, **kw)
    return f"CASE {x} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END"


@compiles(infinity, "sqlite")
def _sqlite_infinity(_element: infinity, _compiler: SQLCompiler, **_kw: Any) -> str:
    return "9e999"


@compiles(infinity, "postgresql")
def _pg_infinity(_element: infinity, _compiler: SQLCompiler, **_kw: Any) -> str:
    return "'Infinity'::float8"


@compiles(truth, "postgresql")
def _pg_truth(element: truth, compiler: SQLCompiler, **kw: Any) -> str:
    return f"coalesce(({_argument(element, compiler, **kw)})::text, 'null')"


@compiles(listed, "postgresql")
def _pg_listed(element: listed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"string_agg({_argument(element, compiler, **kw)}, ',')"


@compiles(quoted, "postgresql")
def _pg_quoted(element: quoted, compiler: SQLCompiler, **kw: Any) -> str:
    return f"coalesce(to_json({_argument(element, compiler, **kw)})::text, 'null')"


@compiles(number, "postgresql")
@compiles(real, "postgresql")
def _pg_number(element: _Text, compiler: SQLCompiler, **kw: Any) -> str:
    return f"coalesce(({_argument(element, compiler, **kw)})::text, 'null')"


@compiles(instant, "postgresql")
def _pg_instant(element: instant, compiler: SQLCompiler, **kw: Any) -> str:
    x = _argument(element, compiler, **kw)
    text = f"to_char({x} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    return f"coalesce('\"' || replace({text}, '.000000Z', 'Z') || '\"', 'null')"


@compiles(hexed, "postgresql")
def _pg_hex(element: hexed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"encode(convert_to({_argument(element, compiler, **kw)}, 'UTF8'), 'hex')"


@compiles(is_false, "postgresql")
def _pg_is_false(element: is_false, compiler: SQLCompiler, **kw: Any) -> str:
    return f"NOT {_argument(element, compiler, **kw)}"


@compiles(year, "postgresql")
def _pg_year(element: year, compiler: SQLCompiler, **kw: Any) -> str:
    return f"to_char({_argument(element, compiler, **kw)}, 'YYYY')"


@compiles(day, "postgresql")
def _pg_day(element: day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({_argument(element, compiler, **kw)} AT TIME ZONE 'UTC')::date"
