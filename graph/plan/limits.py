"""What an operation may ask for, checked before it is planned, in one pass over the document.

A fragment is measured once, however often it is spread: time grows with the document's length and
not with what it would expand to.
"""

from collections.abc import Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from graph.plan.refusal import refused


def require_depth(
    definition: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    limit: int,
) -> None:
    """Raise RefusedError, naming the field, where fields are nested deeper than the limit.

    Introspection does not count: the query that every client sends for it is deep.
    """
    depths = _Depths(fragments)
    for selection in definition.selection_set.selections:
        if depths.of(selection) > limit:
            depth = depths.of(selection)
            raise refused(f"This is nested {depth} fields deep; at most {limit}.", selection)


class _Depths:
    """How many fields deep selections go."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, int] = {}

    def of(self, selection: object) -> int:
        if isinstance(selection, FieldNode):
            if selection.name.value.startswith("__") or selection.selection_set is None:
                return 0 if selection.name.value.startswith("__") else 1
            return 1 + self._below(selection.selection_set)
        if isinstance(selection, InlineFragmentNode):
            return self._below(selection.selection_set)
        assert isinstance(selection, FragmentSpreadNode)  # noqa: S101  there is no fourth kind
        name = selection.name.value
        if name not in self._known:
            self._known[name] = self._below(self._fragments[name].selection_set)
        return self._known[name]

    def _below(self, selection_set: SelectionSetNode) -> int:
        return max(self.of(selection) for selection in selection_set.selections)
