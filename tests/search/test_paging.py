"""Pages of a search: forwards, by score and slug, and steady while content changes."""

import json
from pathlib import Path
from typing import Any

import pytest

from graph.settings import Settings
from tests.conftest import seed_into, write_files
from tests.postgresql.api import Api, open_api
from tests.search.content import QUERIES, file

PAGE = """query($query: String!, $first: Int, $after: String) {
  search(query: $query, first: $first, after: $after) {
    totalCount
    edges { cursor score node { slug } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
FOUND = [query for query, found in QUERIES.items() if len(found) > 1 and len(query) < 100]


def page(api: Api, query: str, first: int, after: str | None = None) -> Any:
    return api.data(PAGE, {"query": query, "first": first, "after": after})["search"]


def slugs(found: Any) -> list[str]:
    return [edge["node"]["slug"] for edge in found["edges"]]


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("query", FOUND, ids=ascii)
def test_the_pages_make_the_whole_list(api: Api, query: str, size: int) -> None:
    whole, read, after = page(api, query, 100), [], None
    while after is None or read[-1]["pageInfo"]["hasNextPage"]:
        read.append(page(api, query, size, after))
        info = read[-1]["pageInfo"]
        assert info["hasPreviousPage"] == (after is not None)
        after = info["endCursor"]
    assert [edge for each in read for edge in each["edges"]] == whole["edges"]
    assert {each["totalCount"] for each in read} == {len(whole["edges"])}
    assert [info["startCursor"] for info in (each["pageInfo"] for each in read)] == [
        each["edges"][0]["cursor"] for each in read
    ]


def test_a_page_may_be_empty(api: Api) -> None:
    assert slugs(page(api, "react", 0)) == []
    last = page(api, "react", 100)["pageInfo"]["endCursor"]
    assert page(api, "react", 5, last) == {
        "totalCount": 7,
        "edges": [],
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": True,
            "startCursor": None,
            "endCursor": None,
        },
    }


OTHER_LIST = "it belongs to another list, or to this one under another filter or order"


@pytest.mark.parametrize(
    ("query", "after", "message"),
    [
        ("angular", "{search}", OTHER_LIST),
        ("React", "{search}", OTHER_LIST),
        ("react", "{roadmaps}", OTHER_LIST),
        ("react", "zz", "it is not a cursor that this API made"),
        ("react", "", "it is not a cursor that this API made"),
    ],
    ids=["another query", "another spelling", "another list", "no cursor", "empty"],
)
def test_a_cursor_of_another_list_is_refused(
    api: Api, query: str, after: str, message: str
) -> None:
    roadmaps = api.data("{ roadmaps(first: 1) { pageInfo { endCursor } } }")["roadmaps"]
    cursors = {
        "search": page(api, "react", 1)["pageInfo"]["endCursor"],
        "roadmaps": roadmaps["pageInfo"]["endCursor"],
    }
    variables = {"query": query, "first": 1, "after": after.format(**cursors)}
    outcome, answer = api.ask(PAGE, variables)
    assert (outcome, [error["message"] for error in answer["errors"]]) == (
        "REFUSED",
        [f"search: after: {message}"],
    )


def test_a_page_larger_than_the_limit_is_refused(api: Api) -> None:
    outcome, answer = api.ask(PAGE, {"query": "react", "first": 101})
    assert (outcome, answer["errors"][0]["message"]) == (
        "REFUSED",
        "search: first is 101; it may be 0 to 100",
    )


@pytest.mark.parametrize("argument", ["last: 1", 'before: "5b"', "filter: {}"])
def test_a_search_is_only_paged_forwards(api: Api, argument: str) -> None:
    outcome, answer = api.ask(f'{{ search(query: "a", {argument}) {{ totalCount }} }}')
    assert (outcome, "Unknown argument" in answer["errors"][0]["message"]) == ("REFUSED", True)


def test_a_cursor_holds_the_rank_and_the_slug(api: Api) -> None:
    edge = page(api, "react", 1)["edges"][0]
    _, rank, slug = json.loads(bytes.fromhex(edge["cursor"]))
    assert (rank / 16, slug) == (edge["score"], "react")


def test_paging_goes_on_where_it_was_while_others_come_and_go(
    database: Settings, tmp_path: Path
) -> None:
    files = {f"r{i:02}.md": file(f"Garden {i}", ["garden"] * (i % 2)) for i in range(20)}
    seed_into(database, write_files(tmp_path / "content", files))
    with open_api(database) as api:
        whole = slugs(page(api, "gard", 100))
        first = page(api, "gard", 7)
    gone, came = slugs(first)[3], {"r005.md": file("Garden 005"), "z.md": file("Z garden")}
    files = {name: text for name, text in files.items() if name != f"{gone}.md"} | came
    others = {f"other{i}.md": file(f"Other {i}", description="garden " * i) for i in range(30)}
    seed_into(database, write_files(tmp_path / "content", files | others))
    with open_api(database) as api:
        rest = slugs(page(api, "gard", 100, first["pageInfo"]["endCursor"]))
    assert [slug for slug in rest if slug in whole] == whole[7:]
    assert set(slugs(first)).isdisjoint(rest)
