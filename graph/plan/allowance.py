"""Whether an operation stays within the limits; what does not is named with its number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
)

from graph.plan.limits import Limits
from graph.plan.measure import Counts, Measure, Measuring, own_counts
from graph.plan.refusal import refused
from graph.plan.statement import Inputs

INTROSPECTION = ("__schema", "__type")
"""The root fields that ask for the schema; each answer may be large."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The measure of an operation."""

    whole: Measure
    roots: Sequence[tuple[FieldNode, Measure]]
    """Of each field at its top level, out of whatever fragments."""

    def require_cost(self, cost: int, limit: int, inputs: Inputs) -> None:
        """Raise RefusedError where the operation costs more than it may."""
        if cost > limit:
            costs = [part.cost(inputs.variables, 0) for _, part in self.roots]
            dearest, (node, _) = max(zip(costs, self.roots, strict=True), key=itemgetter(0))
            name = node.name.value
            message = f"The operation costs {cost}, `{name}` {dearest} of it; at most {limit}"
            raise refused(f"{message}: ask for smaller pages, or fewer lists inside lists.", node)


def measure(
    schema: GraphQLSchema,
    definition: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    limits: Limits,
) -> Measured:
    """The measure of an operation; RefusedError where it asks for more than the limits allow."""
    root = schema.get_root_type(definition.operation)
    assert root is not None  # noqa: S101  validation has seen to it
    measuring = Measuring(schema, fragments)
    selections = definition.selection_set
    parts = [(each, measuring.of(each, root)) for each in selections.selections]
    _require_depth(parts, limits.depth_limit)
    whole = measuring.of_set(selections, root)
    _require_counts(whole.counts.plus([own_counts(definition)]), parts, limits)
    roots = list(_roots(selections, fragments))  # no more of them than the fields just counted
    _require_roots(roots, definition, limits)
    return Measured(whole, [(node, measuring.of(node, root)) for node in roots])


Parts = Sequence[tuple[SelectionNode, Measure]]


def _require_depth(parts: Parts, most: int) -> None:
    for node, part in parts:
        if part.depth > most:
            raise refused(
                f"{_named(node)} is nested {part.depth} fields deep; at most {most}.", node
            )


def _require_counts(counts: Counts, parts: Parts, limits: Limits) -> None:
    allowed = Counts(limits.field_limit, limits.alias_limit, limits.directive_limit)
    for i, (kind, count, most) in enumerate(zip(Counts._fields, counts, allowed, strict=True)):
        if count > most:
            node, part = max(parts, key=lambda each: each[1].counts[i])
            told = f"The operation has {count} {kind}, {_named(node)} {part.counts[i]} of them"
            raise refused(f"{told}, fragments expanded; at most {most}.", node)


def _named(node: SelectionNode) -> str:
    if isinstance(node, InlineFragmentNode):
        return "an inline fragment"
    if isinstance(node, FragmentSpreadNode):
        return f"the fragment `{node.name.value}`"
    assert isinstance(node, FieldNode)  # noqa: S101  there is no fourth kind
    return f"`{node.name.value}`"


def _roots(
    selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[FieldNode]:
    """The fields of a set, out of its fragments too."""
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield selection
        elif isinstance(selection, InlineFragmentNode):
            yield from _roots(selection.selection_set, fragments)
        elif isinstance(selection, FragmentSpreadNode):
            yield from _roots(fragments[selection.name.value].selection_set, fragments)


def _require_roots(
    roots: Sequence[FieldNode], definition: OperationDefinitionNode, limits: Limits
) -> None:
    is_mutation = definition.operation is OperationType.MUTATION
    most = limits.mutation_limit if is_mutation else limits.root_field_limit
    asking = [node for node in roots if node.name.value in INTROSPECTION]
    _require_few(asking, limits.introspection_limit, "asks for the schema", "times")
    _require_few(roots, most, "has", "fields at its top level")


def _require_few(nodes: Sequence[FieldNode], most: int, does: str, what: str) -> None:
    if len(nodes) > most:
        told = f"The operation {does} {len(nodes)} {what}"
        raise refused(
            f"{told}, `{nodes[most].name.value}` among them; at most {most}.", nodes[most]
        )
