"""Conditions as filters have them: each true or false of every row, and never unknown.

SQL's null would make a comparison neither, and `not` of it neither again; here a null equals
nothing and is not equal to everything, as a client expects who filters objects.
"""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, false, not_, or_, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from graph.plan.sort import Condition
from graph.tables.fold import folded
from graph.tables.types import Flag

LAST = chr(sys.maxunicode)
SURROGATES = range(0xD800, 0xE000)


class contained(FunctionElement[bool]):  # noqa: N801  named as the SQL function it is
    """That a text holds another one."""

    type = Flag()
    inherit_cache = True


class among(FunctionElement[bool]):  # noqa: N801
    """That a value is one of a JSON array's."""

    type = Flag()
    inherit_cache = True


@compiles(contained, "sqlite")
def _sqlite_contained(element: contained, compiler: SQLCompiler, **kw: Any) -> str:
    text, part = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"instr({text}, {part}) > 0"


@compiles(contained, "postgresql")
def _pg_contained(element: contained, compiler: SQLCompiler, **kw: Any) -> str:
    text, part = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"strpos({text}, {part}) > 0"


@compiles(among, "sqlite")
def _sqlite_among(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    value, values = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{value} IN (SELECT value FROM json_each({values}))"  # noqa: S608  no values in it


@compiles(among, "postgresql")
def _pg_among(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    value, values = (compiler.process(clause, **kw) for clause in element.clauses)
    kind = next(iter(element.clauses)).type.compile(dialect=compiler.dialect)
    entries = f"jsonb_array_elements_text(({values})::jsonb) AS entry"
    return f"{value} IN (SELECT entry::{kind} FROM {entries})"  # noqa: S608  no values in it


Operator = Callable[[Any, Any], Condition]

OPERATORS: Mapping[str, Operator] = {
    "eq": lambda column, value: column == value,
    "in": lambda column, values: among(column, values.mapped(_as_json)),
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
}


def _as_json(values: list[Any]) -> str:
    """The values but text with U+0000, which no row holds and PostgreSQL's JSON cannot."""
    held = [v for v in values if not (isinstance(v, str) and "\0" in v)]
    return json.dumps([v.isoformat() if isinstance(v, date) else v for v in held])


def compared(
    column: Any,
    operations: Mapping[str, Any],
    fold: Any = None,
) -> Condition:
    """That the column meets all the operations of a filter; one with null is as if not there.

    `fold` is the column's folded text, which `startsWith` and `contains` look at.
    """
    given = {name: value for name, value in operations.items() if value is not None}
    return and_(true(), *(_operation(column, name, given[name], fold) for name in given))


def _operation(column: Any, name: str, value: Any, fold: Any) -> Condition:
    if name == "isNull":
        absent: Condition = column.is_(None)
        return absent if value else not_(absent)
    if name == "ne":
        return not_(_known(column, column == value))
    if name == "startsWith" and fold is not None:
        least, end = value.mapped(folded), value.mapped(_end_of_folded)
        return and_(fold >= least, fold < end)
    if name == "contains" and fold is not None:
        return contained(fold, value.mapped(folded))
    return _known(column, OPERATORS[name](column, value))


def _end_of_folded(prefix: str) -> str:
    return _end_of(folded(prefix))


def _end_of(prefix: str) -> str:
    """The least text that comes after all with the prefix: its last character goes one up."""
    prefix = prefix.rstrip(LAST)
    if not prefix:
        return LAST * 1_000  # there is none; nobody's text comes after this
    following = ord(prefix[-1]) + 1
    return prefix[:-1] + chr(SURROGATES.stop if following in SURROGATES else following)


def _known(column: Any, condition: Condition) -> Condition:
    """The condition, false where the column is null."""
    if not getattr(column, "nullable", True):
        return condition
    return and_(column.isnot(None), condition)


def composed(filter_: Mapping[str, Any], condition: Callable[[str, Any], Condition]) -> Condition:
    """A filter of fields joined by `and`, `or` and `not`; null is as if not there."""
    terms: list[Condition] = []
    for name, value in filter_.items():
        if value is None:
            continue
        if name == "and":
            terms += [composed(each, condition) for each in value]
        elif name == "or":
            terms.append(or_(false(), *(composed(each, condition) for each in value)))
        elif name == "not":
            terms.append(not_(composed(value, condition)))
        else:
            terms.append(condition(name, value))
    return and_(true(), *terms)
