"""How much an operation asks for: how deep, how many fields, and at what cost.

One pass over the document measures it before it is planned. A fragment is measured once, however
often it is spread: time grows with the document's length and not with what it expands to.

The cost is an estimate of how many objects the answer holds: the product of the page sizes on the
way down, of which variables may say some, so that it is reckoned anew for each request.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

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
from graph.plan.rule import Drawn
from graph.plan.schema import rule_of
from graph.plan.statement import Inputs

LIST_SIZE = 2
"""What a list without paging counts for: those of a roadmap are short, and bounded by its file."""

EACH_STEP = 5
"""How many more roadmaps each step of a neighborhood counts for."""
FAR = 1_000
"""What those of many steps count for, and the search for a way through all."""

MOST_REMEMBERED = 32
"""Costs of one operation; clients have few sizes of pages."""

SIZED = ("first", "last", "depth")
Sizes = Sequence[int | str]
"""Of pages and neighborhoods: numbers, and names of variables."""
Cost = Callable[[Mapping[str, Any], int], int]
"""The cost under given variables, within a page of that size."""


class Counts(NamedTuple):
    """What is counted, fragments as often as they are spread."""

    fields: int = 0
    aliases: int = 0
    directives: int = 0

    def plus(self, others: Iterable["Counts"]) -> "Counts":
        return Counts(*map(sum, zip(self, *others, strict=True)))


@dataclass(frozen=True, slots=True)
class Measure:
    """How much a selection asks for."""

    depth: int
    counts: Counts
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


NOTHING = Counts()


def free(_variables: Mapping[str, Any], _size: int) -> int:
    return 0


class Measuring:
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
            NOTHING.plus([part.counts for part in parts]),
            lambda variables, size: sum([cost(variables, size) for cost in costs]),
            frozenset().union(*(part.asked for part in parts)),
        )

    def of(self, selection: SelectionNode, parent: GraphQLNamedOutputType) -> Measure:
        if isinstance(selection, FieldNode):
            return self._of_field(selection, parent)
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            kind = self._kind(condition.name.value) if condition else parent
            return _counted(selection, self.of_set(selection.selection_set, kind))
        assert isinstance(selection, FragmentSpreadNode)  # noqa: S101  there is no fourth kind
        return _counted(selection, self._of_fragment(selection.name.value))

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
            return Measure(is_deeper, own_counts(node), free)
        field = self._schema.get_field(parent, name)  # type: ignore[arg-type]
        assert field is not None  # noqa: S101  validation has seen to it
        kind: GraphQLNamedOutputType = get_named_type(field.type)  # type: ignore[assignment]
        below = self.of_set(node.selection_set, kind)
        in_page = "pageInfo" in parent.fields  # type: ignore[union-attr]
        sizes = _sizes(node) if "first" in field.args or "depth" in field.args else None
        cost = _cost(node, field, below.cost, sizes, in_page=in_page) if is_deeper else free
        asked = below.asked.union(size for size in sizes or () if isinstance(size, str))
        counts = own_counts(node).plus([below.counts])
        return Measure(is_deeper + below.depth, counts, cost, asked)


def own_counts(node: OperationDefinitionNode | SelectionNode) -> Counts:
    """What the node itself counts for."""
    fields = 1 if isinstance(node, FieldNode) else 0
    aliases = 1 if isinstance(node, FieldNode) and node.alias else 0
    return Counts(fields, aliases, len(node.directives or ()))


def _counted(node: SelectionNode, below: Measure) -> Measure:
    """The measure of a fragment, with what its use counts for."""
    if not node.directives:
        return below
    return replace(below, counts=own_counts(node).plus([below.counts]))


def _cost(
    node: FieldNode, field: GraphQLField, below: Cost, sizes: Sizes | None, *, in_page: bool
) -> Cost:
    """Of a field with objects: as many as it has, each with what is selected on it."""
    is_list = is_list_type(get_nullable_type(field.type))
    if sizes is not None and is_list:
        return _cost_of_found(field, below, sizes)
    if sizes is not None:
        return lambda variables, _: 1 + below(variables, _page_size(sizes, variables))
    if in_page and node.name.value in ("nodes", "edges", "rows"):
        return lambda variables, size: size * (1 + below(variables, size))
    searched = FAR if isinstance(rule_of(field), Drawn) and not is_list else 0
    factor = LIST_SIZE if is_list else 1
    return lambda variables, size: searched + factor * (1 + below(variables, size))


def _cost_of_found(field: GraphQLField, below: Cost, sizes: Sizes) -> Cost:
    """Of a list that is no connection: of some steps around, or of the first that are found."""
    if "depth" in field.args:
        return lambda variables, size: (
            _reached(_page_size(sizes, variables)) * (1 + below(variables, size))
        )
    return lambda variables, size: (
        DEFAULT_SIZE + _page_size(sizes, variables) * (1 + below(variables, size))
    )


def _reached(depth: int) -> int:
    reached: int = EACH_STEP ** max(0, min(depth, EACH_STEP))
    return min(reached, FAR)


def _sizes(node: FieldNode) -> Sizes:
    """The sizes that the field's arguments say."""
    values = [arg.value for arg in node.arguments or () if arg.name.value in SIZED]
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
