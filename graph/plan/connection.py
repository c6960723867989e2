"""A connection: a page of rows, what it lists of them, and what it tells about the whole list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType
from sqlalchemy import ColumnElement, func, literal_column, select

from graph.plan.collect import Fields
from graph.plan.cursor import listing_of
from graph.plan.page import PAGING, Page, paging_of
from graph.plan.rule import Connected, Counted, Groups, Row, Rows, row_of, scalar, within
from graph.plan.schema import bound, object_type, rule_of
from graph.plan.text import array_of, constant, encoded, literal, number, object_of, truth
from graph.plan.whole import Whole

if TYPE_CHECKING:
    from graph.plan.select import Selector

Json = ColumnElement[str]
Nodes = Sequence[FieldNode]
MOST_FACETS = 100
OF_A_PAGE = ("nodes", "edges", "pageInfo")
"""What reads only the rows of a page."""


class Connection:
    """One connection field of an operation, within a row or at the root."""

    def __init__(
        self, selector: Selector, field: GraphQLField, row: Any, nodes: Nodes, rule: Connected
    ) -> None:
        self._selector = selector
        self._row = row
        self._kind = object_type(field)
        self._node_kind = object_type(self._kind.fields["nodes"])
        self._binding = bound(self._node_kind)
        self._members = selector.collector.fields(self._kind, nodes)
        given = selector.arguments.of(nodes[0], field.args)
        own = {name: value for name, value in given.items() if name not in PAGING}
        arguments = selector.sql_arguments(own)
        self._whole = Whole(selector, row, self._binding, rule, arguments)
        self._share()
        self._page = Page(
            paging_of(given, nodes[0], selector.page_limit),
            selector.parameters,
            self._whole.rows,
            listing_of(self._node_kind.name, own, selector.parameters),
            selector.dialect,
            within=lambda statement: within(row, statement),
            told=self._asks("pageInfo"),
        )

    def text(self) -> Json:
        """The JSON text. Where nothing is asked of the page's rows, they are not read at all."""
        texts = {key: self._member(same) for key, same in self._members.items()}
        statement = select(object_of(texts))
        if self._page.is_read:
            statement = statement.select_from(self._page.rows)
        return scalar(statement)

    def _asks(self, name: str) -> bool:
        return any(same[0].name.value == name for same in self._members.values())

    def _share(self) -> None:
        """Have the rows found once where all of them are counted, and that is not the only use."""
        members = self._members.values()
        counts = [same for same in members if same[0].name.value not in (*OF_A_PAGE, "__typename")]
        if counts and len(counts) + any(map(self._asks, OF_A_PAGE)) > 1:
            facets = [same for same in counts if same[0].name.value != "totalCount"]
            self._whole.share([partial(self._groups, same) for same in facets])

    def _member(self, nodes: Nodes) -> Json:
        match nodes[0].name.value:
            case "__typename":
                return literal(f'"{self._kind.name}"')
            case "totalCount":
                return number(self._page.total())
            case "pageInfo":
                kind = object_type(self._kind.fields["pageInfo"])
                return page_info(self._page, kind, self._selector.collector.fields(kind, nodes))
            case "nodes":
                return self._page.listed(self._node(nodes))
            case "edges":
                return self._page.listed(self._edge(nodes))
            case name:
                return self._counted(self._kind.fields[name], nodes)

    def _node(self, nodes: Nodes) -> Json:
        """The text of the object in each row of the page."""
        rows = self._page.rows
        is_it: Callable[[Any], Rows] = lambda other: Rows([other.id == rows.c.id])  # noqa: E731
        return scalar(self._selector.chosen(self._node_kind, nodes, is_it).correlate(rows))

    def _edge(self, nodes: Nodes) -> Json:
        """The text of the edge to each row of the page."""
        kind = object_type(self._kind.fields["edges"])
        fields = self._selector.collector.fields(kind, nodes)
        return object_of({key: self._edge_member(kind, same) for key, same in fields.items()})

    def _edge_member(self, kind: GraphQLObjectType, nodes: Nodes) -> Json:
        match nodes[0].name.value:
            case "__typename":
                return literal(f'"{kind.name}"')
            case "cursor":
                return encoded(self._page.cursor())
            case "node":
                return self._node(nodes)
            case name:
                return self._leaf(name)

    def _leaf(self, name: str) -> Json:
        """What else the rule gives an edge: of a search, from its hit, which the page passes on."""
        page = self._page.rows.c
        keys = {sort.column.name: page[f"key_{i}"] for i, sort in enumerate(self._whole.rows().key)}
        hit = SimpleNamespace(c=SimpleNamespace(id=page.id, **keys))
        other = row_of(self._binding.table)
        rows = self._whole.hit(other, hit)
        statement = select(encoded(rows.edge[name])).where(*rows.where)
        return scalar(statement.correlate(self._page.rows))

    def _counted(self, field: GraphQLField, nodes: Nodes) -> Json:
        """The rows of the whole list counted by a value."""
        listed = self._whole.rows()
        groups = self._groups(nodes, listed.row)
        rows = listed.row.id.distinct() if groups.may_repeat else literal_column("*")
        count = func.count(rows).label("count")
        columns = (groups.value.label("value"), count, groups.filter.label("filter"))
        counts = select(*columns).where(*listed.where, *groups.where).group_by(groups.value)
        sorted_ = counts.order_by(count.desc(), groups.value)
        most = sorted_.limit(constant(MOST_FACETS)).offset(constant(0))
        facets = within(self._row, most).subquery()
        text = self._selector.object_text(object_type(field), Row(facets, facets), nodes)
        return scalar(select(array_of(text)).select_from(facets))

    def _groups(self, nodes: Nodes, row: Any) -> Groups:
        field = self._kind.fields[nodes[0].name.value]
        rule = rule_of(field)
        assert isinstance(rule, Counted)  # noqa: S101  a connection declares nothing else
        arguments = self._selector.arguments.of(nodes[0], field.args)
        return rule.groups(row, **self._selector.sql_arguments(arguments))


def page_info(page: Page, kind: GraphQLObjectType, fields: Fields) -> Json:
    """What a page tells about its place in the list."""
    told: Mapping[str, Callable[[], Json]] = {
        "__typename": lambda: literal(f'"{kind.name}"'),
        "hasNextPage": lambda: truth(page.has_next()),
        "hasPreviousPage": lambda: truth(page.has_previous()),
        "startCursor": page.start_cursor,
        "endCursor": page.end_cursor,
    }
    return object_of({key: told[same[0].name.value]() for key, same in fields.items()})
