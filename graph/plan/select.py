"""A GraphQL selection -> one SQL select that yields the JSON text of its answer.

Each selected object type becomes a common table expression of its rows and their JSON texts, which
the database folds back into the query, being used once. So the SQL is as deep as the selection
without being nested: SQLite before 3.46 gives up at seven nested selects.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
)
from sqlalchemy import CTE, ColumnElement, Dialect, Select, Text, case, func, select

from graph.plan import rule as rules
from graph.plan.arguments import SQL_TYPES, Arguments, Leaf
from graph.plan.collect import Collector, Fields
from graph.plan.cursor import cursor_text, listing_of
from graph.plan.identity import entries, entries_text, is_entry
from graph.plan.page import PAGING, Listed, Page, paging_of
from graph.plan.refusal import refused
from graph.plan.rule import Row, Rows, column_of, row_of, source_of
from graph.plan.schema import bound, declared_field, rule_of
from graph.plan.sort import Sort
from graph.plan.statement import Inputs, Parameters, Source
from graph.plan.text import array_of, concatenated, encoded, literal, number, truth
from graph.tables import rows_of

Json = ColumnElement[str]
Nodes = Sequence[FieldNode]
NULL = literal("null")
MOST_FACETS = 100


@dataclass(frozen=True, slots=True)
class Selected:
    """The rows a rule chose, to be selected from: their conditions, and a JSON text for each
    selection made on them."""

    row: Any
    rows: Rows
    texts: list[Json]


class Selector:
    """Turns the selections of one operation into SQL, under one outline of its variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        collector: Collector,
        arguments: Arguments,
        parameters: Parameters,
        dialect: Dialect,
        page_limit: int,
    ) -> None:
        self._schema = schema
        self._dialect = dialect
        self._collector = collector
        self._arguments = arguments
        self._parameters = parameters
        self._page_limit = page_limit
        self.selections: list[CTE] = []
        """All that were made, each after those it refers to. A statement takes them in this
        order: left to find them by itself, SQLAlchemy's compiler goes down them recursively."""

    def object_text(self, kind: GraphQLObjectType, row: Any, nodes: Nodes) -> Json:
        """The JSON text of one object, from the columns of its row."""
        fields = self._collector.fields(kind, nodes)
        return object_of({key: self.field_text(kind, row, same) for key, same in fields.items()})

    def field_text(self, parent: GraphQLObjectType, row: Any, nodes: Nodes) -> Json:
        """The JSON text of one field of an object."""
        name = nodes[0].name.value
        if name == "__typename":
            return literal(f'"{parent.name}"')
        field = parent.fields[name]
        match rule_of(field):
            case rules.Column(name=column):
                return encoded(getattr(row, str(column)))
            case rules.Value(sql=sql, is_json=is_json):
                value = sql(row, **self._sql_arguments(nodes[0], field))
                return value if is_json else encoded(value)
            case rules.Values(sql=sql):
                values = _within(row, sql(row, **self._sql_arguments(nodes[0], field))).subquery()
                return _scalar(select(array_of(encoded(values.c[0]))))
            case rules.Told():
                return encoded(
                    self._parameters.bind(_told(field), SQL_TYPES[str(get_named_type(field.type))])
                )
            case rules.Block(present=present):
                text = self.object_text(_object_type(field), row, nodes)
                return text if present is None else case((present(row), text), else_=NULL)
            case rules.Related(rows=rule):
                return self._related(field, row, nodes, rule)
            case rules.Connected(rows=rule):
                return self._connection(field, row, nodes, rule)
            case rules.Identified():
                return self._identified(field, nodes)
        raise TypeError(f"{parent.name}.{name} is not selected from the database")

    def _sql_arguments(self, node: FieldNode, field: GraphQLField) -> dict[str, Any]:
        arguments: dict[str, Any] = self._as_sql(self._arguments.of(node, field.args))
        return arguments

    def _as_sql(self, value: Any) -> Any:
        """An argument with an SQL parameter for each scalar in it."""
        if isinstance(value, Leaf):
            return self._parameters.bind(value.source, SQL_TYPES[value.type.name])
        if isinstance(value, dict):
            return {name: self._as_sql(entry) for name, entry in value.items()}
        if isinstance(value, list):
            return [self._as_sql(entry) for entry in value]
        return value

    def _select(
        self, kind: GraphQLObjectType, selections: Sequence[Nodes], use: Callable[[Any], Rows]
    ) -> Selected:
        """The rows of a type that a rule chooses, with a JSON text for each of the selections."""
        table = rows_of(bound(kind).table)
        asked = Row(table, table)
        use(asked)  # to learn which columns the rule and its order need
        row = Row(table.alias(), table)
        columns = [getattr(row, name).label(name) for name in sorted(asked.used)]
        texts = [
            self.object_text(kind, row, nodes).label(f"json_{i}")
            for i, nodes in enumerate(selections)
        ]
        name = f"selected_{len(self.selections) + 1}_{table.description}"
        objects = select(*columns, *texts).cte(name)
        self.selections.append(objects)
        chosen = Row(objects, table)
        return Selected(
            chosen, use(chosen), [column_of(objects, text.name, text) for text in texts]
        )

    def _related(
        self, field: GraphQLField, row: Any, nodes: Nodes, rule: Callable[..., Rows]
    ) -> Json:
        """One related object, or null; or all of a list."""
        arguments = self._sql_arguments(nodes[0], field)
        found = self._select(
            _object_type(field), [nodes], lambda other: rule(row, other, **arguments)
        )
        texts = select(found.texts[0].label("json")).where(*found.rows.where)
        ordered = _within(row, texts.order_by(*found.rows.order_by))
        if _is_list(field.type):
            return _scalar(select(array_of(ordered.subquery().c.json)))
        return func.coalesce(_scalar(ordered), NULL)

    def _connection(
        self, field: GraphQLField, row: Any, nodes: Nodes, rule: Callable[..., Rows]
    ) -> Json:
        """A page of rows, in the order of their key."""
        kind = _object_type(field)
        node_kind = _object_type(kind.fields["nodes"])
        binding = bound(node_kind)
        given = self._arguments.of(nodes[0], field.args)
        paging = paging_of(given, nodes[0], self._page_limit)
        own = {name: value for name, value in given.items() if name not in PAGING}
        arguments = self._as_sql(own)

        def use(other: Any) -> Rows:
            rows = rule(row, other, **arguments)
            return rows if rows.key else replace(rows, key=[Sort(c) for c in binding.key(other)])

        def listed(other: Row) -> Listed:
            rows = use(other)
            return Listed(source_of(other), rows.where, rows.key)

        def facets(field: GraphQLField, same: Nodes) -> Json:
            other = row_of(binding.table)
            return self._counted(field, row, other, listed(other), same)

        members = self._collector.fields(kind, nodes)
        edges = self._edges(kind, members)
        found = self._select(node_kind, _node_selections(members, edges), use)
        chosen = Listed(source_of(found.row), found.rows.where, found.rows.key)
        listing = listing_of(node_kind.name, own, self._parameters)
        page = Page(
            paging,
            self._parameters,
            chosen,
            lambda: listed(row_of(binding.table)),
            _items(
                members,
                edges,
                found.texts,
                cursor_text(listing.text, chosen.key),
                _object_type(kind.fields["edges"]).name,
            ),
            listing,
            within=lambda statement: _within(row, statement),
            told=_named("pageInfo", members),
        )
        return self._page_text(kind, members, page, facets)

    def _edges(self, kind: GraphQLObjectType, members: Fields) -> dict[str, Fields]:
        """What is selected of the edges, for each response key that lists them."""
        edge_kind = _object_type(kind.fields["edges"])
        return {
            key: self._collector.fields(edge_kind, same)
            for key, same in members.items()
            if same[0].name.value == "edges"
        }

    def _page_text(
        self,
        kind: GraphQLObjectType,
        members: Fields,
        page: Page,
        facets: Callable[[GraphQLField, Nodes], Json],
    ) -> Json:
        """A connection object. Where it lists nothing, the page need not be read at all."""
        texts: dict[str, Json] = {}
        for key, same in members.items():
            match same[0].name.value:
                case "__typename":
                    texts[key] = literal(f'"{kind.name}"')
                case "totalCount":
                    texts[key] = number(page.total())
                case "facets":
                    texts[key] = facets(kind.fields["facets"], same)
                case "pageInfo":
                    texts[key] = self._page_info(_object_type(kind.fields["pageInfo"]), same, page)
                case _:
                    texts[key] = page.listed(key)
        statement = select(object_of(texts))
        lists = any(_named(name, members) for name in ("nodes", "edges", "pageInfo"))
        return _scalar(statement.select_from(page.rows) if lists else statement)

    def _page_info(self, kind: GraphQLObjectType, nodes: Nodes, page: Page) -> Json:
        told: dict[str, Callable[[], Json]] = {
            "__typename": lambda: literal(f'"{kind.name}"'),
            "hasNextPage": lambda: truth(page.has_next()),
            "hasPreviousPage": lambda: truth(page.has_previous()),
            "startCursor": page.start_cursor,
            "endCursor": page.end_cursor,
        }
        fields = self._collector.fields(kind, nodes)
        return object_of({key: told[same[0].name.value]() for key, same in fields.items()})

    def _counted(
        self, field: GraphQLField, parent: Row | None, row: Row, listed: Listed, nodes: Nodes
    ) -> Json:
        """The rows of a connection, before paging, counted by a value."""
        rule = rule_of(field)
        assert isinstance(rule, rules.Counted)  # noqa: S101  the connection's declaration says so
        groups = rule.groups(row, **self._sql_arguments(nodes[0], field))
        count = func.count(row.id.distinct()).label("count")
        value = groups.value.label("value")
        counts = select(value, count, groups.filter.label("filter")).where(
            *listed.where, *groups.where
        )
        most = counts.group_by(groups.value).order_by(count.desc(), groups.value)
        facets = _within(parent, most.limit(MOST_FACETS)).subquery()
        text = self.object_text(_object_type(field), Row(facets, facets), nodes)
        return _scalar(select(array_of(text)).select_from(facets))

    def _identified(self, field: GraphQLField, nodes: Nodes) -> Json:
        """The objects that global ids name, whatever their types; null for one that names none."""
        (ids,) = self._arguments.of(nodes[0], field.args).values()
        text = self._parameters.bind(self._entries(ids, nodes[0]), Text())
        entry = entries(text, self._dialect)
        kind = get_named_type(field.type)
        kinds: Sequence[GraphQLObjectType] = (
            self._schema.get_possible_types(kind)
            if isinstance(kind, GraphQLInterfaceType)
            else [_object_type(field)]
        )
        objects = [self._entry(possible, Row(entry, entry), nodes) for possible in kinds]
        texts = select(func.coalesce(*objects, NULL).label("json")).select_from(entry)
        if not _is_list(field.type):
            return _scalar(texts)
        return _scalar(select(array_of(texts.order_by(entry.c.key).subquery().c.json)))

    def _entry(self, kind: GraphQLObjectType, entry: Row, nodes: Nodes) -> Json:
        """The object of one type that an entry of ids names; null where it names none of these."""
        found = self._select(
            kind, [nodes], lambda row: Rows([is_entry(entry, kind.name, bound(kind), row)])
        )
        return _scalar(_within(entry, select(found.texts[0]).where(*found.rows.where)))

    def _entries(self, ids: Leaf, node: FieldNode) -> Source:
        def read(inputs: Inputs) -> str:
            given = ids.source(inputs)
            listed = given if isinstance(given, list) else [given]
            if len(listed) > self._page_limit:
                message = f"{node.name.value}: {len(listed)} ids; at most {self._page_limit}"
                raise refused(message, node)
            return entries_text(listed)

        return read


