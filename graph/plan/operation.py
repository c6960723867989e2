"""One GraphQL operation as its text gives it: parsed, validated, its variables ready to be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)

from graph.plan.coercion import Coercions
from graph.plan.limits import measure
from graph.plan.refusal import RefusedError
from graph.plan.statement import Inputs
from graph.plan.variables import MOST_ERRORS, Variables

MOST_TOKENS = 10_000
"""Of one document; GraphiQL's introspection has about 300."""
MOST_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Operation:
    """The operation that a request names, and what belongs to it."""

    definition: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    cost: Callable[[Inputs], int]
    """Of a run."""
    cost_is_fixed: bool
    """Whether it is the same for all runs."""
    variables: Variables
    is_mutation: bool


def read_operation(
    schema: GraphQLSchema, text: str, name: str | None, coercions: Coercions
) -> Operation:
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
    variables = Variables(schema, definition.variable_definitions or (), coercions)
    is_mutation = definition.operation is OperationType.MUTATION
    cost, is_fixed = measured.of_run(), not measured.asked
    return Operation(definition, fragments, cost, is_fixed, variables, is_mutation)


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
