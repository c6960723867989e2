"""One GraphQL operation as its text gives it: parsed, validated, its variables ready to be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    parse,
    specified_rules,
    validate,
)
from graphql.validation.rules import ASTValidationRule

from graph.plan.allowance import Measured, measure
from graph.plan.coercion import Coercions
from graph.plan.limits import Limits
from graph.plan.refusal import RefusedError, refused
from graph.plan.statement import Inputs
from graph.plan.variables import Variables

UNITS = 2
"""Of graphql-core's budget that the comparison of two fields costs."""
GIVEN_UP = "Validation aborted."
DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Operation:
    """The operation that a request names, and what belongs to it."""

    definition: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    cost: Callable[[Inputs], int]
    """Of a run."""
    cost_is_fixed: bool
    """Whether it is the same for all runs."""
    measured: Measured
    variables: Variables
    is_mutation: bool


def read_operation(
    schema: GraphQLSchema,
    text: str,
    name: str | None,
    coercions: Coercions,
    limits: Limits = DEFAULT,
) -> Operation:
    """The named operation of a document, or its only one; RefusedError where there is none."""
    document = _parse(text, limits)
    _require_few_variables(document, limits.variable_limit)
    _validate(schema, document, limits)
    definition = _choose(document, name)
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    measured = measure(schema, definition, fragments, limits)
    declared = definition.variable_definitions or ()
    variables = Variables(schema, declared, coercions, limits.error_limit)
    is_mutation = definition.operation is OperationType.MUTATION
    cost, is_fixed = measured.whole.of_run(), not measured.whole.asked
    return Operation(definition, fragments, cost, is_fixed, measured, variables, is_mutation)


def _parse(text: str, limits: Limits) -> DocumentNode:
    try:
        return parse(
            text,
            max_tokens=limits.token_limit,
            max_lexical_tokens=limits.token_limit,
            max_source_length=limits.character_limit,
            allow_empty_selection_sets=False,
        )
    except GraphQLError as error:
        raise RefusedError([error]) from None
    except RecursionError:
        raise RefusedError([GraphQLError("The document is nested too deeply.")]) from None


def _require_few_variables(document: DocumentNode, most: int) -> None:
    """Raise RefusedError before validation looks at each of them."""
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            declared = node.variable_definitions or ()
            if len(declared) > most:
                told = f"The operation declares {len(declared)} variables"
                name = declared[most].variable.name.value
                raise refused(f"{told}, `${name}` among them; at most {most}.", declared[most])


def _validate(schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> None:
    errors = validate(
        schema,
        document,
        rules_within(limits.comparison_limit),
        max_errors=limits.error_limit,
        hide_suggestions=True,
        allow_empty_selection_sets=False,
    )
    if any(error.message == GIVEN_UP for error in errors):
        told = "The document's fields and fragments repeat too often to be compared"
        raise RefusedError([GraphQLError(f"{told}; at most {limits.comparison_limit} pairs.")])
    if errors:
        raise RefusedError(errors)


@cache
def rules_within(comparisons: int) -> tuple[type[ASTValidationRule], ...]:
    """GraphQL's rules, of which the one that compares fields with each other gives up in time."""

    class Agreement(OverlappingFieldsCanBeMergedRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.rule_context.remaining_complexity_budget = comparisons * UNITS

    return tuple(
        Agreement if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules
    )


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
