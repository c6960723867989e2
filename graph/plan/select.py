"""A GraphQL selection -> one SQL select that yields the JSON text of its answer.

Each selected object type becomes a common table expression of its rows and their JSON texts, which
the database folds back into the query, being used once. So the SQL is as deep as the selection
without being nested: SQLite before 3.46 gives up at seven nested selects.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

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
from graph.plan.collect import Collector
from graph.plan.connection import Connection
from graph.plan.identity import Kind, entries, entries_text, is_entry, kinds_of
from graph.plan.page import within_bounds
from graph.plan.refusal import refused
from graph.plan.report import Report, seen_sponsor
from graph.plan.rule import Row, Rows, column_of, scalar, within
from graph.plan.schema import bound, declared_field, object_type, rule_of
from graph.plan.statement import Inputs, Parameters, Source
from graph.plan.text import array_of, array_where, constant, encoded, literal, object_of
from graph.tables import rows_of

Json = ColumnElement[str]
Nodes = Sequence[FieldNode]
NULL = literal("null")


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
        self.schema = schema
        self.dialect = dialect
        self.collector = collector
        self.arguments = arguments
        self.parameters = parameters
        self.page_limit = page_limit
        self.selections: list[CTE] = []
        """All that were made, each after those it refers to. A statement takes them in this
        order: left to find them by itself, SQLAlchemy's compiler goes down them recursively."""

    def object_text(self, kind: GraphQLObjectType, row: Any, nodes: Nodes) -> Json:
        """The JSON text of one object, from the columns of its row."""
        fields = self.collector.fields(kind, nodes)
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
                value = sql(row, **self.sql_arguments(self.arguments.of(nodes[0], field.args)))
                return value if is_json else encoded(value)
            case rules.Values(sql=sql):
                values = within(row, sql(row)).subquery()
                return scalar(select(array_of(encoded(values.c[0]))))
            case rules.Told():
                kind = SQL_TYPES[get_named_type(field.type).name]
                return encoded(self.parameters.bind(_told(field), kind))
            case rules.Block(present=present):
                text = self.object_text(object_type(field), row, nodes)
                return text if present is None else case((present(row), text), else_=NULL)
            case rules.Blocks(rows=blocks):
                of = object_type(field)
                return array_where([(i, self.object_text(of, b, nodes)) for i, b in blocks(row)])
            case rules.Over(rows=over):
                arguments = self.sql_arguments(self.arguments.of(nodes[0], field.args))
                rows = over(seen=seen_sponsor(self.parameters), **arguments)
                return self.object_text(object_type(field), self.materialized("over", rows), nodes)
            case rules.Drawn() as drawn:
                return self._drawn(field, row, nodes, drawn)
            case rules.Reported(tally=tally):
                return Report(self, field, nodes, tally).text()
            case rules.Related(rows=rule):
                return self._related(field, row, nodes, rule)
            case rules.Connected() as connected:
                return Connection(self, field, row, nodes, connected).text()
            case rules.Identified():
                return self._identified(field, nodes)
        raise TypeError(f"{parent.name}.{name} is not selected from the database")

    def sql_arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A field's arguments with an SQL parameter for each scalar in them."""
        return {name: self._as_sql(value) for name, value in given.items()}

    def _as_sql(self, value: Any) -> Any:
        """An argument with an SQL parameter for each scalar in it."""
        if isinstance(value, Leaf):
            return self.parameters.bind(value.source, SQL_TYPES[value.type.name])
        if isinstance(value, dict):
            return {name: self._as_sql(entry) for name, entry in value.items()}
        if isinstance(value, list):
            return [self._as_sql(entry) for entry in value]
        return value

    def materialized(self, name: str, rows: Select[Any]) -> CTE:
        """The rows of a select, found once however often they are looked at."""
        found = rows.cte(f"{name}_{len(self.selections) + 1}").prefix_with("MATERIALIZED")
        self.selections.append(found)
        return found

    def chosen(
        self, kind: GraphQLObjectType, nodes: Nodes, use: Callable[[Any], Rows]
    ) -> Select[Any]:
        """A select of the JSON texts, `json`, of the rows of a type that a rule chooses."""
        table = rows_of(bound(kind).table)
        asked = Row(table, table)
        use(asked)  # to learn which columns the rule and its order need
        row = Row(table.alias(), table)
        columns = [getattr(row, name).label(name) for name in sorted(asked.used)]
        text = self.object_text(kind, row, nodes).label("json")
        name = f"selected_{len(self.selections) + 1}_{table.description}"
        objects = select(*columns, text).cte(name)
        self.selections.append(objects)
        rows = use(Row(objects, table))
        texts = select(column_of(objects, "json", text)).where(*rows.where)
        return texts.order_by(*rows.order_by)

    def _related(
        self, field: GraphQLField, row: Any, nodes: Nodes, rule: Callable[..., Rows]
    ) -> Json:
        """One related object, or null; or all of a list."""
        arguments = self.sql_arguments(self.arguments.of(nodes[0], field.args))
        texts = self.chosen(object_type(field), nodes, lambda other: rule(row, other, **arguments))
        texts = within(row, texts)
        if _is_list(field.type):
            return scalar(select(array_of(texts.subquery().c.json)))
        return func.coalesce(scalar(texts), NULL)

    def _drawn(self, field: GraphQLField, row: Any, nodes: Nodes, rule: rules.Drawn) -> Json:
        """An object, or null, or a list, of the rows of a select made for it."""
        given = self.arguments.of(nodes[0], field.args)
        for name, most in rule.most.items():
            if (leaf := given[name]) is not None:
                most = self.page_limit if most is None else most
                given[name] = replace(leaf, source=within_bounds(leaf.source, name, most, nodes[0]))
        each = rule.rows(row, **self.sql_arguments(given)).subquery()
        text = self.object_text(object_type(field), Row(each, each), nodes)
        if _is_list(field.type):
            return scalar(select(array_of(text)).select_from(each))
        return func.coalesce(scalar(select(text).select_from(each)), NULL)

    def _identified(self, field: GraphQLField, nodes: Nodes) -> Json:
        """The objects that global ids name, whatever their types; null for one that names none."""
        (ids,) = self.arguments.of(nodes[0], field.args).values()
        kind = get_named_type(field.type)
        types: Sequence[GraphQLObjectType] = (
            self.schema.get_possible_types(kind)
            if isinstance(kind, GraphQLInterfaceType)
            else [object_type(field)]
        )
        kinds = kinds_of({each.name: bound(each) for each in types})
        text = self.parameters.bind(self._entries(ids, kinds, nodes[0]), Text())
        entry = entries(text, self.dialect)
        objects = {
            literal(kinds[each.name].letter): self._entry(each, Row(entry, entry), nodes)
            for each in types
        }
        named = case(objects, value=func.substr(entry.c.value, constant(1), constant(1)))
        texts = select(func.coalesce(named, NULL).label("json")).select_from(entry)
        if not _is_list(field.type):
            return scalar(texts)
        return scalar(select(array_of(texts.order_by(entry.c.key).subquery().c.json)))

    def _entry(self, kind: GraphQLObjectType, entry: Row, nodes: Nodes) -> Json:
        """The object of one type that an entry of ids names; null where it names none of these."""
        texts = self.chosen(kind, nodes, lambda row: Rows([is_entry(entry, bound(kind), row)]))
        return scalar(within(entry, texts))

    def _entries(self, ids: Leaf, kinds: Mapping[str, Kind], node: FieldNode) -> Source:
        def read(inputs: Inputs) -> str:
            given = ids.source(inputs)
            listed = given if isinstance(given, list) else [given]
            if len(listed) > self.page_limit:
                message = f"{node.name.value}: {len(listed)} ids; at most {self.page_limit}"
                raise refused(message, node)
            return entries_text(listed, kinds)

        return read


def _told(field: GraphQLField) -> Source:
    name = declared_field(field).python_name
    return lambda inputs: getattr(inputs.result, name)


def _is_list(kind: GraphQLOutputType) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)
