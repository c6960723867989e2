"""The variables of one operation, coerced at each run, and what of them shapes its plan."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLSchema,
    Undefined,
    VariableDefinitionNode,
    get_variable_values,
    type_from_ast,
)
from graphql.execution.values import VariableValues

from graph.plan.arguments import LEAF, is_parameter, outline, shapes_plan
from graph.plan.coercion import Coercions, NotPlainError
from graph.plan.refusal import RefusedError


class Variables:
    """The variables that one operation declares."""

    def __init__(
        self,
        schema: GraphQLSchema,
        definitions: Sequence[VariableDefinitionNode],
        coercions: Coercions,
        most_errors: int,
    ) -> None:
        self._schema = schema
        self._most_errors = most_errors
        self._definitions = definitions
        self.types: dict[str, GraphQLInputType] = {
            node.variable.name.value: type_from_ast(schema, node.type)  # type: ignore[misc]
            for node in definitions
        }
        self._coercions = [(name, coercions.of(kind)) for name, kind in self.types.items()]
        self._defaults = self._values([node for node in definitions if node.default_value], {})
        self._shapes = [(n, _shape(kind)) for n, kind in self.types.items() if shapes_plan(kind)]

    def coerced(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """A request's variables as their types have them; RefusedError for what does not fit."""
        coerced = {}
        try:
            for name, coercion in self._coercions:
                if name in given:
                    coerced[name] = coercion(given[name])
                elif name in self._defaults.coerced:
                    coerced[name] = self._defaults.coerced[name]
                elif isinstance(self.types[name], GraphQLNonNull):
                    raise NotPlainError
        except Exception:  # of whatever kind: a scalar may raise what it likes
            return self.values(given).coerced
        return coerced

    def values(self, given: Mapping[str, Any]) -> VariableValues:
        """The same as graphql-core has them, with where they come from."""
        return self._values(self._definitions, given)

    def _values(
        self, definitions: Sequence[VariableDefinitionNode], given: Mapping[str, Any]
    ) -> VariableValues:
        values = get_variable_values(
            self._schema,
            definitions,
            dict(given),
            max_errors=self._most_errors,
            hide_suggestions=True,
        )
        if not isinstance(values, VariableValues):
            raise RefusedError(values)
        return values

    def outlines(self, coerced: Mapping[str, Any]) -> dict[str, Any]:
        """What of the variables shapes a plan; those that are absent stay so."""
        return {
            name: outline(value, self.types[name]) if shapes_plan(self.types[name]) else LEAF
            for name, value in coerced.items()
        }

    def plan_key(self, coerced: Mapping[str, Any]) -> Hashable:
        """Equal for variables of equal outlines."""
        if not self._shapes:
            return ()
        return tuple(
            [shape(coerced[name]) if name in coerced else Undefined for name, shape in self._shapes]
        )


def _shape(kind: GraphQLInputType) -> Callable[[Any], Hashable]:
    """What differs between the outlines of two values of the type."""
    if is_parameter(kind):
        return _is_given
    return lambda value: outline(value, kind)


def _is_given(value: Any) -> bool:
    return value is not None
