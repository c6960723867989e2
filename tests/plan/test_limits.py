"""What an operation is reckoned to cost, under the variables of each run."""

from typing import Any

import pytest

from graph.plan.coercion import Coercions
from graph.plan.operation import read_operation
from graph.plan.statement import NEVER, Inputs
from graph.schema import build_schema

SCHEMA = build_schema()._schema

FIXED = {
    "an object": ('{ roadmap(slug: "a") { title } }', 1),
    "lists in it": ('{ roadmap(slug: "a") { title tags { name } keywords { text } } }', 5),
    "a page": ("{ roadmaps(first: 10) { nodes { tags { name } } } }", 31),
    "a page of the ordinary size": ("{ roadmaps { nodes { title } } }", 101),
    "edges": ("{ roadmaps(last: 10) { edges { cursor node { title } } } }", 21),
    "pages in a page": (
        "{ roadmaps(first: 10) { nodes { relatedBy(first: 5) { nodes { slug } } } } }",
        71,
    ),
    "a fragment, each time": (
        '{ a: roadmap(slug: "a") { ...f } b: roadmap(slug: "b") { ...f } }'
        " fragment f on Roadmap { tags { name } }",
        6,
    ),
    "a neighborhood": ('{ roadmap(slug: "a") { neighborhood(depth: 2) { distance } } }', 26),
    "a wide one": ('{ roadmap(slug: "a") { neighborhood(depth: 20) { roadmap { slug } } } }', 2001),
    "neighborhoods in a page": (
        "{ roadmaps(first: 10) { nodes { neighborhood(depth: 3) { roadmap { slug } } } } }",
        2511,
    ),
    "suggestions": ('{ roadmap(slug: "a") { suggestedRelations(first: 3) { score } } }', 104),
    "a path": ('{ path(from: "a", to: "b") { roadmaps { slug } } }', 1003),
    "issues": ("{ contentIssues(first: 5) { nodes { roadmap { slug } } } }", 11),
    "introspection": ("{ __schema { types { fields { name } } } }", 0),
}


@pytest.mark.parametrize(("text", "cost"), FIXED.values(), ids=[*FIXED])
def test_a_cost_that_no_variable_has_a_say_in(text: str, cost: int) -> None:
    operation = read_operation(SCHEMA, text, None, Coercions())
    assert operation.cost_is_fixed
    assert operation.cost(Inputs({}, NEVER)) == cost


ASKED = """query ($first: Int, $last: Int, $inner: Int, $after: String) {
  roadmaps(first: $first, last: $last, after: $after) {
    nodes { relatedBy(first: $inner) { nodes { slug } } }
  }
}"""

SIZES: dict[str, tuple[dict[str, Any], int]] = {
    "first": ({"first": 10, "inner": 5}, 1 + 10 * 7),
    "another": ({"first": 20, "inner": 5}, 1 + 20 * 7),
    "last": ({"last": 3, "inner": 5}, 1 + 3 * 7),
    "first, and last is null": ({"first": 3, "last": None, "inner": 0}, 1 + 3 * 2),
    "null": ({"first": None, "inner": 5}, 1 + 100 * 7),
    "none": ({}, 1 + 100 * 102),
    "out of bounds": ({"first": -1, "inner": 5}, 1 - 7),
}


@pytest.mark.parametrize(
    ("depth", "cost"), [(0, 2), (1, 6), (4, 626), (5, 1001), (2**31 - 1, 1001), (-1, 2)]
)
def test_the_depth_of_a_neighborhood_is_reckoned_with(depth: int, cost: int) -> None:
    text = 'query ($n: Int!) { roadmap(slug: "a") { neighborhood(depth: $n) { distance } } }'
    operation = read_operation(SCHEMA, text, None, Coercions())
    assert operation.cost(Inputs({"n": depth}, NEVER)) == cost


def test_sizes_that_variables_say_are_reckoned_with_in_each_run() -> None:
    operation = read_operation(SCHEMA, ASKED, None, Coercions())
    assert not operation.cost_is_fixed
    for _ in range(2):  # the second time from what is remembered
        costs = {name: operation.cost(Inputs(sizes, NEVER)) for name, (sizes, _) in SIZES.items()}
        assert costs == {name: cost for name, (_, cost) in SIZES.items()}
