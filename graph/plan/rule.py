"""How a field of the schema is selected: the words in which a declaration says it.

A rule runs while an operation is planned, once for each place the field is selected in, and never
when it is answered: it gets rows whose attributes are SQL columns, arguments whose scalars are SQL
parameters, and returns SQL.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy import BindParameter, ColumnClause, ColumnElement, FromClause, Select

from graph.plan.sort import Condition, Key
from graph.tables import Base, rows_of
from graph.tables.types import UtcDateTime

RULE = "graph.plan.rule"
"""The key in a Strawberry field's metadata under which its rule stands."""
KNOWN = "graph.plan.known"
"""The key for what takes the field's value from a mutation's result, where that knows it without
its row: `(result) -> value`."""


def ITSELF(result: object) -> object:  # noqa: N802  a constant, of the kind that KNOWN is
    """Of an object for which the result stands, too: what is known of its fields says each."""
    return result


TableT = TypeVar("TableT", bound=Base)

NOW: BindParameter[Any] = BindParameter("now", None, type_=UtcDateTime())
"""The instant of the request."""


class Row:
    """A row of a table, or of a selection over one: its attributes are the columns.

    Remembers which were asked for, so that a selection passes only those on. The columns are made
    one by one as they are asked for: an alias that makes all of a table's takes ten times longer.
    """

    def __init__(self, source: FromClause, table: FromClause) -> None:
        self._source = source
        self._columns = table.c
        self.used: set[str] = set()

    def __getattr__(self, name: str) -> ColumnElement[Any]:
        self.used.add(name)
        return column_of(self._source, name, self._columns[name])


