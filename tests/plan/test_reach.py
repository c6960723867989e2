"""Paths and neighborhoods through relations of every kind, on each database."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import seed_into, write_files
from tests.plan.content import file
from tests.postgresql.api import Api, open_api
from tests.search.conftest import database_of, kind, server

__all__ = ["kind", "server"]
LONG = 300
RELATED = {
    "oak": ["ash", "elm", "oak", "ash", "oka"],
    "ash": ["fir"],
    "elm": ["fir", "yew"],
    "fir": ["oak", "gum"],
    "yew": ["gum", "elm"],
    "gum": ["nowhere"],
    "fig": ["oak"],
    "ivy": [],
    **{f"n{i}": [f"n{i + 1}"] for i in range(LONG)},
    **{f"d{i}": [f"d{j}" for j in range(40)] for i in range(40)},
}


@pytest.fixture(scope="module")
def api(
    kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp(kind)
    with database_of(kind, folder, request) as settings:
        files = {f"{slug}.md": file({"relatedRoadmaps": to}) for slug, to in RELATED.items()}
        seed_into(settings, write_files(folder / "content", files))
        with open_api(settings) as api:
            yield api


def path(api: Api, start: str, end: str) -> list[str] | None:
    text = (
        "query ($a: String!, $b: String!) { path(from: $a, to: $b) { length roadmaps { slug } } }"
    )
    found = api.data(text, {"a": start, "b": end})["path"]
    if found is None:
        return None
    slugs = [roadmap["slug"] for roadmap in found["roadmaps"]]
    assert found["length"] == len(slugs) - 1
    return slugs


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("oak", "oak", ["oak"], id="to itself, which recommends itself"),
        pytest.param("ivy", "ivy", ["ivy"], id="to itself, which recommends nothing"),
        pytest.param("oak", "ash", ["oak", "ash"], id="one step, given twice"),
        pytest.param("oak", "gum", ["oak", "ash", "fir", "gum"], id="the first slugs of several"),
        pytest.param("fig", "elm", ["fig", "oak", "elm"], id="into a cycle"),
        pytest.param("oak", "fig", None, id="against the direction"),
        pytest.param("gum", "oak", None, id="from where only an unresolved relation leads"),
        pytest.param("oak", "oka", None, id="to a slug that only relations have"),
        pytest.param("nowhere", "oak", None, id="from a slug that only relations have"),
        pytest.param("ivy", "oak", None, id="from a roadmap by itself"),
        pytest.param("OAK", "oak", None, id="slugs are exact"),
        pytest.param("d0", "d39", ["d0", "d39"], id="where all recommend all"),
        pytest.param("n0", f"n{LONG}", None, id="to the end of a chain that is not there"),
    ],
)
def test_the_shortest_way(api: Api, start: str, end: str, expected: list[str] | None) -> None:
    assert path(api, start, end) == expected


def test_a_way_may_be_long(api: Api) -> None:
    assert path(api, "n0", f"n{LONG - 1}") == [f"n{i}" for i in range(LONG)]


def near(api: Api, slug: str, depth: int, direction: str) -> dict[int, list[str]]:
    """Slugs by distance."""
    text = """query ($slug: String!, $depth: Int!, $direction: Direction) { roadmap(slug: $slug) {
    neighborhood(depth: $depth, direction: $direction) { distance roadmap { slug } } } }"""
    given: dict[str, Any] = {"slug": slug, "depth": depth, "direction": direction}
    found: dict[int, list[str]] = {}
    for each in api.data(text, given)["roadmap"]["neighborhood"]:
        found.setdefault(each["distance"], []).append(each["roadmap"]["slug"])
    assert [*found] == sorted(found)
    return found


@pytest.mark.parametrize(
    ("slug", "depth", "direction", "expected"),
    [
        ("oak", 0, "OUTGOING", {}),
        ("oak", 1, "OUTGOING", {1: ["ash", "elm"]}),
        ("oak", 20, "OUTGOING", {1: ["ash", "elm"], 2: ["fir", "yew"], 3: ["gum"]}),
        ("oak", 2, "INCOMING", {1: ["fig", "fir"], 2: ["ash", "elm"]}),
        ("gum", 2, "BOTH", {1: ["fir", "yew"], 2: ["ash", "elm", "oak"]}),
        ("ivy", 20, "BOTH", {}),
        ("n7", 2, "BOTH", {1: ["n6", "n8"], 2: ["n5", "n9"]}),
        ("d7", 20, "OUTGOING", {1: sorted(f"d{i}" for i in range(40) if i != 7)}),
    ],
)
def test_the_neighborhood(
    api: Api, slug: str, depth: int, direction: str, expected: dict[int, list[str]]
) -> None:
    assert near(api, slug, depth, direction) == expected


@pytest.mark.parametrize("depth", [-1, 21, 2**31 - 1])
def test_a_depth_out_of_bounds_is_told_with_its_number(api: Api, depth: int) -> None:
    text = 'query ($n: Int!) { roadmap(slug: "oak") { neighborhood(depth: $n) { distance } } }'
    answer = api.ask(text, {"n": depth})
    assert answer[0] == "REFUSED"
    assert f"neighborhood: depth is {depth}; it may be 0 to 20" in str(answer[1])
