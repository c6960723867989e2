"""Breadth-first search over rows that point at each other, inside of one statement.

A level is one row: the numbers of all that so many steps lead to, and not fewer, as a text. With a
row for each number SQL could not tell that it was there already at a smaller distance, and would
go around every cycle as often as there are levels. So each number is met once, whatever leads to
it, and the search ends by itself where nothing new is found.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    cast,
    column,
    except_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import TableValuedAlias

from graph.plan.rule import scalar
from graph.plan.sort import Condition
from graph.plan.text import constant, joined, listed, literal

NOBODY = literal("0")
"""A number that no row has."""


class numbers(FunctionElement[Any]):  # noqa: N801  named as the SQL function it is
    """The numbers of a text, which has commas between them, as rows."""

    inherit_cache = True


def numbers_in(text: ColumnElement[str]) -> TableValuedAlias:
    """Rows of `value`, in the order of `key`; none for null. It comes after what the text is of."""
    return numbers(text).table_valued(column("value", BigInteger()), column("key", BigInteger()))


def listing(rows: Select[Any] | CompoundSelect[Any]) -> ColumnElement[str]:
    """The text of the numbers in the first column of rows, in their order; null for none."""
    return scalar(select(listed(written(rows.subquery().c[0]))))


def written(number: ColumnElement[int]) -> ColumnElement[str]:
    """The number as the text of a list; null for null."""
    return cast(number, Text)


def levels(
    start: Select[Any],
    step: Callable[[ColumnElement[int]], Select[Any]],
    goes_on: Callable[[CTE], Condition],
    *,
    nesting: bool = False,
) -> CTE:
    """Rows of `distance` and `ids`, from the number that the select gives, at 0.

    `step(id)` selects what one step leads to; `goes_on(level)` tells whether to look beyond a
    level. It is `nesting` where the start belongs to the row of a statement around it. The last
    level may have null for its ids.
    """
    ids = written(start.subquery().c[0]).label("ids")
    begun = select(constant(0).label("distance"), ids, NOBODY.label("seen"))
    level = begun.cte(recursive=True, nesting=nesting)
    known = joined(level.c.seen, literal(","), level.c.ids)
    reached = select(numbers_in(known).c.value)
    found = except_(step(numbers_in(level.c.ids).c.value), reached)
    further = select(level.c.distance + constant(1), listing(found), known)
    return level.union_all(further.where(level.c.ids.isnot(None), goes_on(level)))


@compiles(numbers, "sqlite")
def _sqlite_numbers(element: numbers, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_each('[' || {compiler.process(element.clauses, **kw)} || ']')"


@compiles(numbers, "postgresql")
def _pg_numbers(element: numbers, compiler: SQLCompiler, **kw: Any) -> str:
    array = f"string_to_array({compiler.process(element.clauses, **kw)}, ',')::bigint[]"
    return f"LATERAL (SELECT * FROM unnest({array}) WITH ORDINALITY AS listed (value, key))"  # noqa: S608
