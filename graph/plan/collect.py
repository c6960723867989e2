"""The selected fields of an object, with fragments and directives resolved."""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

from graph.plan.refusal import refused

Fields = dict[str, list[FieldNode]]
"""By response key, in the order of the answer; several nodes of one key are merged."""


class Collector:
    """Collects the fields of one operation, under given values of its Boolean variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables

    def fields(self, kind: GraphQLObjectType, nodes: Iterable[FieldNode]) -> Fields:
        """What is selected below the nodes on an object of that type."""
        sets = (node.selection_set for node in nodes if node.selection_set)
        return self.of_sets(kind, sets)

    def of_sets(self, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> Fields:
        """What is selected in the selection sets on an object of that type."""
        fields: Fields = {}
        visited: set[str] = set()
        for selection_set in sets:
            self._collect(kind, selection_set, fields, visited)
        return fields

    def _collect(
        self, kind: GraphQLObjectType, sets: SelectionSetNode, fields: Fields, visited: set[str]
    ) -> None:
        for selection in sets.selections:
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias or selection.name
                fields.setdefault(key.value, []).append(selection)
            elif inner := self._fragment(kind, selection, visited):
                self._collect(kind, inner, fields, visited)

    def _fragment(
        self, kind: GraphQLObjectType, selection: SelectionNode, visited: set[str]
    ) -> SelectionSetNode | None:
        """The selection set of a fragment; None where it does not apply or was seen before."""
        fragment: InlineFragmentNode | FragmentDefinitionNode
        if isinstance(selection, FragmentSpreadNode):
            name = selection.name.value
            if name in visited:
                return None
            visited.add(name)
            fragment = self._fragments[name]
        elif isinstance(selection, InlineFragmentNode):
            fragment = selection
        else:
            raise TypeError(f"a selection of no known kind: {selection!r}")
        return fragment.selection_set if self._applies(kind, fragment) else None

    def _applies(
        self, kind: GraphQLObjectType, fragment: InlineFragmentNode | FragmentDefinitionNode
    ) -> bool:
        if fragment.type_condition is None:
            return True
        condition = self._schema.type_map[fragment.type_condition.name.value]
        if is_abstract_type(condition):
            return self._schema.is_sub_type(condition, kind)
        return condition is kind

    def _included(self, selection: SelectionNode) -> bool:
        """Whether @skip and @include leave the selection in."""
        for directive in selection.directives or ():
            name = directive.name.value
            if name in ("skip", "include") and self._condition(directive) is (name == "skip"):
                return False
        return True

    def _condition(self, directive: DirectiveNode) -> bool:
        (argument,) = directive.arguments or ()
        value = argument.value
        if isinstance(value, BooleanValueNode):
            return value.value
        if isinstance(value, VariableNode):
            condition = self._variables.get(value.name.value)
            if isinstance(condition, bool):
                return condition
        raise refused(f"@{directive.name.value} needs true or false, not null", directive)
