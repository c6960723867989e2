"""The arguments of generated operations: values that fit the content, now and then ones that do
not, and variables for some of them."""

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, TypeVar

from graphql import (
    ArgumentNode,
    EnumValueNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NameNode,
    ObjectFieldNode,
    ObjectValueNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    is_required_argument,
    is_required_input_field,
    parse_type,
    parse_value,
)

from tests.plan.vocabulary import BAD_SIZES, SCALARS, SIZES, Vocabulary

T = TypeVar("T")
PAGING = ("first", "after", "last", "before")


class Chance:
    """What decides, and what names are left."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._count = 0

    def happens(self, probability: float) -> bool:
        return self._random.random() < probability

    def pick(self, values: Sequence[T]) -> T:
        return self._random.choice(values)

    def sample(self, values: Sequence[T], number: int) -> list[T]:
        return self._random.sample(values, number)

    def new(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"


class Arguments:
    """The arguments of one operation, and the variables that they need."""

    def __init__(self, words: Vocabulary, chance: Chance) -> None:
        self._words = words
        self._chance = chance
        self._spoils = chance.happens(0.15)
        self.definitions: list[VariableDefinitionNode] = []
        self.variables: dict[str, Any] = {}

    def of(self, field: GraphQLField) -> tuple[ArgumentNode, ...]:
        """Arguments for a field, with those of paging."""
        values = self._own(field)
        if "first" in field.args:
            is_usual = all(value is None for value in values.values())
            paging = self._paging(field, is_usual=is_usual)
            values |= {name: value for name, value in paging.items() if name in field.args}
        return self._nodes(field, values)

    def own(self, field: GraphQLField) -> tuple[ArgumentNode, ...]:
        """Arguments for a field, but for those of paging."""
        return self._nodes(field, self._own(field))

    def _own(self, field: GraphQLField) -> dict[str, Any]:
        return {
            name: self._value(name, argument.type, 2)
            for name, argument in field.args.items()
            if name not in PAGING and (is_required_argument(argument) or self._chance.happens(0.4))
        }

    def _nodes(self, field: GraphQLField, values: Mapping[str, Any]) -> tuple[ArgumentNode, ...]:
        return tuple(
            ArgumentNode(
                name=NameNode(value=name), value=self.given(field.args[name].type, value, 0.35)
            )
            for name, value in values.items()
        )

    def _paging(self, field: GraphQLField, *, is_usual: bool) -> dict[str, Any]:
        """Arguments that fit the list, but now and then. Cursors are those of its usual order."""
        if self._spoils and self._chance.happens(0.5):
            return self._spoilt_paging()
        kind = get_named_type(field.type).name.removesuffix("Connection")
        names = self._chance.pick((("first",), ("first",), ("last",), (), ("first", "last")))
        values: dict[str, Any] = {name: self._chance.pick(SIZES) for name in names}
        if len(names) == 2:
            values[self._chance.pick(names)] = None
        for name in ("after", "before"):
            if name in field.args and self._chance.happens(0.2):
                values[name] = self._chance.pick(self._words.cursors[kind]) if is_usual else None
        return values

    def _spoilt_paging(self) -> dict[str, Any]:
        cursors = self._chance.pick(list(self._words.cursors.values()))
        spoilt: dict[str, Any] = {
            "first": self._chance.pick(BAD_SIZES),
            "last": self._chance.pick(BAD_SIZES),
            "after": self._chance.pick(cursors),
            "before": self._chance.pick(("", "00", "zz", "5b5d")),
        }
        return {name: spoilt[name] for name in self._chance.sample(list(spoilt), 2)}

    def _value(self, name: str, kind: GraphQLInputType, depth: int) -> Any:
        """A value for what is called so; of an input object's field, its owner's name counts."""
        if isinstance(kind, GraphQLNonNull):
            return self._value(name, kind.of_type, depth)
        if isinstance(kind, GraphQLList):
            number = self._chance.pick((0, 1, 1, 2, 3))
            return [self._value(name, kind.of_type, depth) for _ in range(number)]
        if isinstance(kind, GraphQLInputObjectType):
            return self._input(name, kind, depth)
        if isinstance(kind, GraphQLEnumType):
            return self._chance.pick(list(kind.values))
        scalars: Mapping[str, Sequence[Any]] = SCALARS
        return self._chance.pick(scalars.get(kind.name) or self._words.texts[name])

    def _input(self, owner: str, kind: GraphQLInputObjectType, depth: int) -> Any:
        required = [name for name, field in kind.fields.items() if is_required_input_field(field)]
        optional = [
            name
            for name, field in kind.fields.items()
            if name not in required and (depth > 0 or name not in ("and", "or", "not"))
        ]
        chosen = self._chance.sample(
            optional, min(len(optional), self._chance.pick((0, 1, 1, 1, 2)))
        )
        return {name: self._member(owner, name, kind, depth) for name in (*required, *chosen)}

    def _member(self, owner: str, name: str, kind: GraphQLInputObjectType, depth: int) -> Any:
        field = kind.fields[name]
        is_nullable = not isinstance(field.type, GraphQLNonNull)
        if is_nullable and self._chance.happens(0.05):
            return None
        is_operator = kind.name in ("StringFilter", "NameListFilter")
        value = self._value(owner if is_operator else name, field.type, depth - 1)
        if name in ("startsWith", "contains"):
            cut = self._chance.pick((0, 1, 2, 3, 8))
            part = str(value[:cut])
            return self._chance.pick((part, part.upper(), part.lower()))
        return value

    def given(self, kind: GraphQLInputType, value: Any, chance: float) -> ValueNode:
        """The value itself, or a variable that brings it, or whose default does."""
        if self._chance.happens(chance):
            return self._variable(kind, value)
        if isinstance(kind, GraphQLNonNull):
            return self.given(kind.of_type, value, 0)
        if isinstance(kind, GraphQLList) and isinstance(value, list):
            entries = [self.given(kind.of_type, entry, chance / 3) for entry in value]
            return ListValueNode(values=tuple(entries))
        if isinstance(kind, GraphQLInputObjectType) and value is not None:
            return self._object(kind, value, chance)
        if isinstance(kind, GraphQLEnumType) and value is not None:
            return EnumValueNode(value=value)
        return parse_value(json.dumps(value, ensure_ascii=False))

    def _object(self, kind: GraphQLInputObjectType, value: Any, chance: float) -> ValueNode:
        fields = [
            ObjectFieldNode(
                name=NameNode(value=name),
                value=self.given(kind.fields[name].type, entry, chance / 3),
            )
            for name, entry in value.items()
        ]
        return ObjectValueNode(fields=tuple(fields))

    def _variable(self, kind: GraphQLInputType, value: Any) -> VariableNode:
        name = self._chance.new("v")
        # Given without a chance of variables, so it is constant.
        default = self.given(kind, value, 0) if self._chance.happens(0.3) else None
        if value is None and isinstance(kind, GraphQLNonNull):
            default = None
        is_said = self._chance.happens(0.3 if default else 0.5)
        if is_said or (default is None and value is not None):
            self.variables[name] = value
        variable = VariableNode(name=NameNode(value=name))
        self.definitions.append(
            VariableDefinitionNode(
                variable=variable,
                type=parse_type(str(kind)),
                default_value=default,  # type: ignore[arg-type]
            )
        )
        return variable