def object_of(members: Mapping[str, Json]) -> Json:
    """A JSON object whose members are JSON texts already."""
    pieces: list[Json] = []
    for key, text in members.items():
        pieces += [literal(f'{"," if pieces else "{"}"{key}":'), text]
    return concatenated([*(pieces or [literal("{")]), literal("}")])


def _named(name: str, members: Fields) -> bool:
    return any(same[0].name.value == name for same in members.values())


def _node_selections(members: Fields, edges: Mapping[str, Fields]) -> Sequence[Nodes]:
    """Every selection made on the rows themselves: those of `nodes`, then those of the edges."""
    inside = [same for fields in edges.values() for same in fields.values()]
    return [same for same in members.values() if same[0].name.value == "nodes"] + [
        same for same in inside if same[0].name.value == "node"
    ]


def _items(
    members: Fields,
    edges: Mapping[str, Fields],
    texts: Sequence[Json],
    cursor: Json,
    edge_name: str,
) -> dict[str, Json]:
    """What a page lists, by response key; the texts are those of `_node_selections`."""
    left = iter(texts)
    items = {key: next(left) for key, same in members.items() if same[0].name.value == "nodes"}

    def member(node: FieldNode) -> Json:
        match node.name.value:
            case "node":
                return next(left)
            case "cursor":
                return encoded(cursor)
        return literal(f'"{edge_name}"')

    for key, fields in edges.items():
        items[key] = object_of({k: member(same[0]) for k, same in fields.items()})
    return items


def _told(field: GraphQLField) -> Source:
    name = declared_field(field).python_name
    return lambda inputs: getattr(inputs.result, name)


def _object_type(field: GraphQLField) -> GraphQLObjectType:
    return cast(GraphQLObjectType, get_named_type(field.type))


def _is_list(kind: GraphQLOutputType) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def _within(row: Row | None, statement: Select[Any]) -> Select[Any]:
    """The select as part of one over the row, whose columns it may refer to."""
    return statement if row is None else statement.correlate(source_of(row))


def _scalar(statement: Select[Any]) -> Json:
    return statement.scalar_subquery()
