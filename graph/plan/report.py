"""A report: rows of counts by their keys, a page of them, and the totals of all.

The rule says what is counted, under which conditions and by which dimensions. Here it is grouped,
filled up with the periods in which nothing was counted, sorted by its keys, paged and written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from graph.plan.connection import page_info
from graph.plan.cursor import listing_of
from graph.plan.identity import entries
from graph.plan.page import PAGING, Page, paging_of
from graph.plan.rule import Row, Tally, scalar
from graph.plan.schema import object_type
from graph.plan.sort import Sort
from graph.plan.statement import Inputs, Parameter, Parameters
from graph.plan.text import literal, object_of
from graph.plan.whole import Listed
from graph.tables.types import UtcDateTime

if TYPE_CHECKING:
    from graph.plan.select import Selector

Json = ColumnElement[str]
Nodes = Sequence[FieldNode]
ZERO = literal_column("0", BigInteger())


class Report:
    """One report field of an operation."""

    def __init__(
        self, selector: Selector, field: GraphQLField, nodes: Nodes, tally: Callable[..., Tally]
    ) -> None:
        self._selector = selector
        self._kind = object_type(field)
        self._members = selector.collector.fields(self._kind, nodes)
        parameters = selector.parameters
        given = selector.arguments.of(nodes[0], field.args)
        own = {name: value for name, value in given.items() if name not in PAGING}
        self._now = parameters.bind(lambda inputs: inputs.now, UtcDateTime())
        self._tally = tally(
            selector.materialized,
            seen=seen_sponsor(parameters),
            now=self._now,
            asked_at=[each for each in nodes[0].arguments or () if each.name.value == "filter"],
            **selector.sql_arguments(own),
        )
        self._keys = [f"key_{place}" for place in range(len(self._tally.dimensions))]
        self._counted = selector.materialized("counted", self._grouped())
        self._page = Page(
            paging_of(given, nodes[0], selector.page_limit),
            parameters,
            self._listed,
            listing_of(self._kind.name, own, parameters),
            selector.dialect,
            within=lambda statement: statement,
            told=any(same[0].name.value == "pageInfo" for same in self._members.values()),
        )

    def text(self) -> Json:
        """The JSON text. Where nothing is asked of the page's rows, they are not read at all."""
        statement = select(object_of({k: self._member(same) for k, same in self._members.items()}))
        if self._page.is_read:
            statement = statement.select_from(self._page.rows)
        return scalar(statement)

    def _grouped(self) -> Select[Any]:
        """The sums of each group. Texts are made first, so that they are grouped by name."""
        tally = self._tally
        texts = [by_code_point(each.value) for each in tally.dimensions]
        keys = [text.label(key) for key, text in zip(self._keys, texts, strict=True)]
        counts = [count.label(name) for name, count in tally.sums.items()]
        return self._summed(select(*keys, *counts).where(*tally.where))

    def _summed(self, rows: Any) -> Select[Any]:
        """The rows with equal keys as one, which has their sums."""
        source = rows.subquery()
        keys = [source.c[key] for key in self._keys]
        return select(*keys, *self._sums(source)).group_by(*keys)

    def _sums(self, source: Any) -> list[ColumnElement[Any]]:
        names = self._tally.sums
        totals = (func.coalesce(func.sum(source.c[name]), ZERO) for name in names)
        typed = (func.coalesce(total, ZERO, type_=BigInteger()) for total in totals)
        return [total.label(name) for name, total in zip(names, typed, strict=True)]

    def _filled_up(self, periods: ColumnElement[str]) -> Select[Any]:
        """What is counted, and zero in each period for each of the other keys that there are: of
        a key that has both, two rows. To make one of them takes a page few of all rows."""
        period = entries(periods, self._selector.dialect).c.value
        others, start = self._others(), 1
        keys: list[ColumnElement[Any]] = []
        for dimension, key in zip(self._tally.dimensions, self._keys, strict=True):
            part = [literal_column(str(n), Integer()) for n in (start, dimension.width)]
            text = func.substr(period, *part) if dimension.width else others.c[key]
            keys.append(by_code_point(text).label(key))
            start += dimension.width
        nothing = select(*keys, *(ZERO.label(name) for name in self._tally.sums))
        return select(union_all(select(self._counted), nothing).subquery())

    def _others(self) -> Any:
        """The keys that are no periods, each combination once."""
        pairs = zip(self._tally.dimensions, self._keys, strict=True)
        others = [self._counted.c[key] for dimension, key in pairs if not dimension.width]
        return select(*others).distinct().subquery() if others else None

    def _listed(self) -> Listed:
        """The rows of the whole report, afresh."""
        periods, merged = self._tally.periods, None
        source: FromClause = self._counted
        if periods is not None:
            source, merged = self._filled_up(periods).subquery(), self._summed
        rows = Row(source, source)
        key = [Sort(getattr(rows, name), nullable=True) for name in self._keys]
        sorts = key or [Sort(by_code_point(literal("")))]  # without a dimension there is one row
        return Listed(rows, (), sorts, list(self._tally.sums), merged=merged)

    def _member(self, nodes: Nodes) -> Json:
        name = nodes[0].name.value
        match name:
            case "rows":
                kind = object_type(self._kind.fields[name])
                return self._page.listed(self._selector.object_text(kind, self._row(), nodes))
            case "totals":
                return self._totals(object_type(self._kind.fields[name]), nodes)
            case "pageInfo":
                kind = object_type(self._kind.fields[name])
                return page_info(self._page, kind, self._selector.collector.fields(kind, nodes))
        return self._selector.field_text(self._kind, SimpleNamespace(now=self._now), nodes)

    def _row(self) -> SimpleNamespace:
        """A row of the page as its type's rules see it: the counts, and its keys."""
        columns = self._page.rows.c
        keys = [
            SimpleNamespace(dimension=literal(dimension.name), value=columns[key])
            for dimension, key in zip(self._tally.dimensions, self._keys, strict=True)
        ]
        return SimpleNamespace(keys=keys, **{name: columns[name] for name in self._tally.sums})

    def _totals(self, kind: GraphQLObjectType, nodes: Nodes) -> Json:
        sums = select(*self._sums(self._counted)).select_from(self._counted).subquery()
        text = self._selector.object_text(kind, Row(sums, sums), nodes)
        return scalar(select(text).select_from(sums))


def seen_sponsor(parameters: Parameters) -> Parameter:
    """The number of the only sponsor that the request's token shows, or null. Whoever asks for it
    makes the whole statement one that needs a token."""
    parameters.needs_access = True
    return parameters.bind(_seen_sponsor, BigInteger())


def _seen_sponsor(inputs: Inputs) -> int | None:
    return inputs.access.sponsor if inputs.access else None


class by_code_point(FunctionElement[str]):  # noqa: N801  named as the SQL function it is
    """A text that is compared as SQLite compares, whatever it is made of."""

    type = Text()
    inherit_cache = True


@compiles(by_code_point, "sqlite")
def _sqlite_by_code_point(element: by_code_point, compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)


@compiles(by_code_point, "postgresql")
def _pg_by_code_point(element: by_code_point, compiler: SQLCompiler, **kw: Any) -> str:
    return f'({compiler.process(element.clauses, **kw)})::text COLLATE "C"'
