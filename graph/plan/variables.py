"""The variables of one operation: coerced at each run by closures that are made once.

The closures give what graphql-core's own coercion gives, for values that fit; whatever else there
is they leave to it, so that it is accepted or refused as GraphQL has it, in graphql-core's words.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    Undefined,
    VariableDefinitionNode,
    get_variable_values,
    is_required_input_field,
    type_from_ast,
)
from graphql.execution.values import VariableValues
from graphql.utilities.coerce_input_value import coerce_default_value

from graph.plan.arguments import LEAF, is_parameter, outline, shapes_plan
from graph.plan.refusal import RefusedError

MOST_ERRORS = 5
"""Reported at once; more would only cost."""

Coercion = Callable[[Any], Any]
"""A value of JSON as its type has it; any exception for one to be looked at by graphql-core."""


class NotPlainError(ValueError):
    """The value does not fit its type, or only by one of GraphQL's allowances."""


class Coercions:
    """The coercions of one schema's types."""

    def __init__(self) -> None:
        self._objects: dict[str, Coercion] = {}

    def of(self, kind: GraphQLInputType) -> Coercion:
        if isinstance(kind, GraphQLNonNull):
            return _never_null(self._of_nullable(kind.of_type))
        return _or_null(self._of_nullable(kind))

    def _of_nullable(self, kind: GraphQLInputType) -> Coercion:
        if isinstance(kind, GraphQLList):
            return _list(self.of(kind.of_type))
        if isinstance(kind, GraphQLInputObjectType):
            return self._of_object(kind)
        assert isinstance(kind, GraphQLScalarType | GraphQLEnumType)  # noqa: S101  no other
        return PASSED.get(kind.name) or kind.coerce_input_value

    def _of_object(self, kind: GraphQLInputObjectType) -> Coercion:
        if kind.is_one_of:
            return _not_plain
        if kind.name not in self._objects:
            fields: list[_Field] = []
            self._objects[kind.name] = partial(_object, kind, fields)  # a type may hold itself
            fields += [self._of_field(name, field) for name, field in kind.fields.items()]
        return self._objects[kind.name]

    def _of_field(self, name: str, field: GraphQLInputField) -> "_Field":
        default = _REQUIRED if is_required_input_field(field) else coerce_default_value(field)
        return name, field.out_name or name, default, self.of(field.type)


_Field = tuple[str, str, Any, Coercion]
"""Its name, the one its value gets, what it is where it is absent, and its coercion."""

_REQUIRED = object()


def _object(kind: GraphQLInputObjectType, fields: Sequence[_Field], value: Any) -> Any:
    if type(value) is not dict:
        raise NotPlainError
    coerced = {}
    unknown = len(value)
    for name, out_name, default, coercion in fields:
        if name in value:
            coerced[out_name] = coercion(value[name])
            unknown -= 1
        elif default is not Undefined:
            coerced[out_name] = default
    if unknown or _REQUIRED in coerced.values():
        raise NotPlainError
    return kind.out_type(coerced)


def _list(entry: Coercion) -> Coercion:
    def coerce(value: Any) -> Any:
        if type(value) is not list:
            raise NotPlainError
        return [entry(each) for each in value]

    return coerce


def _or_null(coercion: Coercion) -> Coercion:
    return lambda value: None if value is None else coercion(value)


def _never_null(coercion: Coercion) -> Coercion:
    if coercion in PASSED.values():  # they let no null pass
        return coercion

    def coerce(value: Any) -> Any:
        if value is None:
            raise NotPlainError
        return coercion(value)

    return coerce


def _exactly(kind: type) -> Coercion:
    def coerce(value: Any) -> Any:
        if type(value) is kind:
            return value
        raise NotPlainError

    return coerce


def _int(value: Any) -> int:
    if type(value) is int and GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT:
        return value
    raise NotPlainError


def _not_plain(_value: Any) -> Any:
    raise NotPlainError


PASSED: Mapping[str, Coercion] = {
    GraphQLBoolean.name: _exactly(bool),
    GraphQLID.name: _exactly(str),
    GraphQLInt.name: _int,
    GraphQLString.name: _exactly(str),
}
"""The scalars whose values are passed through; the others' own functions are called."""


class Variables:
    """The variables that one operation declares."""

    def __init__(
        self,
        schema: GraphQLSchema,
        definitions: Sequence[VariableDefinitionNode],
        coercions: Coercions,
    ) -> None:
        self._schema = schema
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
        try:
            return self._plain(given)
        except Exception:  # of whatever kind: a scalar may raise what it likes
            return self.values(given).coerced

    def _plain(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        coerced = {}
        for name, coercion in self._coercions:
            if name in given:
                coerced[name] = coercion(given[name])
            elif name in self._defaults.coerced:
                coerced[name] = self._defaults.coerced[name]
            elif isinstance(self.types[name], GraphQLNonNull):
                raise NotPlainError
        return coerced

    def values(self, given: Mapping[str, Any]) -> VariableValues:
        """The same as graphql-core has them, with where they come from."""
        return self._values(self._definitions, given)

    def _values(
        self, definitions: Sequence[VariableDefinitionNode], given: Mapping[str, Any]
    ) -> VariableValues:
        values = get_variable_values(
            self._schema, definitions, dict(given), max_errors=MOST_ERRORS, hide_suggestions=True
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
