"""Operations made up by hypothesis-graphql, then made likely to find something.

Its arguments are replaced by ones that the content knows, some selections grow further, and some are
put into fragments, under directives, or twice; some values move to variables.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from graphql import (
    ArgumentNode,
    DefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Undefined,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_required_argument,
    is_required_input_field,
    parse,
    parse_type,
    parse_value,
    print_ast,
)
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from tests.oracle.objects import World
from tests.oracle.paging import Listing, cursor_of
from tests.oracle.sorting import USUAL, Object, key_of
from tests.plan.operations import NO_IDS, ODD_IDS, Case

T = TypeVar("T")
Composite = GraphQLObjectType | GraphQLInterfaceType
SIZES = (0, 1, 2, 3, 5, 8)
BAD_SIZES = (-1, 9, 1_000_000)
DAYS = ("0001-01-01", "2023-02-02", "2023-02-03", "2023-03-31", "2023-06-15", "9999-12-31")
INSTANTS = (
    "0001-01-01T00:00:00Z",
    "2023-02-03T00:00:00Z",
    "2023-04-01T02:00:00.000000001+02:00",
    "2023-06-15T10:59:59.999999Z",
    "9999-12-31T23:59:59Z",
)
ORDERS = (-1.5, 0, 0.1 + 0.2, 1, 2, 4.99, 5e-324, 1e300, 1.7976931348623157e308)
PAGING = ("first", "after", "last", "before")
KEYS = ("cursor", "place", "found", "key_0", "item_0", "json_0", "order", "select", "id", "p1")
SCALARS = {"Date": DAYS, "DateTime": INSTANTS}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Values for the arguments: those that name something, and some that do not."""

    texts: Mapping[str, Sequence[str]]
    """By the name of the argument, or of the field of a filter."""
    cursors: Mapping[str, Sequence[str]]
    """By the type of the list's items."""


def vocabulary(world: World) -> Vocabulary:
    slugs, names, texts = list(world.roadmaps), list(world.tags), list(world.keywords)
    titles = [roadmap["title"] for roadmap in world.roadmaps.values()]
    sponsors = [sponsor["title"] for sponsor in world.sponsors.values()]
    ids = [*world.by_id, *NO_IDS, *ODD_IDS]
    found: Mapping[str, Iterable[Object]] = {
        "Roadmap": world.live.values(),
        "Tag": world.tags.values(),
        "Keyword": world.keywords.values(),
        "Sponsor": world.sponsors.values(),
        "Placement": world.placements,
    }
    return Vocabulary(
        {
            "slug": [*slugs, "no-such", ""],
            "name": [*names, "no-such", ""],
            "text": [*texts, "SPADE", " "],
            "title": titles,
            "tags": names,
            "keywords": texts,
            "relatedRoadmaps": slugs,
            "sponsors": sponsors,
            "id": ids,
            "ids": ids,
        },
        {kind: [usual_cursor(kind, item) for item in items] for kind, items in found.items()},
    )


def usual_cursor(kind: str, item: Object) -> str:
    return cursor_of(Listing(kind, {}), key_of(USUAL[kind], item))


def operations(schema: GraphQLSchema, words: Vocabulary) -> st.SearchStrategy[Case]:
    made = queries(
        schema,
        custom_scalars={
            name: st.sampled_from(values).map(nodes.String) for name, values in SCALARS.items()
        },
    )
    return st.builds(
        lambda text, seed: Rewriter(schema, words, Random(seed)).case(str(text)),  # noqa: S311
        made,
        st.integers(0, 2**32),
    )


