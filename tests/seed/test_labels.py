"""Tags and keywords: as the files list them, and there as long as a file carries them."""

from typing import Any

import pytest

from tests.seed.content import Content
from tests.seed.database import Database

TAGS = """
    SELECT slug, position, name, is_repeat FROM roadmap_tag
    JOIN roadmap ON roadmap.id = roadmap_id JOIN tag ON tag.id = tag_id ORDER BY slug, position
"""
KEYWORDS = """
    SELECT slug, position, text, is_repeat FROM roadmap_keyword
    JOIN roadmap ON roadmap.id = roadmap_id JOIN keyword ON keyword.id = keyword_id
    ORDER BY slug, position
"""
KINDS = [
    pytest.param("tags: [{}]\n", TAGS, "SELECT name FROM tag ORDER BY name", id="tags"),
    pytest.param(
        "seo:\n  keywords: [{}]\n",
        KEYWORDS,
        "SELECT text FROM keyword ORDER BY text",
        id="keywords",
    ),
]


def listed(*labels: str) -> str:
    return ", ".join(f'"{label}"' for label in labels)


@pytest.mark.parametrize(("key", "places", "texts"), KINDS)
def test_order_repeats_and_case_are_kept(
    database: Database, content: Content, key: str, places: str, texts: str
) -> None:
    content.nested("garden", key.format(listed("spade", "Spade", "", "spade", "园艺", "spade")))
    content.nested("pond", key.format(listed("fish", "spade")))
    database.seed(content)
    assert database.rows(places) == [
        ("garden", 0, "spade", 0),
        ("garden", 1, "Spade", 0),
        ("garden", 2, "", 0),
        ("garden", 3, "spade", 1),
        ("garden", 4, "园艺", 0),
        ("garden", 5, "spade", 1),
        ("pond", 0, "fish", 0),
        ("pond", 1, "spade", 0),
    ]
    assert texts_of(database, texts) == ["", "Spade", "fish", "spade", "园艺"]


@pytest.mark.parametrize(("key", "places", "texts"), KINDS)
def test_a_changed_file_drops_what_nobody_carries_any_more(
    database: Database, content: Content, key: str, places: str, texts: str
) -> None:
    content.nested("garden", key.format(listed("spade", "rake", "hose")))
    content.nested("pond", key.format(listed("fish", "rake")))
    database.seed(content)
    content.nested("garden", key.format(listed("hose", "shears")))
    database.seed(content)
    assert database.rows(places) == [
        ("garden", 0, "hose", 0),
        ("garden", 1, "shears", 0),
        ("pond", 0, "fish", 0),
        ("pond", 1, "rake", 0),
    ]
    assert texts_of(database, texts) == ["fish", "hose", "rake", "shears"]


@pytest.mark.parametrize(("key", "places", "texts"), KINDS)
def test_a_retired_roadmap_leaves_only_what_others_carry(
    database: Database, content: Content, key: str, places: str, texts: str
) -> None:
    content.nested("garden", key.format(listed("spade", "rake")))
    content.nested("pond", key.format(listed("rake")))
    database.seed(content)
    content.remove("garden")
    database.seed(content)
    assert database.rows(places) == [("pond", 0, "rake", 0)]
    assert texts_of(database, texts) == ["rake"]


@pytest.mark.parametrize(("key", "places", "texts"), KINDS)
@pytest.mark.parametrize("emptied", ["", "[]"], ids=["key gone", "empty list"])
def test_the_last_one_goes_too(
    database: Database, content: Content, key: str, places: str, texts: str, emptied: str
) -> None:
    content.nested("garden", key.format(listed("spade")))
    database.seed(content)
    content.nested("garden", key.replace("[{}]", emptied) if emptied else "")
    database.seed(content)
    assert (database.rows(places), texts_of(database, texts)) == ([], [])


def texts_of(database: Database, sql: str) -> list[Any]:
    return [text for (text,) in database.rows(sql)]
