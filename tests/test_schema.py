"""What the API is, as a whole: its definition is what was agreed, and all of it is described."""

from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    is_introspection_type,
    is_specified_scalar_type,
)

from graph.schema import build_schema

SNAPSHOT = Path(__file__).parent / "schema.graphql"


def test_the_schema_is_the_one_in_the_snapshot() -> None:
    written = build_schema().as_str() + "\n"
    assert written == SNAPSHOT.read_text(), (
        "The schema is not the one in tests/schema.graphql. If the change is meant: run "
        "`make schema`, read the difference as a client would, and name it in CHANGELOG.md."
    )


def test_everything_in_the_schema_is_described() -> None:
    schema = build_schema()._schema
    own = [
        kind
        for kind in schema.type_map.values()
        if not is_introspection_type(kind) and not is_specified_scalar_type(kind)
    ]
    elements = dict(element for kind in own for element in _elements(kind))
    assert [name for name, description in elements.items() if not description] == []
    # The walk has met each kind of element: types, fields, arguments, input fields, enum values.
    assert {
        "Roadmap",
        "Roadmap.slug",
        "Query.roadmap(slug)",
        "RecordSponsorClickInput.roadmap",
        "RoadmapKind.ROLE",
    } <= elements.keys()


def _elements(kind: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    """A type and everything that it declares, with their descriptions."""
    yield kind.name, kind.description
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            yield f"{kind.name}.{name}", field.description
            for argument, declared in field.args.items():
                yield f"{kind.name}.{name}({argument})", declared.description
    if isinstance(kind, GraphQLInputObjectType):
        for name, input_field in kind.fields.items():
            yield f"{kind.name}.{name}", input_field.description
    if isinstance(kind, GraphQLEnumType):
        for name, value in kind.values.items():
            yield f"{kind.name}.{name}", value.description
