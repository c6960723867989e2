"""Operations made up by hypothesis-graphql, then made likely to find something.

Their arguments are replaced by ones that the content knows, some selections grow further, and some
are put into fragments, under directives, or twice; some values move to variables.
"""

from random import Random

from graphql import (
    ArgumentNode,
    DefinitionNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLBoolean,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    parse,
    print_ast,
)
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from tests.plan.operations.case import Case
from tests.plan.values import Arguments, Chance
from tests.plan.vocabulary import DAYS, INSTANTS, Vocabulary

Composite = GraphQLObjectType | GraphQLInterfaceType
KEYS = ("cursor", "place", "found", "key_0", "item_0", "json_0", "order", "select", "id", "p1")
LIKELY = (*("roadmaps", "roadmaps", "roadmap", "keywords", "search"), *("nodes", "edges", "node"))
"""Fields with more behind them than others."""
DEPTH = 4
"""Down to which selections grow."""


def operations(schema: GraphQLSchema, words: Vocabulary) -> st.SearchStrategy[Case]:
    scalars = {"Date": DAYS, "DateTime": INSTANTS}
    made = queries(
        schema,
        custom_scalars={n: st.sampled_from(v).map(nodes.String) for n, v in scalars.items()},
    )
    return st.builds(
        lambda text, seed: Writer(schema, words, Random(seed)).rewritten(str(text)),  # noqa: S311
        made,
        st.integers(0, 2**32),
    )


def composed(schema: GraphQLSchema, words: Vocabulary, seed: int) -> Case:
    """The operation of a number, always the same one."""
    return Writer(schema, words, Random(seed)).composed()  # noqa: S311


