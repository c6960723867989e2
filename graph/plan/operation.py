"""One GraphQL operation as its text gives it: parsed, validated, its variables ready to be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_variable_values,
    parse,
    type_from_ast,
    validate,
)
from graphql.execution.values import VariableValues

from graph.plan.arguments import LEAF, outline, shapes_plan
from graph.plan.limits import Cost, measure
from graph.plan.refusal import RefusedError

MOST_TOKENS = 10_000
"""Of one document; GraphiQL's introspection has about 300."""
MOST_CHARACTERS = 200_000
MOST_ERRORS = 5
"""Reported at once; more would only cost."""


@dataclass(frozen=True, slots=True)
class Operation:
    """The operation that a request names, and what belongs to it."""

    definition: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    cost: Cost
    types: Mapping[str, GraphQLInputType]
    """Of the variables, by name."""

    @property
    def is_mutation(self) -> bool:
        return self.definition.operation is OperationType.MUTATION

    def variables(self, schema: GraphQLSchema, given: Mapping[str, Any]) -> VariableValues:
        """The request's variables, coerced; RefusedError for those that do not fit."""
        values = get_variable_values(
            schema,
            self.definition.variable_definitions or (),
            dict(given),
            max_errors=MOST_ERRORS,
            hide_suggestions=True,
        )
        if not isinstance(values, VariableValues):
            raise RefusedError(values)
        return values

    def outlines(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What of the variables shapes a plan; those that are absent stay so."""
        return {
            name: outline(value, self.types[name]) if shapes_plan(self.types[name]) else LEAF
            for name, value in variables.items()
        }


def read_operation(schema: GraphQLSchema, text: str, name: str | None) -> Operation:
    """The named operation of a document, or its only one; RefusedError where there is none."""
    document = _parse(text)
    errors = validate(
        schema,
        document,
        max_errors=MOST_ERRORS,
        hide_suggestions=True,
        allow_empty_selection_sets=False,
    )
    if errors:
        raise RefusedError(errors)
    definition = _choose(document, name)
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    measured = measure(schema, definition, fragments)
    return Operation(
        definition,
        fragments,
        measured.cost,
        {
            node.variable.name.value: type_from_ast(schema, node.type)  # type: ignore[misc]
            for node in definition.variable_definitions or ()
        },
    )


def _parse(text: str) -> DocumentNode:
    try:
        return parse(
            text,
            max_tokens=MOST_TOKENS,
            max_lexical_tokens=MOST_TOKENS,
            max_source_length=MOST_CHARACTERS,
            allow_empty_selection_sets=False,
        )
    except GraphQLError as error:
        raise RefusedError([error]) from None
    except RecursionError:
        raise RefusedError([GraphQLError("The document is nested too deeply.")]) from None


def _choose(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if name is None and len(operations) == 1:
        return operations[0]
    if name is None:
        message = f"The document has {len(operations)} operations: say which by operationName."
        raise RefusedError([GraphQLError(message)])
    for operation in operations:
        if operation.name and operation.name.value == name:
            return operation
    raise RefusedError([GraphQLError(f"The document has no operation named {name!r}.")])
