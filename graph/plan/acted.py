"""What a mutation's actions are given: the arguments of its root fields, read at each run."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLNonNull,
    Node,
    VariableNode,
)

from graph.plan.arguments import Arguments, Leaf, python_name
from graph.plan.operation import Operation
from graph.plan.statement import Inputs, Source


def act_arguments(
    operation: Operation, arguments: Arguments, node: FieldNode, field: GraphQLField
) -> Source:
    """Reads the arguments by their Python names, input objects as mappings by the API's names."""
    passed = dict(_passed(operation, node))
    others = {name: value for name, value in field.args.items() if name not in passed}
    planned = arguments.of(node, others)
    names = {python_name(field.args[name]): variable for name, variable in passed.items()}

    def read(inputs: Inputs) -> dict[str, Any]:
        given = {name: inputs.variables[variable] for name, variable in names.items()}
        return given | {name: _value(value, inputs) for name, value in planned.items()}

    return read


def _passed(operation: Operation, node: FieldNode) -> Iterator[tuple[str, str]]:
    """The arguments that are a variable and nothing else, by their names with its name: what is in
    it shapes no plan. One that may be absent or null does."""
    for argument in node.arguments or ():
        if isinstance(argument.value, VariableNode):
            variable = argument.value.name.value
            if isinstance(operation.variables.types[variable], GraphQLNonNull):
                yield argument.name.value, variable


def _value(planned: Any, inputs: Inputs) -> Any:
    if isinstance(planned, Leaf):
        return planned.source(inputs)
    if isinstance(planned, dict):
        return {name: _value(value, inputs) for name, value in planned.items()}
    if isinstance(planned, list):
        return [_value(value, inputs) for value in planned]
    return planned


def shaping_variables(operation: Operation) -> frozenset[str]:
    """The variables that plans depend on: all but those that are only passed to an action.

    A client sends an input with these keys and then with those, and a batch of any length.
    """
    parts = [operation.definition.selection_set, *operation.fragments.values()]
    used = [name for part in parts for name in _variables(part)]
    passed = [
        variable
        for node in operation.definition.selection_set.selections
        if isinstance(node, FieldNode)
        for _, variable in _passed(operation, node)
    ]
    return frozenset(name for name in used if used.count(name) > passed.count(name))


def _variables(node: Node) -> Iterator[str]:
    """The names of the variables in a part of a document, as often as they stand there."""
    if isinstance(node, VariableNode):
        yield node.name.value
        return
    for key in node.keys:
        value = getattr(node, key, None)
        for child in value if isinstance(value, list | tuple) else (value,):
            if isinstance(child, Node):
                yield from _variables(child)
