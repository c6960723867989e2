"""What is found, in which order, and how it is shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from graph.settings import SqliteModule
from tests.oracle.history import Run
from tests.plan.content import NOW
from tests.plan.database import opened
from tests.postgresql.api import Api
from tests.search.content import FILES, QUERIES

SLUGS = "query($query: String!) { search(query: $query) { totalCount nodes { slug } } }"
SNIPPETS = """query($query: String!) {
  search(query: $query, first: 1) { edges { snippet node { slug } } }
}"""


def slugs(found: Any) -> list[str]:
    return [node["slug"] for node in found["nodes"]]


@pytest.mark.parametrize(
    ("query", "expected"), QUERIES.items(), ids=[ascii(query)[:40] for query in QUERIES]
)
def test_what_a_query_finds(api: Api, query: str, expected: Sequence[str]) -> None:
    found = api.data(SLUGS, {"query": query})["search"]
    assert (slugs(found), found["totalCount"]) == ([*expected], len(expected))


@pytest.mark.parametrize(
    ("query", "snippet"),
    {
        "react": "Learn &lt;<mark>React</mark>&gt; &amp; its friends",
        "its fri": "Learn &lt;React&gt; &amp; <mark>its</mark> <mark>friends</mark>",
        "learn react": "How to <mark>Learn</mark> <mark>React</mark>",
        "mobile": "<mark>mobile</mark>",
        "17": "c++<mark>17</mark>",
        "from c": "<mark>From</mark> <mark>C</mark> to <mark>C++</mark>",
        "creme": "<mark>Crème</mark> brûlée, jalapeño, Ærøskøbing, Łódź",
        "lodz": "Crème brûlée, jalapeño, Ærøskøbing, <mark>Łódź</mark>",
        "aero": "Crème brûlée, jalapeño, <mark>Ærøskøbing</mark>, Łódź",
        "园艺": "从种子到大树，学习<mark>园艺</mark>",  # noqa: RUF001
        "cafe\u0301 owner": "<mark>Café</mark> <mark>Owner</mark>",
        '"yes"': "Say &quot;<mark>yes</mark>&quot; OR (no) NOT *",
        "strasse": "<mark>Straßenbau</mark>",
        "unlike nodejs": "<mark>Unlike</mark> <mark>NodeJS</mark>",
    }.items(),
    ids=ascii,
)
def test_what_of_it_is_shown(api: Api, query: str, snippet: str) -> None:
    (edge,) = api.data(SNIPPETS, {"query": query})["search"]["edges"]
    assert edge["snippet"] == snippet


def test_a_search_says_all_that_other_lists_do(api: Api) -> None:
    text = """{
      all: search(query: "react", first: 2) {
        __typename totalCount
        pageInfo { hasNextPage hasPreviousPage }
        edges { __typename score node { __typename slug keywords { text } } }
        nodes { title }
      }
      none: search(query: "", first: 2) {
        totalCount pageInfo { hasNextPage startCursor endCursor } edges { cursor } nodes { slug }
      }
    }"""
    edge = {"__typename": "SearchEdge"}
    assert api.data(text) == {
        "all": {
            "__typename": "SearchConnection",
            "totalCount": 7,
            "pageInfo": {"hasNextPage": True, "hasPreviousPage": False},
            "edges": [
                {**edge, "score": 9.6875, "node": roadmap("react")},
                {**edge, "score": 7.6875, "node": roadmap("react-native", "mobile")},
            ],
            "nodes": [{"title": "React"}, {"title": "React Native"}],
        },
        "none": {
            "totalCount": 0,
            "pageInfo": {"hasNextPage": False, "startCursor": None, "endCursor": None},
            "edges": [],
            "nodes": [],
        },
    }


def roadmap(slug: str, *keywords: str) -> dict[str, Any]:
    texts = [{"text": keyword} for keyword in keywords]
    return {"__typename": "Roadmap", "slug": slug, "keywords": texts}


def test_a_literal_query_finds_what_a_variable_does(api: Api) -> None:
    text = '{ search(query: "node.js", first: 1) { nodes { slug } } }'
    assert slugs(api.data(text)["search"]) == ["node"]


def test_a_search_is_one_statement(module: SqliteModule, tmp_path: Path) -> None:
    with opened(tmp_path, module, [Run(NOW, FILES)], 100) as database:
        database.ask(SNIPPETS, {"query": "react"})  # FTS5 reads what it needs to know of itself
        with database.statements() as seen:
            database.ask(SNIPPETS, {"query": "vue"})
            database.ask(SNIPPETS, {"query": ""})
    own = [statement for statement in seen if not statement.startswith("--")]  # not FTS5's
    assert [statement.split()[0] for statement in own] == ["WITH"] * 2