class Writer:
    """Writes one operation."""

    def __init__(self, schema: GraphQLSchema, words: Vocabulary, random: Random) -> None:
        self._schema = schema
        self._chance = Chance(random)
        self._arguments = Arguments(words, self._chance)
        self._fragments: list[FragmentDefinitionNode] = []

    def rewritten(self, text: str) -> Case:
        """An operation of hypothesis-graphql's."""
        (operation,) = parse(text).definitions
        assert isinstance(operation, OperationDefinitionNode)
        return self._case(self._set(self._root, operation.selection_set, DEPTH))

    def composed(self) -> Case:
        """A new operation: smaller, and made in a twentieth of the time."""
        grown = self._grown(self._root, self._chance.pick((1, 1, 1, 2)), DEPTH)
        return self._case(SelectionSetNode(selections=tuple(grown)))

    @property
    def _root(self) -> GraphQLObjectType:
        assert self._schema.query_type is not None
        return self._schema.query_type

    def _case(self, selections: SelectionSetNode) -> Case:
        operation = OperationDefinitionNode(
            operation=OperationType.QUERY,
            selection_set=selections,
            variable_definitions=tuple(self._arguments.definitions),
        )
        definitions: tuple[DefinitionNode, ...] = (operation, *self._fragments)
        return Case(print_ast(DocumentNode(definitions=definitions)), self._arguments.variables)

    def _set(self, kind: Composite, old: SelectionSetNode, depth: int) -> SelectionSetNode:
        selections: list[SelectionNode] = []
        for selection in old.selections:
            rewritten = self._dressed(kind, self._selection(kind, selection, depth))
            selections += [rewritten] * (2 if self._chance.happens(0.05) else 1)
        if depth > 0:
            number = self._chance.pick((1, 2, 3) if depth == DEPTH else (0, 0, 1))
            selections += self._grown(kind, number, depth)
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
        return FieldNode(
            alias=old.alias,
            name=old.name,
            arguments=self._arguments.of(field),
            selection_set=old.selection_set
            and self._set(composite(field), old.selection_set, depth - 1),
        )

    def _named(self, node: NamedTypeNode) -> Composite:
        kind = self._schema.type_map[node.name.value]
        assert isinstance(kind, Composite)
        return kind

    def _grown(self, kind: Composite, number: int, depth: int) -> list[SelectionNode]:
        """New selections, each under a key of its own."""
        if isinstance(kind, GraphQLInterfaceType):
            kinds = self._schema.get_possible_types(kind)
            return [self._on(self._chance.pick(kinds), depth) for _ in range(number)]
        return [self._dressed(kind, self._field(kind, depth)) for _ in range(number)]

    def _on(self, kind: GraphQLObjectType, depth: int) -> SelectionNode:
        return InlineFragmentNode(
            type_condition=type_node(kind.name),
            selection_set=SelectionSetNode(selections=(self._field(kind, depth),)),
        )

    def _field(self, kind: GraphQLObjectType, depth: int) -> FieldNode:
        leaves = [name for name, field in kind.fields.items() if is_leaf(field)]
        likely = [name for name in LIKELY if name in kind.fields]
        name = self._chance.pick([*kind.fields, *likely] if depth > 0 else leaves or ["__typename"])
        alias = NameNode(value=self._chance.new(f"{self._chance.pick(KEYS)}_"))
        if name == "__typename" or self._chance.happens(0.03):
            return FieldNode(alias=alias, name=NameNode(value="__typename"))
        field = kind.fields[name]
        return FieldNode(
            alias=alias,
            name=NameNode(value=name),
            arguments=self._arguments.of(field),
            selection_set=None if is_leaf(field) else self._inside(field, depth - 1),
        )

    def _inside(self, field: GraphQLField, depth: int) -> SelectionSetNode:
        grown = self._grown(composite(field), self._chance.pick((1, 2, 3)), depth)
        return SelectionSetNode(selections=tuple(grown))

    def _dressed(self, kind: Composite, selection: SelectionNode) -> SelectionNode:
        """The selection, now and then in a fragment or under a directive."""
        dress = self._chance.pick((self._in_line, self._spread, self._directed, *[None] * 14))
        return dress(kind, selection) if dress else selection

    def _in_line(self, kind: Composite, selection: SelectionNode) -> SelectionNode:
        return InlineFragmentNode(
            type_condition=type_node(kind.name) if self._chance.happens(0.5) else None,
            selection_set=SelectionSetNode(selections=(selection,)),
            directives=self._directives(0.3),
        )

    def _spread(self, kind: Composite, selection: SelectionNode) -> SelectionNode:
        name = NameNode(value=self._chance.new("F"))
        fragment = FragmentDefinitionNode(
            name=name,
            type_condition=type_node(kind.name),
            selection_set=SelectionSetNode(selections=(selection,)),
        )
        self._fragments.append(fragment)
        return FragmentSpreadNode(name=name, directives=self._directives(0.3))

    def _directed(self, _: Composite, selection: SelectionNode) -> SelectionNode:
        if not isinstance(selection, FieldNode):
            return selection
        return FieldNode(
            alias=selection.alias,
            name=selection.name,
            arguments=selection.arguments,
            selection_set=selection.selection_set,
            directives=self._directives(1),
        )

    def _directives(self, chance: float) -> tuple[DirectiveNode, ...]:
        if not self._chance.happens(chance):
            return ()
        name, condition = self._chance.pick(("skip", "include")), self._chance.happens(0.5)
        value = self._arguments.given(GraphQLNonNull(GraphQLBoolean), condition, 0.35)
        argument = ArgumentNode(name=NameNode(value="if"), value=value)
        return (DirectiveNode(name=NameNode(value=name), arguments=(argument,)),)


def composite(field: GraphQLField) -> Composite:
    kind = get_named_type(field.type)
    assert isinstance(kind, Composite)
    return kind


def is_leaf(field: GraphQLField) -> bool:
    return not is_composite_type(get_named_type(field.type))


def type_node(name: str) -> NamedTypeNode:
    return NamedTypeNode(name=NameNode(value=name))