def column_of(source: FromClause, name: str, like: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column of the source, of the type of another one."""
    column: ColumnClause[Any] = ColumnClause(name, like.type)
    column.table = source
    column.nullable = getattr(like, "nullable", True)  # type: ignore[attr-defined]
    return column


def source_of(row: Row) -> FromClause:
    """What the row is a row of."""
    return row._source


def within(row: Row | None, statement: Select[Any]) -> Select[Any]:
    """The select as part of one over the row, whose columns it may refer to."""
    return statement if row is None else statement.correlate(source_of(row))


def scalar(statement: Select[Any]) -> ColumnElement[Any]:
    """The select as a value; null where it finds nothing."""
    return statement.scalar_subquery()


def alias(table: type[TableT]) -> type[TableT]:
    """The table once more, under a name of its own; typed as the model, whose columns it has."""
    return cast(type[TableT], row_of(table))


def row_of(table: type[Base]) -> Row:
    """A row of the table under a name of its own."""
    rows = rows_of(table)
    return Row(rows.alias(), rows)


@dataclass(frozen=True, slots=True)
class Walk:
    """Another way to a list's rows: passing all of its type in their order, and sorting nothing."""

    count: ColumnElement[int]
    """How many rows the list has: of many, a page is soon found in passing."""
    where: Sequence[Condition]
    """The list's conditions, said of each row that is passed."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows a field selects: conditions that tie them to the parent's, and their order."""

    where: Sequence[Condition]
    order_by: Sequence[Any] = ()
    key: Key = ()
    """For a connection: what it is sorted by, where that is not the key of its type."""
    walk: Walk | None = None
    """For a connection in the order of its type: how else its rows may be found."""
    edge: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    """For a connection: the leaves that its edges have beside the node and its cursor."""


@dataclass(frozen=True, slots=True)
class Column:
    """A leaf that stands in a column of the row: of the field's own name, or of another."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A leaf that is computed: `(row, **arguments) -> SQL value`."""

    sql: Callable[..., ColumnElement[Any]]
    is_json: bool = False
    """Whether the value is JSON text already."""


@dataclass(frozen=True, slots=True)
class Values:
    """A list of leaves: `(row, **arguments) -> SELECT` of one column, in order."""

    sql: Callable[..., Select[Any]]


@dataclass(frozen=True, slots=True)
class Block:
    """An object made of columns of the same row, or null: `(row) -> condition` that it is there."""

    present: Callable[[Any], Condition] | None = None


@dataclass(frozen=True, slots=True)
class Blocks:
    """A list of objects made of columns of the same row: `(row) -> rows`, each with the condition
    that it is there, or None where it always is."""

    rows: Callable[[Any], Sequence[tuple[Condition | None, Any]]]


@dataclass(frozen=True, slots=True)
class Related:
    """An object or a list of objects, each from a row: `(row, other, **arguments) -> Rows`."""

    rows: Callable[..., Rows]


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection over rows, in their type's order: `(row, other, **arguments) -> Rows`."""

    rows: Callable[..., Rows]
    found: Callable[..., Select[Any]] | None = None
    """What a search finds, looked up once and then also an argument of `rows`, `found`, which
    has a row of it for each row: `(**arguments) -> SELECT`."""
    narrowing: Sequence[str] = ()
    """The arguments that, if given, leave rows out: it takes searching to know those left."""


@dataclass(frozen=True, slots=True)
class Groups:
    """What the rows of a connection are counted by."""

    value: ColumnElement[Any]
    where: Sequence[Condition]
    """What ties the value to the row."""
    filter: ColumnElement[str]
    """The JSON text of the filter that narrows to the value."""
    may_repeat: bool = False
    """Whether a row may have the same value more than once; it counts once."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Of a connection: its rows counted by a value, `(row, **arguments) -> Groups`. Its type has
    the columns `value`, `count` and `filter`."""

    groups: Callable[..., Groups]


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a report's rows are told apart by."""

    name: str
    value: ColumnElement[Any]
    """A text, or null."""
    width: int = 0
    """How many characters each value has where they are stretches of time, none of which is to be
    left out; 0 for others."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a report counts: rows to be grouped by the dimensions, and sums over each group."""

    where: Sequence[Condition]
    dimensions: Sequence[Dimension]
    sums: Mapping[str, ColumnElement[int]]
    periods: ColumnElement[str] | None = None
    """JSON, an array of texts: for each stretch of time that the report is about, the values of
    those dimensions, one after the other; null where only what is counted is told."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A report, open only to who has a token:
    `(materialized, *, seen, now, asked_at, **arguments) -> Tally`. `seen` is the number of the
    only sponsor that the request's token shows, or null; `asked_at` is where the filter stands in
    the operation, for errors; `materialized(name, SELECT)` gives the rows of a select as a
    table."""

    tally: Callable[..., Tally]


@dataclass(frozen=True, slots=True)
class Over:
    """An object about the rows of a select, open only to who has a token:
    `(*, seen, **arguments) -> SELECT`. The rules of its fields get that as a table."""

    rows: Callable[..., Select[Any]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """An object, or a list of objects in order, each a row of a select made for the place:
    `(row, **arguments) -> SELECT`, correlated to the row."""

    rows: Callable[..., Select[Any]]
    most: Mapping[str, int | None] = field(default_factory=dict)
    """What its numeric arguments may be at most, and 0 at least; None for as much as a page."""


@dataclass(frozen=True, slots=True)
class Identified:
    """Objects of any type by their global ids, in the order of the argument `ids` or `id`."""


@dataclass(frozen=True, slots=True)
class Action:
    """A mutation: `(target, origin, **arguments) -> result`, awaited. See `graph.plan.mutation`."""

    run: Callable[..., Awaitable[object]]
    refused: Callable[..., str | None] | None = None
    """Why the operation is refused before anything is done: `(**arguments) -> reason or None`."""


@dataclass(frozen=True, slots=True)
class Told:
    """A leaf that only the mutation's result knows: its attribute of the field's own name."""


Rule = (
    Column
    | Value
    | Values
    | Block
    | Blocks
    | Related
    | Connected
    | Counted
    | Reported
    | Over
    | Drawn
    | Identified
    | Action
    | Told
)


@dataclass(frozen=True, slots=True)
class Binding:
    """What an object type is made from: its table, and the order its lists stand in.

    The key's columns are never null and together unique, so that a cursor names one place.
    """

    table: type[Base]
    key: Callable[[Any], Sequence[ColumnElement[Any]]]
    seeded: Callable[[Any], Condition] | None = None
    """Condition under which `node` finds the row; None where it always does."""
    natural: str = "id"
    """The column that the global id is made of."""
