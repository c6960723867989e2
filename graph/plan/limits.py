"""What an operation may ask for: how deep, how many fields, and at what cost.

One pass over the document measures it before it is planned. A fragment is measured once, however
often it is spread: time grows with the document's length and not with what it expands to.

The cost is an estimate of how many objects the answer holds: the product of the page sizes on the
way down, of which variables may say some, so that it is reckoned anew for each request.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from graph.plan.page import DEFAULT_SIZE
from graph.plan.refusal import refused
from graph.plan.statement import Inputs

MOST_LEVELS = 30
"""Of nested fields."""
MOST_FIELDS = 1_000
"""All fragments expanded; GraphiQL's introspection has some 150."""
COST_LIMIT = 500_000
"""Some seconds of a database's time at the most."""
LIST_SIZE = 2
"""What a list without paging counts for: those of a roadmap are short, and bounded by its file."""

MOST_REMEMBERED = 32
"""Costs of one operation; clients have few sizes of pages."""

Sizes = Sequence[int | str]
"""Of pages: numbers, and names of variables."""
Cost = Callable[[Mapping[str, Any], int], int]
"""The cost under given variables, within a page of that size."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How much a selection asks for."""

    depth: int
    fields: int
    cost: Cost
    asked: frozenset[str] = frozenset()
    """The variables that have a say in the cost."""

    def of_run(self) -> Callable[[Inputs], int]:
        """Tells the whole cost under a run's variables, which is the same for the same sizes."""
        names = sorted(self.asked)

        @lru_cache(MOST_REMEMBERED)
        def cost(*sizes: Any) -> int:
            return self.cost(dict(zip(names, sizes, strict=True)), 0)

        if not names:
            return lambda _inputs: cost()
        return lambda inputs: cost(*[inputs.variables.get(name) for name in names])


def free(_variables: Mapping[str, Any], _size: int) -> int:
    return 0


def measure(
    schema: GraphQLSchema,
    definition: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> Measure:
    """The measure of an operation; RefusedError where it is too deep or has too many fields."""
    root = schema.get_root_type(definition.operation)
    assert root is not None  # noqa: S101  validation has seen to it
    measuring = _Measuring(schema, fragments)
    for selection in definition.selection_set.selections:
        depth = measuring.of(selection, root).depth
        if depth > MOST_LEVELS:
            raise refused(f"This is nested {depth} fields deep; at most {MOST_LEVELS}.", selection)
    whole = measuring.of_set(definition.selection_set, root)
    if whole.fields > MOST_FIELDS:
        message = f"The operation has {whole.fields} fields, fragments expanded; at most "
        raise refused(f"{message}{MOST_FIELDS}.", definition)
    return whole


class _Measuring:
    """Measures the selections of one document."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._known: dict[str, Measure] = {}

    def of_set(self, selections: SelectionSetNode, parent: GraphQLNamedOutputType) -> Measure:
        parts = [self.of(selection, parent) for selection in selections.selections]
        costs = [part.cost for part in parts if part.cost is not free]
        return Measure(
            max((part.depth for part in parts), default=0),
            sum(part.fields for part in parts),
            lambda variables, size: sum([cost(variables, size) for cost in costs]),
            frozenset().union(*(part.asked for part in parts)),
        )

    def of(self, selection: SelectionNode, parent: GraphQLNamedOutputType) -> Measure:
        if isinstance(selection, FieldNode):
            return self._of_field(selection, parent)
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            kind = self._kind(condition.name.value) if condition else parent
            return self.of_set(selection.selection_set, kind)
        assert isinstance(selection, FragmentSpreadNode)  # noqa: S101  there is no fourth kind
        return self._of_fragment(selection.name.value)

    def _of_fragment(self, name: str) -> Measure:
        if name not in self._known:
            fragment = self._fragments[name]
            kind = self._kind(fragment.type_condition.name.value)
            self._known[name] = self.of_set(fragment.selection_set, kind)
        return self._known[name]

    def _kind(self, name: str) -> GraphQLNamedOutputType:
        kind: GraphQLNamedOutputType = self._schema.type_map[name]  # type: ignore[assignment]
        return kind

    def _of_field(self, node: FieldNode, parent: GraphQLNamedOutputType) -> Measure:
        name = node.name.value
        # Introspection is counted, and no more: every client's is deep, and asks no database.
        is_deeper = 0 if parent.name.startswith("__") or name.startswith("__") else 1
        if node.selection_set is None:
            return Measure(is_deeper, 1, free)
        field = self._schema.get_field(parent, name)  # type: ignore[arg-type]
        assert field is not None  # noqa: S101  validation has seen to it
        kind: GraphQLNamedOutputType = get_named_type(field.type)  # type: ignore[assignment]
        below = self.of_set(node.selection_set, kind)
        in_page = "pageInfo" in parent.fields  # type: ignore[union-attr]
        sizes = _sizes(node) if "first" in field.args else None
        cost = _cost(node, field, below.cost, sizes, in_page=in_page) if is_deeper else free
        asked = below.asked.union(size for size in sizes or () if isinstance(size, str))
        return Measure(is_deeper + below.depth, 1 + below.fields, cost, asked)


def _cost(
    node: FieldNode, field: GraphQLField, below: Cost, sizes: Sizes | None, *, in_page: bool
) -> Cost:
    """Of a field with objects: as many as it has, each with what is selected on it."""
    if sizes is not None:
        return lambda variables, _: 1 + below(variables, _page_size(sizes, variables))
    if in_page and node.name.value in ("nodes", "edges"):
        return lambda variables, size: size * (1 + below(variables, size))
    factor = LIST_SIZE if is_list_type(get_nullable_type(field.type)) else 1
    return lambda variables, size: factor * (1 + below(variables, size))


def _sizes(node: FieldNode) -> Sizes:
    """The sizes that the field's paging arguments say."""
    values = [arg.value for arg in node.arguments or () if arg.name.value in ("first", "last")]
    return [
        int(value.value) if isinstance(value, IntValueNode) else value.name.value
        for value in values
        if isinstance(value, IntValueNode | VariableNode)
    ]


def _page_size(sizes: Sizes, variables: Mapping[str, Any]) -> int:
    """The first of them that is not null; what is out of bounds is refused elsewhere."""
    for size in sizes:
        given = variables.get(size) if isinstance(size, str) else size
        if given is not None:
            return int(given)
    return DEFAULT_SIZE


def require_cost(cost: int, limit: int, definition: OperationDefinitionNode) -> None:
    """Raise RefusedError where the operation costs more than it may."""
    if cost > limit:
        message = f"The operation costs {cost}; at most {limit}: ask for smaller pages"
        raise refused(f"{message}, or for fewer lists inside lists.", definition)
