"""JSON values as GraphQL's types have them, by closures that are made once for a schema.

The closures give what graphql-core's own coercion gives, for values that fit plainly. For all else
they raise, so that graphql-core decides: what it accepts is accepted, and its words refuse.
"""

from collections.abc import Callable, Mapping, Sequence
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
    GraphQLString,
    Undefined,
    is_required_input_field,
)
from graphql.utilities.coerce_input_value import coerce_default_value

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
