"""Lists are paged through by cursors, from either end, without a gap or a repeat."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.plan.answer import Outcome
from graph.plan.page import LONG
from graph.settings import SqliteModule
from tests.plan.comparison import assert_only_errors
from tests.plan.content import FIRST, NOW, run
from tests.plan.database import Database, opened

LISTS = {
    "roadmaps": ("roadmaps(%s)", "slug"),
    "tags": ("tags(%s)", "name"),
    "keywords": ("keywords(%s)", "text"),
    "sponsors": ("sponsors(%s)", "id"),
    "placements": ("placements(%s)", "id"),
    "placements-of-a-day": ('placements(activeOn: "2023-03-02", %s)', "id"),
    "filtered": ("roadmaps(filter: {order: {isNull: false}}, %s)", "slug"),
    "falling-with-nulls": ("roadmaps(orderBy: {field: ORDER, direction: DESC}, %s)", "slug"),
    "by-title": ("roadmaps(orderBy: {field: TITLE, direction: DESC}, %s)", "slug"),
    "by-day": ("roadmaps(orderBy: {field: DATE_MODIFIED}, %s)", "slug"),
    "by-day-falling": (
        "roadmaps(orderBy: [{field: DATE_PUBLISHED, direction: DESC}, {field: TITLE}], %s)",
        "slug",
    ),
    "by-counts": (
        """roadmaps(orderBy: [{field: RELATED_BY_COUNT, direction: DESC}, {field: KEYWORD_COUNT},
        {field: ORDER, direction: DESC}], %s)""",
        "slug",
    ),
    "keywords-by-count": (
        """keywords(orderBy: {field: ROADMAP_COUNT, direction: DESC},
        filter: {text: {ne: "soil"}}, %s)""",
        "text",
    ),
}
PAGING = "first: $first, after: $after, last: $last, before: $before"
EACH_LIST = pytest.mark.parametrize(("field", "name"), LISTS.values(), ids=list(LISTS))


def page(database: Database, field: str, name: str, **paging: Any) -> Any:
    """The connection under these paging arguments."""
    text = f"""query($first: Int, $after: String, $last: Int, $before: String) {{
    list: {field % PAGING} {{ totalCount edges {{ cursor node {{ {name} }} }}
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
    answer = database.ask(text, paging)
    assert answer.outcome is Outcome.EXECUTED, answer
    return json.loads(answer.body)["data"]["list"]


def names(connection: Any, name: str) -> list[str]:
    return [edge["node"][name] for edge in connection["edges"]]


def walk(database: Database, field: str, name: str, size: int) -> list[list[str]]:
    pages: list[list[str]] = []
    cursor, more = None, True
    while more:
        found = page(database, field, name, first=size, after=cursor)
        info = found["pageInfo"]
        assert info["hasPreviousPage"] is bool(pages)
        pages.append(names(found, name))
        cursor, more = info["endCursor"], info["hasNextPage"]
    return pages


def walk_back(database: Database, field: str, name: str, size: int) -> list[list[str]]:
    pages: list[list[str]] = []
    cursor, more = None, True
    while more:
        found = page(database, field, name, last=size, before=cursor)
        info = found["pageInfo"]
        assert info["hasNextPage"] is bool(pages)
        pages.insert(0, names(found, name))
        cursor, more = info["startCursor"], info["hasPreviousPage"]
    return pages


@EACH_LIST
@pytest.mark.parametrize("walked", [walk, walk_back])
@pytest.mark.parametrize("size", [1, 3, 8])
def test_pages_put_together_are_the_whole_list(
    database: Database,
    field: str,
    name: str,
    walked: Callable[[Database, str, str, int], list[list[str]]],
    size: int,
) -> None:
    pages = walked(database, field, name, size)
    listed = [item for page in pages for item in page]
    assert len(listed) == len(set(listed)) == page(database, field, name, first=0)["totalCount"]
    assert sorted(map(len, pages))[1:] == [size] * (len(pages) - 1)
    assert listed == [item for page in walk(database, field, name, 2) for item in page]


@EACH_LIST
def test_every_edge_has_a_cursor_of_its_own_to_go_on_from(
    database: Database, field: str, name: str
) -> None:
    found = page(database, field, name, first=4)
    cursors = [edge["cursor"] for edge in found["edges"]]
    assert (cursors[0], cursors[-1]) == (
        found["pageInfo"]["startCursor"],
        found["pageInfo"]["endCursor"],
    )
    for i, cursor in enumerate(cursors):
        after = page(database, field, name, first=3, after=cursor)
        before = page(database, field, name, last=3, before=cursor)
        assert names(before, name) == names(found, name)[max(0, i - 3) : i]
        assert names(after, name)[: 3 - i] == names(found, name)[i + 1 : 4]


OTHER_LISTS = {
    "another-type": ("tags(%s)", "keywords(%s)"),
    "another-order": ("roadmaps(%s)", "roadmaps(orderBy: {field: TITLE}, %s)"),
    "another-direction": (
        "roadmaps(orderBy: {field: TITLE}, %s)",
        "roadmaps(orderBy: {field: TITLE, direction: DESC}, %s)",
    ),
    "another-filter": (
        'roadmaps(filter: {slug: {ne: "a"}}, %s)',
        'roadmaps(filter: {slug: {ne: "b"}}, %s)',
    ),
    "no-filter": ('keywords(filter: {text: {ne: "a"}}, %s)', "keywords(%s)"),
    "another-day": (
        'placements(activeOn: "2023-03-02", %s)',
        'placements(activeOn: "2023-03-03", %s)',
    ),
}


@pytest.mark.parametrize(("field", "other"), OTHER_LISTS.values(), ids=list(OTHER_LISTS))
@pytest.mark.parametrize("paging", ['first: 1, after: "%s"', 'last: 1, before: "%s"'])
def test_a_cursor_of_another_list_is_refused(
    database: Database, field: str, other: str, paging: str
) -> None:
    cursor = page(database, field, "id", first=1)["pageInfo"]["endCursor"]
    answer = database.ask(f"{{ {other % (paging % cursor)} {{ nodes {{ id }} }} }}")
    assert answer.outcome is Outcome.REFUSED
    assert "belongs to another list" in json.loads(answer.body)["errors"][0]["message"]


def test_a_cursor_is_good_for_the_same_list_written_otherwise(database: Database) -> None:
    literal = page(
        database,
        'roadmaps(filter: {slug: {ne: "soil"}, isNew: null}, orderBy: {field: TITLE}, %s)',
        "slug",
        first=2,
    )
    text = """query($filter: RoadmapFilter, $by: [RoadmapOrder!], $after: String) {
    roadmaps(filter: $filter, orderBy: $by, first: 2, after: $after) { nodes { slug } } }"""
    variables = {
        "filter": {"isNew": None, "slug": {"ne": "soil"}},
        "by": [{"direction": "ASC", "field": "TITLE"}],
        "after": literal["pageInfo"]["startCursor"],
    }
    answer = database.ask(text, variables)
    assert answer.outcome is Outcome.EXECUTED
    second, *_ = json.loads(answer.body)["data"]["roadmaps"]["nodes"]
    assert second["slug"] == names(literal, "slug")[1]


def test_a_cursor_outlives_its_row(tmp_path: Path, module: SqliteModule) -> None:
    fewer = {slug: found for slug, found in FIRST.items() if slug != "lawn"}
    with opened(tmp_path, module, [run(NOW, FIRST)], 8) as database:
        listed = [item for page in walk(database, "roadmaps(%s)", "slug", 8) for item in page]
        place = listed.index("lawn")
        cursor = cursor_at(database, place)
    (tmp_path / "later").mkdir()
    with opened(tmp_path / "later", module, [run(NOW, FIRST), run(NOW, fewer)], 8) as database:
        after = page(database, "roadmaps(%s)", "slug", first=1, after=cursor)
        assert names(after, "slug") == [listed[place + 1]]
        assert after["pageInfo"]["hasPreviousPage"] is True


def cursor_at(database: Database, place: int) -> str:
    found = page(database, "roadmaps(%s)", "slug", first=1)
    for _ in range(place):
        cursor = found["pageInfo"]["endCursor"]
        found = page(database, "roadmaps(%s)", "slug", first=1, after=cursor)
    return str(found["pageInfo"]["endCursor"])


def test_a_page_without_a_size_has_a_hundred_items(tmp_path: Path, module: SqliteModule) -> None:
    keywords = {"many": {"seo": {"keywords": [f"{i:03}" for i in range(120)]}}}
    with opened(tmp_path, module, [run(NOW, keywords)], 150) as database:
        usual = page(database, "keywords(%s)", "text")
        assert names(usual, "text") == [f"{i:03}" for i in range(100)]
        assert usual["pageInfo"]["hasNextPage"] is True
        assert len(page(database, "keywords(%s)", "text", first=150)["edges"]) == 120
        answer = database.ask("{ keywords(first: 151) { totalCount } }")
        assert answer.outcome is Outcome.REFUSED
        assert_only_errors(answer)


def test_a_list_too_long_to_sort_is_paged_as_any_other(
    tmp_path: Path, module: SqliteModule
) -> None:
    slugs = [f"r-{i:04}" for i in range(LONG + 9)]
    orders = {slug: i % 7 for i, slug in enumerate(slugs)}
    roadmaps: dict[str, dict[str, Any]] = {
        slug: {"order": orders[slug], "tags": ["all"], "relatedRoadmaps": ["hub"]} for slug in slugs
    }
    roadmaps["hub"] = {"order": 3}
    roadmaps["other"] = {"tags": ["rare"], "relatedRoadmaps": ["r-0000"]}
    expected = sorted(slugs, key=lambda slug: (orders[slug], slug))
    with opened(tmp_path, module, [run(NOW, roadmaps)], 500) as database:
        for field in (
            'tag(name: "all") { list: roadmaps',
            'roadmap(slug: "hub") { list: relatedBy',
        ):
            assert all_of(database, field, "first", "after") == expected
            assert all_of(database, field, "last", "before") == expected
        assert all_of(database, 'tag(name: "rare") { list: roadmaps', "first", "after") == ["other"]


def all_of(database: Database, field: str, size: str, cursor: str) -> list[str]:
    """All pages of a list within an object, put together."""
    pages: list[list[str]] = []
    text = f"""query($c: String) {{ of: {field}({size}: 400, {cursor}: $c) {{
    totalCount nodes {{ slug }}
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }} }}"""
    forward, at, more = size == "first", None, True
    while more:
        found = json.loads(database.ask(text, {"c": at}).body)["data"]["of"]["list"]
        info, slugs = found["pageInfo"], [node["slug"] for node in found["nodes"]]
        pages = [*pages, slugs] if forward else [slugs, *pages]
        at = info["endCursor" if forward else "startCursor"]
        more = info["hasNextPage" if forward else "hasPreviousPage"]
        assert info["hasPreviousPage" if forward else "hasNextPage"] is (len(pages) > 1)
    assert found["totalCount"] == sum(map(len, pages))
    return [slug for page in pages for slug in page]