class Rewriter:
    """Rewrites one operation."""

    def __init__(self, schema: GraphQLSchema, words: Vocabulary, random: Random) -> None:
        self._schema = schema
        self._words = words
        self._random = random
        self._spoils = self._happens(0.15)
        self._count = 0
        self._definitions: list[VariableDefinitionNode] = []
        self._fragments: list[FragmentDefinitionNode] = []
        self._variables: dict[str, Any] = {}

    def case(self, text: str) -> Case:
        (operation,) = parse(text).definitions
        assert isinstance(operation, OperationDefinitionNode)
        assert self._schema.query_type is not None
        rewritten = OperationDefinitionNode(
            operation=operation.operation,
            selection_set=self._set(self._schema.query_type, operation.selection_set, 4),
            variable_definitions=tuple(self._definitions),
        )
        definitions: tuple[DefinitionNode, ...] = (rewritten, *self._fragments)
        return Case(print_ast(DocumentNode(definitions=definitions)), self._variables)

    def _happens(self, chance: float) -> bool:
        return self._random.random() < chance

    def _pick(self, values: Sequence[T]) -> T:
        return self._random.choice(values)

    def _new(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"

    def _set(self, kind: Composite, old: SelectionSetNode, depth: int) -> SelectionSetNode:
        selections: list[SelectionNode] = []
        for selection in old.selections:
            rewritten = self._selection(kind, selection, depth)
            selections += [self._dressed(kind, rewritten)] * (2 if self._happens(0.05) else 1)
        if depth > 0:
            selections += self._grown(
                kind, self._pick((0, 0, 1) if depth < 4 else (1, 2, 3)), depth
            )
        return SelectionSetNode(selections=tuple(selections))

    def _selection(self, kind: Composite, old: SelectionNode, depth: int) -> SelectionNode:
        if isinstance(old, InlineFragmentNode):
            inner = self._named(old.type_condition) if old.type_condition else kind
            return InlineFragmentNode(
                type_condition=old.type_condition,
                selection_set=self._set(inner, old.selection_set, depth),
            )
        assert isinstance(old, FieldNode)
        field = kind.fields.get(old.name.value)
        if field is None:  # __typename
            return old
        inside = get_named_type(field.type)
        return FieldNode(
            alias=old.alias,
            name=old.name,
            arguments=self._arguments(field),
            selection_set=self._set(inside, old.selection_set, depth - 1)  # type: ignore[arg-type]
            if old.selection_set
            else None,
        )

    def _named(self, node: NamedTypeNode) -> Composite:
        kind = self._schema.type_map[node.name.value]
        assert isinstance(kind, Composite)
        return kind

    def _grown(self, kind: Composite, number: int, depth: int) -> list[SelectionNode]:
        """New selections, each under a key of its own."""
        if isinstance(kind, GraphQLInterfaceType):
            kinds = self._schema.get_possible_types(kind)
            return [self._on(self._pick(kinds), depth) for _ in range(number)]
        return [self._dressed(kind, self._field(kind, depth)) for _ in range(number)]

    def _on(self, kind: GraphQLObjectType, depth: int) -> SelectionNode:
        return InlineFragmentNode(
            type_condition=type_node(kind.name),
            selection_set=SelectionSetNode(selections=(self._field(kind, depth),)),
        )

    def _field(self, kind: GraphQLObjectType, depth: int) -> FieldNode:
        leaves = [name for name, field in kind.fields.items() if is_leaf(field)]
        name = self._pick(list(kind.fields) if depth > 0 else leaves or ["__typename"])
        alias = NameNode(value=self._new(f"{self._pick(KEYS)}_"))
        if name == "__typename" or self._happens(0.05):
            return FieldNode(alias=alias, name=NameNode(value="__typename"))
        field = kind.fields[name]
        return FieldNode(
            alias=alias,
            name=NameNode(value=name),
            arguments=self._arguments(field),
            selection_set=None if is_leaf(field) else self._inside(field, depth - 1),
        )

    def _inside(self, field: GraphQLField, depth: int) -> SelectionSetNode:
        kind = get_named_type(field.type)
        assert isinstance(kind, Composite)
        typename = FieldNode(name=NameNode(value="__typename"))
        grown = self._grown(kind, self._pick((1, 2, 3)), depth) if kind.name != "Node" else []
        return SelectionSetNode(selections=tuple(grown or [typename]))

    def _dressed(self, kind: Composite, selection: SelectionNode) -> SelectionNode:
        """The selection, now and then in a fragment or under a directive."""
        dress = self._random.random()
        if dress < 0.06:
            inside = SelectionSetNode(selections=(selection,))
            condition = type_node(kind.name) if self._happens(0.5) else None
            return InlineFragmentNode(
                type_condition=condition, selection_set=inside, directives=self._directives(0.3)
            )
        if dress < 0.12:
            name = NameNode(value=self._new("F"))
            inside = SelectionSetNode(selections=(selection,))
            self._fragments.append(
                FragmentDefinitionNode(
                    name=name, type_condition=type_node(kind.name), selection_set=inside
                )
            )
            return FragmentSpreadNode(name=name, directives=self._directives(0.3))
        if isinstance(selection, FieldNode) and dress < 0.2:
            return FieldNode(
                alias=selection.alias,
                name=selection.name,
                arguments=selection.arguments,
                selection_set=selection.selection_set,
                directives=self._directives(1),
            )
        return selection

    def _directives(self, chance: float) -> tuple[DirectiveNode, ...]:
        if not self._happens(chance):
            return ()
        name, condition = self._pick(("skip", "include")), self._happens(0.5)
        value = self._given(GraphQLNonNull(GraphQLBoolean), condition, 0.35)
        argument = ArgumentNode(name=NameNode(value="if"), value=value)
        return (DirectiveNode(name=NameNode(value=name), arguments=(argument,)),)

    def _arguments(self, field: GraphQLField) -> tuple[ArgumentNode, ...]:
        values = {
            name: self._value(name, argument.type, 2)
            for name, argument in field.args.items()
            if name not in PAGING and (is_required_argument(argument) or self._happens(0.3))
        }
        if "first" in field.args:
            is_usual = all(value is None for value in values.values())
            values |= self._paging(field, is_usual=is_usual)
        return tuple(
            [
                ArgumentNode(
                    name=NameNode(value=name), value=self._given(field.args[name].type, value, 0.35)
                )
                for name, value in values.items()
            ]
        )

    def _paging(self, field: GraphQLField, *, is_usual: bool) -> dict[str, Any]:
        """Arguments that fit the list, but now and then. Cursors are those of its usual order."""
        if self._spoils and self._happens(0.5):
            return self._spoilt_paging()
        kind = get_named_type(field.type).name.removesuffix("Connection")
        names = self._pick((("first",), ("first",), ("last",), (), ("first", "last")))
        values: dict[str, Any] = {name: self._pick(SIZES) for name in names}
        if len(names) == 2:
            values[self._pick(names)] = None
        for name in ("after", "before"):
            if self._happens(0.2):
                values[name] = self._pick(self._words.cursors[kind]) if is_usual else None
        return values

    def _spoilt_paging(self) -> dict[str, Any]:
        cursors = self._pick(list(self._words.cursors.values()))
        spoilt: dict[str, Any] = {
            "first": self._pick(BAD_SIZES),
            "last": self._pick(BAD_SIZES),
            "after": self._pick(cursors),
            "before": self._pick(("", "00", "zz", "5b5d")),
        }
        return {name: spoilt[name] for name in self._random.sample(list(spoilt), 2)}

    def _value(self, name: str, kind: GraphQLInputType, depth: int) -> Any:
        """A value for what is called so; of an input object's field, its owner's name counts."""
        if isinstance(kind, GraphQLNonNull):
            return self._value(name, kind.of_type, depth)
        if isinstance(kind, GraphQLList):
            number = self._pick((0, 1, 1, 2, 3))
            return [self._value(name, kind.of_type, depth) for _ in range(number)]
        if isinstance(kind, GraphQLInputObjectType):
            return self._input(name, kind, depth)
        if isinstance(kind, GraphQLEnumType):
            return self._pick(list(kind.values))
        words = {**SCALARS, "Boolean": (True, False), "Int": (0, 1, 2, 3), "Float": ORDERS}
        return self._pick(words.get(kind.name) or self._words.texts[name])

    def _input(self, owner: str, kind: GraphQLInputObjectType, depth: int) -> Any:
        required = [name for name, field in kind.fields.items() if is_required_input_field(field)]
        optional = [
            name
            for name, field in kind.fields.items()
            if name not in required and (depth > 0 or name not in ("and", "or", "not"))
        ]
        chosen = self._random.sample(optional, min(len(optional), self._pick((0, 1, 1, 1, 2))))
        return {name: self._member(owner, name, kind, depth) for name in (*required, *chosen)}

    def _member(self, owner: str, name: str, kind: GraphQLInputObjectType, depth: int) -> Any:
        field = kind.fields[name]
        if not is_required_input_field(field) and field.default_value is Undefined:
            if self._happens(0.05):
                return None
        is_operator = kind.name in ("StringFilter", "NameListFilter")
        value = self._value(owner if is_operator else name, field.type, depth - 1)
        if name in ("startsWith", "contains"):
            cut = self._pick((0, 1, 2, 3, 8))
            return self._pick((str.upper, str.lower, str))(value[:cut])
        return value

    def _given(self, kind: GraphQLInputType, value: Any, chance: float) -> ValueNode:
        """The value itself, or a variable that brings it, or whose default does."""
        if self._happens(chance):
            return self._variable(kind, value)
        if isinstance(kind, GraphQLNonNull):
            return self._given(kind.of_type, value, 0)
        if isinstance(kind, GraphQLList) and isinstance(value, list):
            entries = [self._given(kind.of_type, entry, chance / 3) for entry in value]
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
                value=self._given(kind.fields[name].type, entry, chance / 3),
            )
            for name, entry in value.items()
        ]
        return ObjectValueNode(fields=tuple(fields))

    def _variable(self, kind: GraphQLInputType, value: Any) -> VariableNode:
        name = self._new("v")
        default = self._given(kind, value, 0) if self._happens(0.3) else None
        if value is None and isinstance(kind, GraphQLNonNull):
            default = None
        is_said = self._happens(0.3 if default else 0.5)
        if is_said or (default is None and value is not None):
            self._variables[name] = value
        variable = VariableNode(name=NameNode(value=name))
        self._definitions.append(
            VariableDefinitionNode(
                variable=variable, type=parse_type(str(kind)), default_value=default
            )
        )
        return variable


def is_leaf(field: GraphQLField) -> bool:
    return not is_composite_type(get_named_type(field.type))


def type_node(name: str) -> NamedTypeNode:
    return NamedTypeNode(name=NameNode(value=name))
