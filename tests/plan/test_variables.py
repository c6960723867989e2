"""Variables are coerced as graphql-core coerces them, by whichever of the two ways."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    OperationDefinitionNode,
    get_variable_values,
    parse,
)
from graphql.execution.values import VariableValues
from hypothesis import given
from hypothesis import strategies as st

from graph.plan.coercion import Coercions
from graph.plan.refusal import RefusedError
from graph.plan.variables import Variables
from graph.schema import build_schema

SCHEMA = build_schema()._schema
COERCIONS = Coercions()
MOST_ERRORS = 5

DECLARED = (
    *("String!", "String", 'String = "x"', "ID!", "ID", "[ID!]!", "[ID]", "[[String!]!]"),
    *("Int!", "Int", "Int! = 7", "Int = null", "Float", "Float!", "Boolean!", "Boolean = true"),
    *("Date", "DateTime!", "JSON", "JSON!", "RoadmapKind!", "[RoadmapFacet!]!"),
    *("StringFilter", "RoadmapFilter", "RoadmapFilter!", "KeywordFilter = {text: {eq: null}}"),
    *("[RoadmapOrder!]", "[RoadmapOrder!]! = [{field: SLUG}]", "RecordSponsorClickInput!"),
)
ABSENT = object()

ANY_SCALAR = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**33), 2**33),
    st.floats(allow_nan=False),
    st.text(max_size=3),
    st.sampled_from(["2020-02-29", "2020-02-30", "2020-02-29T00:00:00Z", "ROLE", "SLUG", "ASC"]),
)
ANY = st.one_of(ANY_SCALAR, st.lists(ANY_SCALAR, max_size=2), st.just({}), st.just({"eq": "x"}))
GOOD: Mapping[str, st.SearchStrategy[Any]] = {
    "Boolean": st.booleans(),
    "Date": st.dates().map(str),
    "DateTime": st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat),
    "Float": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-5, 5),
    "ID": st.text(max_size=3) | st.integers(0, 9),
    "Int": st.integers(-(2**31), 2**31 - 1) | st.sampled_from([1.0, 2.5]),
    "JSON": ANY,
    "String": st.text(max_size=3),
}


def values(kind: GraphQLInputType, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values that mostly fit the type."""
    if isinstance(kind, GraphQLNonNull):
        fitting = values(kind.of_type, depth)
        return st.one_of(fitting, fitting, fitting, ANY) if depth < 3 else fitting
    if isinstance(kind, GraphQLList):
        entry = values(kind.of_type, depth + 1)
        return st.none() | st.lists(entry, max_size=2) | entry
    if isinstance(kind, GraphQLEnumType):
        return st.none() | st.sampled_from(sorted(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return st.none() | objects(kind, depth)
    return st.none() | GOOD[kind.name]


def objects(kind: GraphQLInputObjectType, depth: int) -> st.SearchStrategy[Any]:
    fields = kind.fields if depth < 3 else {n: f for n, f in kind.fields.items() if n == "eq"}
    optional = {
        name: st.deferred(lambda field=field: values(field.type, depth + 1))  # type: ignore[misc]
        for name, field in fields.items()
    }
    few = st.sets(st.sampled_from(sorted(optional)), max_size=3) if optional else st.just(set())
    some = few.flatmap(lambda names: st.fixed_dictionaries({n: optional[n] for n in names}))
    return some | st.fixed_dictionaries({}, optional={"unknown": st.just(1)})


def definition_of(declared: str) -> OperationDefinitionNode:
    node = parse(f"query ($v: {declared}) {{ __typename }}").definitions[0]
    assert isinstance(node, OperationDefinitionNode)
    return node


def by_graphql_core(definition: OperationDefinitionNode, given_: dict[str, Any]) -> Any:
    coerced = get_variable_values(
        SCHEMA,
        definition.variable_definitions or (),
        given_,
        max_errors=MOST_ERRORS,
        hide_suggestions=True,
    )
    return coerced.coerced if isinstance(coerced, VariableValues) else told(coerced)


def told(errors: Any) -> list[Any]:
    return [error.formatted for error in errors if isinstance(error, GraphQLError)]


def by_us(variables: Variables, given_: dict[str, Any]) -> Any:
    try:
        return variables.coerced(given_)
    except RefusedError as refusal:
        return told(refusal.errors)


@pytest.mark.parametrize("declared", DECLARED)
@given(data=st.data())
def test_variables_are_what_graphql_core_makes_of_them(declared: str, data: st.DataObject) -> None:
    definition = definition_of(declared)
    variables = Variables(SCHEMA, definition.variable_definitions or (), COERCIONS, MOST_ERRORS)
    value = data.draw(values(variables.types["v"]) | st.just(ABSENT) | ANY)
    given_ = {"other": 1} if value is ABSENT else {"v": value}
    ours, theirs = by_us(variables, given_), by_graphql_core(definition, given_)
    assert repr(ours) == repr(theirs)  # which tells 1 from true, and one order of keys from another


KEYS = {
    "a slug or another": ("String!", "a", "b", True),
    "null or not": ("String", None, "a", False),
    "absent or null": ("String", ABSENT, None, False),
    "true or false": ("Boolean!", True, False, False),
    "an enum's values": ("RoadmapKind!", "ROLE", "SKILL", False),
    "a filter's values": ("RoadmapFilter", {"slug": {"eq": "a"}}, {"slug": {"eq": "b"}}, True),
    "a filter's keys": ("RoadmapFilter", {"slug": {"eq": "a"}}, {"slug": {"ne": "a"}}, False),
    "the order of keys": (
        "StringFilter",
        {"eq": "a", "ne": "b"},
        {"ne": "b", "eq": "a"},
        True,
    ),
    "lengths of lists of scalars": ("[ID!]!", ["a"], ["a", "b"], True),
    "lengths of lists of objects": (
        "[RoadmapOrder!]",
        [{"field": "SLUG"}],
        [{"field": "SLUG"}, {"field": "SLUG"}],
        False,
    ),
}


@pytest.mark.parametrize(("declared", "one", "other", "same"), KEYS.values(), ids=[*KEYS])
def test_what_shapes_a_plan_tells_its_key(declared: str, one: Any, other: Any, same: bool) -> None:
    definition = definition_of(declared)
    variables = Variables(SCHEMA, definition.variable_definitions or (), COERCIONS, MOST_ERRORS)
    coerced = [variables.coerced({} if v is ABSENT else {"v": v}) for v in (one, other)]
    for tell in (variables.plan_key, variables.outlines):
        assert (tell(coerced[0]) == tell(coerced[1])) is same
