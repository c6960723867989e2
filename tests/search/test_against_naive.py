"""Any query finds exactly what a naive search does, titles before keywords before the rest."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.postgresql.api import Api
from tests.search.content import FILES
from tests.search.naive import finds

SEARCH = """query($query: String!) {
  search(query: $query) { totalCount edges { score snippet node { slug } } }
}"""
TEXTS = {name.removesuffix(".md"): json.loads(text.split("---")[1]) for name, text in FILES.items()}
ALPHABET = "abcCR17éÉß +#.-'\"*:()^\\%\0|&!<>~\t园艺花ガナ드맵สวีहिन्दीмДж'’øŁ\u0301"  # noqa: RUF001


def title_texts(slug: str, file: Mapping[str, Any]) -> list[str]:
    return [file.get("title", slug), file.get("featuredTitle", "")]


def all_texts(slug: str, file: Mapping[str, Any]) -> list[str]:
    schema, seo = file.get("schema", {}), file["seo"]
    named = [file.get("description"), file.get("featuredDescription")]
    others = [*schema.values(), seo.get("title"), seo.get("description")]
    return [*title_texts(slug, file), *seo["keywords"], *filter(None, [*named, *others])]


def place(query: str, slug: str) -> int:
    """2 for a hit in the titles, 1 in these and the keywords, 0 elsewhere, -1 for none."""
    file = TEXTS[slug]
    titles = title_texts(slug, file)
    return (
        sum(
            finds(query, texts)
            for texts in (titles, [*titles, *file["seo"]["keywords"]], all_texts(slug, file))
        )
        - 1
    )


FRAGMENTS = sorted(
    {
        word[:end]
        for slug, file in TEXTS.items()
        for text in all_texts(slug, file)
        for word in text.split()
        for end in range(1, len(word) + 1)
    }
)
QUERIES = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), max_size=4).map(" ".join),
    st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(ALPHABET, max_size=4)), max_size=4).map(
        "".join
    ),
    st.text(ALPHABET, max_size=12),
)


@given(query=QUERIES)
def test_a_query_finds_what_a_naive_search_does(api: Api, query: str) -> None:
    found = api.data(SEARCH, {"query": query})["search"]
    places = [place(query, edge["node"]["slug"]) for edge in found["edges"]]
    expected = {slug for slug in TEXTS if place(query, slug) >= 0}
    assert {edge["node"]["slug"] for edge in found["edges"]} == expected
    assert found["totalCount"] == len(found["edges"]) == len(expected)
    assert places == sorted(places, reverse=True)
    ranked = [(-edge["score"], edge["node"]["slug"]) for edge in found["edges"]]
    assert ranked == sorted(ranked)
    assert all("<mark>" in edge["snippet"] for edge in found["edges"])


@given(query=st.text(max_size=30))
def test_no_query_fails(api: Api, query: str) -> None:
    outcome, answer = api.ask(SEARCH, {"query": query})
    assert (outcome, "errors" in answer) == ("EXECUTED", False)


@pytest.mark.parametrize("slug", TEXTS)
def test_every_word_of_a_roadmap_finds_it_as_it_is_typed(api: Api, slug: str) -> None:
    for text in all_texts(slug, TEXTS[slug]):
        for word in filter(str.isalnum, text.split()):
            for end in range(1, len(word) + 1):
                found = api.data(SEARCH, {"query": word[:end]})["search"]
                assert slug in [edge["node"]["slug"] for edge in found["edges"]]
