"""What is asked of PostgreSQL is answered as SQLite answers it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.settings import Settings
from tests.conftest import migrated
from tests.postgresql.api import Api, open_api, told
from tests.postgresql.conftest import seed_runs
from tests.postgresql.operations import LISTS, OPERATIONS, encoded


@pytest.fixture(scope="module")
def postgresql(filled: Settings) -> Iterator[Api]:
    with open_api(filled) as api:
        yield api


@pytest.fixture(scope="module")
def sqlite(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    settings = migrated(tmp_path_factory.mktemp("sqlite"), "sqlite3")
    seed_runs(settings, content)
    with open_api(settings) as api:
        yield api


@pytest.mark.parametrize("name", OPERATIONS)
def test_answers_as_sqlite_does(postgresql: Api, sqlite: Api, name: str) -> None:
    text, variables = OPERATIONS[name]
    answer = sqlite.ask(text, variables)
    assert answer[0] in ("EXECUTED", "REFUSED")
    assert told(postgresql.ask(text, variables)) == told(answer)


@pytest.mark.parametrize("slug", ["texts\0", "\0"])
def test_text_that_no_row_can_hold_names_nothing(postgresql: Api, slug: str) -> None:
    data = postgresql.data("query($s: String!) { roadmap(slug: $s) { slug } }", {"s": slug})
    assert data == {"roadmap": None}


@pytest.mark.parametrize(
    ("slug", "order"),
    [("huge", 1e300), ("sum", 0.1 + 0.2), ("third", 1 / 3), ("minus-zero", 0.0), ("below", -12.5)],
)
def test_floats_keep_all_their_digits(postgresql: Api, slug: str, order: float) -> None:
    text = "query($s: String!) { roadmap(slug: $s) { order } }"
    assert postgresql.data(text, {"s": slug}) == {"roadmap": {"order": order}}


@pytest.mark.parametrize(("name", "leaf"), [("tags", "name"), ("keywords", "text")])
def test_labels_stand_in_the_order_of_their_code_points(
    postgresql: Api, name: str, leaf: str
) -> None:
    page = postgresql.data(f"{{ {name} {{ nodes {{ {leaf} }} }} }}")[name]
    found = [node[leaf] for node in page["nodes"]]
    assert found == sorted(found)
    assert found.index("Zebra") < found.index("apple") < found.index("é")


@pytest.mark.parametrize("size", [1, 2, 7])
@pytest.mark.parametrize("name", LISTS)
def test_paging_in_either_direction_gives_each_item_once(
    postgresql: Api, name: str, size: int
) -> None:
    whole = ids(postgresql.data(f"{{ {name} {{ nodes {{ id }} }} }}")[name])
    assert forwards(postgresql, name, size) == whole
    assert backwards(postgresql, name, size) == whole


def forwards(api: Api, name: str, size: int) -> list[str]:
    text = f"""query($c: String) {{ {name}(first: {size}, after: $c) {{ nodes {{ id }}
        pageInfo {{ hasNextPage endCursor }} }} }}"""
    found: list[str] = []
    cursor, more = None, True
    while more:
        page = api.data(text, {"c": cursor})[name]
        found += ids(page)
        more, cursor = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
    return found


def backwards(api: Api, name: str, size: int) -> list[str]:
    text = f"""query($c: String) {{ {name}(last: {size}, before: $c) {{ nodes {{ id }}
        pageInfo {{ hasPreviousPage startCursor }} }} }}"""
    found: list[str] = []
    cursor, more = None, True
    while more:
        page = api.data(text, {"c": cursor})[name]
        found = ids(page) + found
        more, cursor = page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["startCursor"]
    return found


def ids(page: Any) -> list[str]:
    return [node["id"] for node in page["nodes"]]


def test_a_cursor_of_the_one_is_good_on_the_other(postgresql: Api, sqlite: Api) -> None:
    text = "query($c: String) { roadmaps(first: 4, after: $c) { nodes { slug } edges { cursor } } }"
    for edge in sqlite.data(text)["roadmaps"]["edges"]:
        variables = {"c": edge["cursor"]}
        assert told(postgresql.ask(text, variables)) == told(sqlite.ask(text, variables))


def test_a_retired_roadmap_is_no_node(postgresql: Api) -> None:
    text = "query($id: ID!) { node(id: $id) { id } }"
    assert postgresql.data(text, {"id": encoded("Roadmap:gone")}) == {"node": None}
