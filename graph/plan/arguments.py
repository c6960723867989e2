"""A field's arguments as a plan sees them: what shapes the SQL as values, the rest as parameters.

Null or not, true or false, which enum value, which keys an input object has: these decide what SQL
there is, so a plan is made for each *outline* of them. The scalars in between are parameters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    value_from_ast,
)
from graphql.utilities.coerce_input_value import coerce_default_value
from sqlalchemy import Integer, Text
from sqlalchemy.types import TypeEngine

from graph.plan.refusal import refused
from graph.plan.statement import Inputs, Source
from graph.tables.types import Flag, IsoDate, Number, UtcDateTime


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar, or a list of scalars, that a run of the plan brings."""

    source: Source
    type: GraphQLScalarType


SQL_TYPES: Mapping[str, TypeEngine[Any]] = {
    "Boolean": Flag(),
    "Date": IsoDate(),
    "DateTime": UtcDateTime(),
    "Float": Number(),
    "ID": Text(),
    "Int": Integer(),
    "String": Text(),
}
"""What a parameter of each scalar is to the database."""

LEAF = "leaf"
"""What an outline says of a value that is a parameter."""


def is_parameter(kind: GraphQLInputType) -> bool:
    """Whether values of the type are parameters: scalars other than Boolean, and lists of them."""
    named = get_named_type(kind)
    return isinstance(named, GraphQLScalarType) and named is not GraphQLBoolean


def outline(value: Any, kind: GraphQLInputType) -> Any:
    """The part of a coerced variable that shapes the SQL; hashable."""
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if value is None:
        return None
    if is_parameter(kind):
        return LEAF
    if isinstance(kind, GraphQLList):
        return tuple(outline(entry, kind.of_type) for entry in value)
    if isinstance(kind, GraphQLInputObjectType):
        return tuple((name, outline(v, kind.fields[name].type)) for name, v in value.items())
    return value


def shapes_plan(kind: GraphQLInputType) -> bool:
    """Whether two values of the type can have different outlines."""
    return not (isinstance(kind, GraphQLNonNull) and is_parameter(kind))


def python_name(argument: GraphQLArgument) -> str:
    """The name under which Strawberry declared the argument."""
    name: str = argument.extensions["strawberry-definition"].python_name
    return name


class Arguments:
    """Resolves the arguments of one operation's fields against its variables' outlines."""

    def __init__(
        self, types: Mapping[str, GraphQLInputType], outlines: Mapping[str, Any], most: int
    ) -> None:
        """`most` is how many conditions and terms all fields together may have."""
        self._types = types
        self._outlines = outlines
        self._most = most
        self._conditions = 0

    def of(self, node: FieldNode, declared: Mapping[str, GraphQLArgument]) -> dict[str, Any]:
        """The arguments by their Python names; null where neither given nor defaulted."""
        given = {argument.name.value: argument for argument in node.arguments or ()}
        values = {
            python_name(argument): self._argument(given.get(name), argument)
            for name, argument in declared.items()
        }
        self._conditions += sum(map(_conditions, values.values()))
        if self._conditions > self._most:
            found = f"`{node.name.value}` brings the operation to {self._conditions} conditions"
            raise refused(f"{found} in filters and orders; at most {self._most}.", node)
        return values

    def _argument(self, node: ArgumentNode | None, declared: GraphQLArgument) -> Any:
        if node is not None and not self._is_absent(node.value):
            return self._value(node.value, declared.type)
        default = declared.default_value
        return None if default is Undefined else _constant(default, declared.type)

    def _is_absent(self, node: ValueNode) -> bool:
        return isinstance(node, VariableNode) and node.name.value not in self._outlines

    def _value(self, node: ValueNode, kind: GraphQLInputType) -> Any:
        if isinstance(kind, GraphQLNonNull):
            value = self._value(node, kind.of_type)
            if value is None:  # validation trusts a nullable variable that has a default
                raise refused(f"a null where {kind} is expected", node)
            return value
        if isinstance(node, VariableNode):
            name = node.name.value
            return _from_outline(
                self._outlines.get(name), self._types[name], lambda inputs: inputs.variables[name]
            )
        if isinstance(node, NullValueNode):
            return None
        if is_parameter(kind):
            return self._parameter(node, kind)
        if isinstance(kind, GraphQLList):
            entries = node.values if isinstance(node, ListValueNode) else [node]
            return [self._value(entry, kind.of_type) for entry in entries]
        if isinstance(kind, GraphQLInputObjectType) and isinstance(node, ObjectValueNode):
            given = {field.name.value: field.value for field in node.fields}
            return dict(self._members(given, kind))
        return value_from_ast(node, kind)

    def _members(
        self, given: Mapping[str, ValueNode], kind: GraphQLInputObjectType
    ) -> Iterator[tuple[str, Any]]:
        for name, field in kind.fields.items():
            if name in given and not self._is_absent(given[name]):
                yield name, self._value(given[name], field.type)
            elif (default := coerce_default_value(field)) is not Undefined:
                yield name, _constant(default, field.type)

    def _parameter(self, node: ValueNode, kind: GraphQLInputType) -> Leaf:
        """A literal scalar or list; a list may hold variables, so it is read at each run."""
        named = get_named_type(kind)
        assert isinstance(named, GraphQLScalarType)  # noqa: S101  is_parameter has said so
        if not isinstance(node, ListValueNode):
            constant = value_from_ast(node, kind)
            if constant is Undefined:  # validation lets a number pass that no float can hold
                raise refused(f"a value that is no {named}", node)
            return Leaf(lambda _: constant, named)

        def read(inputs: Inputs) -> Any:
            value = value_from_ast(node, kind, dict(inputs.variables))
            if value is Undefined:
                raise refused(f"a null in this list, whose entries are {named}!", node)
            return value

        return Leaf(read, named)


def _conditions(value: Any) -> int:
    """How many entries an argument has that shape the SQL, those inside of others too."""
    if isinstance(value, dict):
        return len(value) + sum(map(_conditions, value.values()))
    if isinstance(value, list):
        return len(value) + sum(map(_conditions, value))
    return 0


def _constant(value: Any, kind: GraphQLInputType) -> Any:
    """A schema's default as if the client had sent it."""
    return _from_outline(outline(value, kind), kind, lambda _: value)


def _from_outline(shape: Any, kind: GraphQLInputType, source: Source) -> Any:
    """A value whose outline is known and whose scalars come from the source."""
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if shape is None:
        return None
    if is_parameter(kind):
        named = get_named_type(kind)
        return Leaf(source, named)  # type: ignore[arg-type]
    if isinstance(kind, GraphQLList):
        return [
            _from_outline(entry, kind.of_type, _member(source, i)) for i, entry in enumerate(shape)
        ]
    if isinstance(kind, GraphQLInputObjectType):
        return {
            name: _from_outline(entry, kind.fields[name].type, _member(source, name))
            for name, entry in shape
        }
    return shape


def _member(source: Source, key: int | str) -> Source:
    def read(inputs: Inputs) -> Any:
        return source(inputs)[key]

    return read


def spelled(value: Any, sources: list[Source]) -> str:
    """What a plan knows of an argument, as text; the sources of the rest are added to the list."""
    if isinstance(value, Leaf):
        sources.append(value.source)
        return "?"
    if isinstance(value, dict):
        members = (f"{name}:{spelled(value[name], sources)}" for name in sorted(value))
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(spelled(entry, sources) for entry in value) + "]"
    return str(value)
