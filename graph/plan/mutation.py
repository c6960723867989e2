"""Runs a mutation: each root field's action in turn, then the selection on what it returned.

An action returns an object whose class is named as the GraphQL type of the result. Where that type
is made from a table, one statement answers the selection, on the row of the result's `row_id`;
else the selected fields are the object's own attributes.
"""

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import strawberry
from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLOutputType,
    get_argument_values,
    get_named_type,
    is_abstract_type,
    is_object_type,
)
from graphql.execution.values import VariableValues
from strawberry.types.arguments import convert_arguments

from graph.plan.aside import Aside
from graph.plan.collect import Fields
from graph.plan.operation import Operation
from graph.plan.planner import Planner
from graph.plan.reader import Reader, UnavailableError
from graph.plan.recent import Recent
from graph.plan.rule import Action
from graph.plan.schema import binding_of, declared_field, rule_of
from graph.plan.statement import Inputs, Statement

Plans = Recent[Hashable, Statement]


class Mutations:
    """Runs the mutations of one schema; `target` is what the actions act on."""

    def __init__(
        self,
        schema: strawberry.Schema,
        planner: Planner,
        reader: Reader,
        target: object,
        aside: Aside,
    ) -> None:
        self._schema = schema
        self._planner = planner
        self._reader = reader
        self._target = target
        self._aside = aside

    async def text(
        self,
        operation: Operation,
        values: VariableValues,
        inputs: Inputs,
        plans: Plans,
    ) -> str:
        """The JSON text of the whole answer."""
        outlines = operation.variables.outlines(values.coerced)
        root = cast(GraphQLObjectType, self._planner.schema.mutation_type)
        fields = self._planner.fields(operation, outlines, root)
        for nodes in fields.values():  # all of them, before the first one acts
            await self._check(operation, outlines, root, nodes, inputs, plans)
        members = []
        for key, nodes in fields.items():
            if nodes[0].name.value == "__typename":
                text = json.dumps(root.name)
            else:
                result = await self._act(root, nodes[0], values, inputs.origin)
                asked = replace(inputs, result=result)
                text = await self._payload(operation, outlines, nodes, asked, plans)
            members.append(f'"{key}":{text}')
        return f'{{"data":{{{",".join(members)}}}}}'

    async def _check(
        self,
        operation: Operation,
        outlines: Mapping[str, Any],
        root: GraphQLObjectType,
        nodes: Sequence[FieldNode],
        inputs: Inputs,
        plans: Plans,
    ) -> None:
        """RefusedError where the answer to what the field does could not be given."""
        name = nodes[0].name.value
        for kind in self._rows(root.fields[name].type) if name in root.fields else ():
            plan = await self._plan(operation, outlines, kind, nodes, plans)
            plan.arguments(replace(inputs, result=_Awaited()))

    def _rows(self, returned: GraphQLOutputType) -> list[GraphQLObjectType]:
        """The types of a field's results that stand for rows."""
        named = get_named_type(returned)
        kinds = self._planner.schema.get_possible_types(named) if is_abstract_type(named) else ()
        return [kind for kind in kinds or (named,) if is_object_type(kind) and binding_of(kind)]

    async def _act(
        self, root: GraphQLObjectType, node: FieldNode, values: VariableValues, origin: object
    ) -> object:
        field = root.fields[node.name.value]
        rule = rule_of(field)
        if not isinstance(rule, Action):
            raise TypeError(f"{root.name}.{node.name.value} declares no action")
        arguments = convert_arguments(
            get_argument_values(field, node, values),
            declared_field(field).arguments,
            scalar_registry=self._schema.schema_converter.scalar_registry,
            config=self._schema.config,
        )
        result: object = await rule.run(self._target, origin, **arguments)
        return result

    async def _payload(
        self,
        operation: Operation,
        outlines: Mapping[str, Any],
        nodes: Sequence[FieldNode],
        inputs: Inputs,
        plans: Plans,
    ) -> str:
        """The JSON text of what is selected on an action's result."""
        name = type(inputs.result).__name__
        kind = cast(GraphQLObjectType, self._planner.schema.type_map[name])
        if binding_of(kind) is None:
            members = self._planner.members(operation, outlines, kind, nodes)
            told = _attributes(kind, inputs.result, members)
            return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        plan = await self._plan(operation, outlines, kind, nodes, plans)
        text = await self._reader.text(plan, inputs)
        if text is None:
            raise UnavailableError(f"the {name} that was just stored is not to be read")
        return text

    async def _plan(
        self,
        operation: Operation,
        outlines: Mapping[str, Any],
        kind: GraphQLObjectType,
        nodes: Sequence[FieldNode],
        plans: Plans,
    ) -> Statement:
        """The statement that answers the selection on a row of that type."""
        key = (nodes[0].loc, kind.name, tuple(outlines.items()))
        return await self._aside.kept(
            plans, key, lambda: self._planner.payload(operation, outlines, kind, nodes)
        )


class _Awaited:
    """Stands for the result of an action that is still to come: each attribute is null."""

    def __getattr__(self, name: str) -> None:
        return None


def _attributes(kind: GraphQLObjectType, result: object, members: Fields) -> dict[str, Any]:
    """The selected fields of a result that stands for no row."""
    return {
        key: kind.name
        if same[0].name.value == "__typename"
        else getattr(result, declared_field(kind.fields[same[0].name.value]).python_name)
        for key, same in members.items()
    }
