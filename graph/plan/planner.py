"""Operation -> SQL statements, under one outline of its variables."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import FieldNode, GraphQLObjectType, GraphQLSchema
from sqlalchemy import BigInteger, ColumnElement, Dialect, Integer, Text, select

from graph.plan.arguments import Arguments
from graph.plan.collect import Collector, Fields
from graph.plan.introspection import FIELDS, Introspection
from graph.plan.limits import Limits
from graph.plan.operation import Operation
from graph.plan.rule import row_of
from graph.plan.schema import bound
from graph.plan.select import Selector
from graph.plan.statement import NO_INPUTS, Inputs, Parameters, Statement, compile_statement
from graph.plan.text import literal, number, object_of


class Planner:
    """Makes the statements for the operations of one schema on one database."""

    def __init__(
        self, schema: GraphQLSchema, dialect: Dialect, page_limit: int, limits: Limits
    ) -> None:
        self.schema = schema
        self._dialect = dialect
        self._page_limit = page_limit
        self._limits = limits

    def query(self, operation: Operation, outlines: Mapping[str, Any]) -> Statement:
        """The one statement whose text is the whole answer to a query."""
        parameters, selector = self._selector(operation, outlines)
        introspection = Introspection(self.schema, operation)
        root = self.schema.query_type
        assert root is not None  # noqa: S101  every schema has one

        def member(key: str, nodes: Sequence[FieldNode]) -> ColumnElement[str]:
            if nodes[0].name.value not in FIELDS:
                return selector.field_text(root, None, nodes)
            return parameters.bind(
                lambda inputs: introspection.text(key, nodes, inputs.variables), Text()
            )

        fields = self.fields(operation, outlines, root)
        data = object_of({key: member(key, nodes) for key, nodes in fields.items()})
        answer = object_of({"data": data, "extensions": self._extensions(operation, parameters)})
        statement = select(answer).add_cte(*selector.selections)
        return compile_statement(statement, parameters, self._dialect)

    def _extensions(self, operation: Operation, parameters: Parameters) -> ColumnElement[str]:
        """What the answer tells beside its data."""
        estimate = self._estimate(operation, parameters)
        limit = literal(str(self._limits.cost_limit))
        return object_of({"cost": object_of({"estimate": estimate, "limit": limit})})

    def _estimate(self, operation: Operation, parameters: Parameters) -> ColumnElement[str]:
        """The cost; reading the parameter, where it is one, is what limits it."""

        def cost(inputs: Inputs) -> int:
            return self.cost(operation, inputs)

        if operation.cost_is_fixed:
            return literal(str(cost(NO_INPUTS)))
        return number(parameters.bind(cost, Integer()))

    def cost(self, operation: Operation, inputs: Inputs) -> int:
        """What a run is estimated to cost; RefusedError where that is more than it may."""
        estimate = operation.cost(inputs)
        operation.measured.require_cost(estimate, self._limits.cost_limit, inputs)
        return estimate

    def payload(
        self,
        operation: Operation,
        outlines: Mapping[str, Any],
        kind: GraphQLObjectType,
        nodes: Sequence[FieldNode],
    ) -> Statement:
        """The statement for the result of a mutation that stands for a row."""
        parameters, selector = self._selector(operation, outlines)
        row = row_of(bound(kind).table)
        row_id = parameters.bind(lambda inputs: inputs.result.row_id, BigInteger())
        text = selector.object_text(kind, row, nodes)
        statement = select(text).where(row.id == row_id).add_cte(*selector.selections)
        return compile_statement(statement, parameters, self._dialect)

    def fields(
        self, operation: Operation, outlines: Mapping[str, Any], kind: GraphQLObjectType
    ) -> Fields:
        """The root fields of the operation, in the order of its answer."""
        sets = [operation.definition.selection_set]
        return self.collector(operation, outlines).of_sets(kind, sets)

    def collector(self, operation: Operation, outlines: Mapping[str, Any]) -> Collector:
        return Collector(self.schema, operation.fragments, outlines)

    def arguments(self, operation: Operation, outlines: Mapping[str, Any]) -> Arguments:
        """The arguments of a mutation's actions, which shape no SQL and may be as many as fit."""
        return Arguments(operation.variables.types, outlines, sys.maxsize)

    def _selector(
        self, operation: Operation, outlines: Mapping[str, Any]
    ) -> tuple[Parameters, Selector]:
        parameters = Parameters()
        collector = self.collector(operation, outlines)
        types, most = operation.variables.types, self._limits.condition_limit
        arguments = Arguments(types, outlines, most)
        return parameters, Selector(
            self.schema, collector, arguments, parameters, self._dialect, self._page_limit
        )
