"""SQL functions that write JSON as text, alike on SQLite and PostgreSQL.

Text and `||` are the fastest form there is, and the only one that every SQLite gets right: newer
ones lose the JSON subtype of a nested select, and json_object would then quote the inner JSON.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text, func, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from graph.tables.types import Flag, IsoDate, Number, UtcDateTime

WIDEST = 8
"""How many pieces one `||` chain joins: SQLite's parser caps the depth of an expression, and
chains of chains keep it logarithmic."""


class _Text(FunctionElement[str]):
    type = Text()
    inherit_cache = True


class quoted(_Text):  # noqa: N801  named as the SQL function it is
    """A JSON string, or null."""


class number(_Text):  # noqa: N801
    """A JSON integer, or null."""


class real(_Text):  # noqa: N801
    """A JSON number that reads back as exactly the same float, or null."""


class truth(_Text):  # noqa: N801
    """true, false or null."""


class instant(_Text):  # noqa: N801
    """An RFC 3339 time in UTC as a JSON string, or null; no fraction where it is zero."""


class hexed(_Text):  # noqa: N801
    """The bytes of a text as lower-case hexadecimal digits."""


class joined(_Text):  # noqa: N801
    """Two or more texts put together."""


class listed(_Text):  # noqa: N801
    """The texts of a group, in the order of its rows, with commas between."""


class item(_Text):  # noqa: N801
    """One member, by its literal index, of a JSON array in a row of `members`."""


class is_false(FunctionElement[bool]):  # noqa: N801
    """That a flag is not set, spelled as the partial indexes spell it."""

    type = Flag()
    inherit_cache = True


class day(FunctionElement[date]):  # noqa: N801
    """The calendar day, UTC, of an instant."""

    type = IsoDate()
    inherit_cache = True


def literal(text: str) -> ColumnElement[str]:
    """A constant text in the SQL itself."""
    return literal_column("'" + text.replace("'", "''") + "'", Text())


def encoded(value: ColumnElement[Any]) -> ColumnElement[str]:
    """The JSON text of a value, by its SQL type."""
    match value.type:
        case Flag() | Boolean():
            return truth(value)
        case UtcDateTime():
            return instant(value)
        case Number():
            return real(value)
        case kind if kind.python_type is int:
            return number(value)
    return quoted(value)


def concatenated(pieces: Sequence[ColumnElement[str]]) -> ColumnElement[str]:
    """The pieces as one text, in a tree of short chains."""
    while len(pieces) > WIDEST:
        groups = [pieces[i : i + WIDEST] for i in range(0, len(pieces), WIDEST)]
        pieces = [joined(*group) if len(group) > 1 else group[0] for group in groups]
    return joined(*pieces) if len(pieces) > 1 else pieces[0]


def array_of(texts: ColumnElement[Any]) -> ColumnElement[str]:
    """A JSON array of the texts of a group, [] where there are none."""
    return joined(literal("["), func.coalesce(listed(texts), literal("")), literal("]"))


def _argument(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.clauses.clauses[0], **kw)


@compiles(joined)
def _joined(element: joined, compiler: SQLCompiler, **kw: Any) -> str:
    return "(" + " || ".join(compiler.process(c, **kw) for c in element.clauses) + ")"


@compiles(listed, "sqlite")
def _sqlite_listed(element: listed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"group_concat({_argument(element, compiler, **kw)}, ',')"


@compiles(quoted, "sqlite")
@compiles(number, "sqlite")
def _sqlite_quote(element: _Text, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_quote({_argument(element, compiler, **kw)})"


@compiles(real, "sqlite")
def _sqlite_real(element: real, compiler: SQLCompiler, **kw: Any) -> str:
    # Before 3.43 json_quote writes 15 digits; 17 are exact, and ugly where 15 would do. Each
    # mention is compiled by itself, because each takes its own parameters.
    x = [_argument(element, compiler, **kw) for _ in range(5)]
    return (
        f"CASE WHEN {x[0]} IS NULL OR CAST(json_quote({x[1]}) AS REAL) = {x[2]} "
        f"THEN json_quote({x[3]}) ELSE printf('%!.17g', {x[4]}) END"
    )


@compiles(instant, "sqlite")
def _sqlite_instant(element: instant, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_quote(replace({_argument(element, compiler, **kw)}, '.000000Z', 'Z'))"


@compiles(hexed, "sqlite")
def _sqlite_hex(element: hexed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"lower(hex({_argument(element, compiler, **kw)}))"


@compiles(is_false, "sqlite")
def _sqlite_is_false(element: is_false, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{_argument(element, compiler, **kw)} = 0"


@compiles(day, "sqlite")
def _sqlite_day(element: day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"substr({_argument(element, compiler, **kw)}, 1, 10)"


@compiles(item, "sqlite")
def _sqlite_item(element: item, compiler: SQLCompiler, **kw: Any) -> str:
    array, index = (compiler.process(c, **kw) for c in element.clauses)
    return f"json_extract({array}, '$[{index}]')"


@compiles(truth, "sqlite")
def _sqlite_truth(element: truth, compiler: SQLCompiler, **kw: Any) -> str:
    x = _argument(element, compiler, **kw)
    return f"CASE {x} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END"


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


@compiles(day, "postgresql")
def _pg_day(element: day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({_argument(element, compiler, **kw)} AT TIME ZONE 'UTC')::date"


@compiles(item, "postgresql")
def _pg_item(element: item, compiler: SQLCompiler, **kw: Any) -> str:
    array, index = (compiler.process(c, **kw) for c in element.clauses)
    return f"({array} ->> {index})"
