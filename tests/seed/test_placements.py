"""Sponsor blocks: each version of a block is a placement for good; a creative is one sponsor."""

from typing import Any

import pytest

from tests.seed.content import Content, sponsor, sponsors
from tests.seed.database import FIRST, SECOND, THIRD, Database, stored

STANDING = """
    SELECT id, slug, title FROM
    (SELECT placement.*, slug FROM placement JOIN roadmap ON roadmap.id = roadmap_id)
    WHERE withdrawn_at IS NULL ORDER BY slug, position
"""
HISTORY = "SELECT id, title, first_seen_at, withdrawn_at FROM placement ORDER BY id"
EVENT = "  event:\n    category: SponsorClick\n    label: {}\n"
BLOCK = sponsor("Spades", "  description: Dig.\n  expiryDate: '2026-05-31'\n" + EVENT.format("A"))


def test_a_block_is_kept_as_it_stands(database: Database, content: Content) -> None:
    content.nested("garden", BLOCK)
    database.seed(content)
    with database.connection() as connection:
        placements = connection.execute("SELECT * FROM placement")
        columns = [column[0] for column in placements.description]
        rows = [dict(zip(columns, row, strict=True)) for row in placements]
    assert rows == [
        {
            "id": 1,
            "roadmap_id": 1,
            "sponsor_id": 1,
            "position": 0,
            "title": "Spades",
            "url": "https://example.com/spades",
            "image_url": None,
            "description": "Dig.",
            "has_event": 1,
            "event_category": "SponsorClick",
            "event_action": None,
            "event_label": "A",
            "expiry_date": "2026-05-31",
            "expires_at": "2026-06-01T00:00:00.000000Z",
            "first_seen_at": stored(FIRST),
            "withdrawn_at": None,
        }
    ]


CHANGED_BLOCKS = [
    pytest.param(BLOCK.replace("title: Spades", "title: Rakes"), id="title"),
    pytest.param(BLOCK.replace("/spades", "/rakes"), id="url"),
    pytest.param(BLOCK + "  imageUrl: /spade.png\n", id="image added"),
    pytest.param(BLOCK + "  imageUrl: ''\n", id="empty image added"),
    pytest.param(BLOCK.replace("Dig.", "Dig!"), id="description"),
    pytest.param(BLOCK.replace("  description: Dig.\n", ""), id="description removed"),
    pytest.param(BLOCK.replace("label: A", "label: B"), id="event"),
    pytest.param(BLOCK.replace("label: A", "label: A\n    action: ''"), id="empty action"),
    pytest.param(BLOCK.replace(EVENT.format("A"), ""), id="event removed"),
    pytest.param(BLOCK.replace(EVENT.format("A"), "  event: {}\n"), id="event emptied"),
    pytest.param(BLOCK.replace("05-31", "06-30"), id="expiry"),
    pytest.param(BLOCK.replace("  expiryDate: '2026-05-31'\n", ""), id="expiry removed"),
]


@pytest.mark.parametrize("block", CHANGED_BLOCKS)
def test_a_changed_block_is_a_new_placement(
    database: Database, content: Content, block: str
) -> None:
    content.nested("garden", BLOCK)
    content.nested("pond", BLOCK)
    database.seed(content)
    before = database.rows("SELECT * FROM placement ORDER BY id")
    content.nested("garden", block)
    database.now = SECOND
    database.seed(content)
    first, pond, new = database.rows("SELECT * FROM placement ORDER BY id")
    assert [(*first[:-1], None), pond] == before
    assert (first[-1], new[-2:]) == (stored(SECOND), (stored(SECOND), None))


def test_a_placement_stands_while_the_rest_of_its_file_changes(
    database: Database, content: Content
) -> None:
    content.nested("garden", BLOCK)
    database.seed(content)
    before = database.rows("SELECT * FROM placement")
    content.nested("garden", f"title: Gardens\n{BLOCK}")
    database.now = SECOND
    database.seed(content)
    assert database.rows("SELECT * FROM placement") == before


def test_a_vanished_block_is_withdrawn_and_is_another_one_when_it_returns(
    database: Database, content: Content
) -> None:
    content.nested("garden", BLOCK)
    content.nested("pond", sponsor("Fish"))
    database.seed(content)
    content.nested("garden")
    database.now = SECOND
    database.seed(content)
    assert database.rows(STANDING) == [(2, "pond", "Fish")]
    content.nested("garden", BLOCK)
    database.now = THIRD
    database.seed(content)
    assert database.rows(HISTORY) == [
        (1, "Spades", stored(FIRST), stored(SECOND)),
        (2, "Fish", stored(FIRST), None),
        (3, "Spades", stored(THIRD), None),
    ]


def test_a_withdrawal_is_written_once(database: Database, content: Content) -> None:
    content.nested("garden", BLOCK)
    content.nested("pond")
    database.seed(content)
    content.nested("garden", sponsor("Rakes"))
    database.now = SECOND
    database.seed(content)
    content.remove("garden")
    database.now = THIRD
    database.seed(content)
    assert database.rows(HISTORY) == [
        (1, "Spades", stored(FIRST), stored(SECOND)),
        (2, "Rakes", stored(SECOND), stored(THIRD)),
    ]


REORDERED = [
    pytest.param("BAC", [(2, "B"), (1, "A"), (3, "C")], id="swapped"),
    pytest.param("CBA", [(3, "C"), (2, "B"), (1, "A")], id="turned round"),
    pytest.param("BC", [(2, "B"), (3, "C")], id="the first one gone"),
    pytest.param("DABC", [(4, "D"), (1, "A"), (2, "B"), (3, "C")], id="one put first"),
    pytest.param("AABC", [(1, "A"), (4, "A"), (2, "B"), (3, "C")], id="one repeated"),
]


@pytest.mark.parametrize(("titles", "expected"), REORDERED)
def test_placements_of_a_list_keep_their_ids_when_they_move(
    database: Database, content: Content, titles: str, expected: list[tuple[int, str]]
) -> None:
    content.nested("garden", sponsors("ABC"))
    database.seed(content)
    content.nested("garden", sponsors(titles))
    database.seed(content)
    assert [(number, title) for number, _, title in database.rows(STANDING)] == expected
    positions = "SELECT position FROM placement WHERE withdrawn_at IS NULL ORDER BY position"
    assert database.rows(positions) == [(i,) for i in range(len(titles))]


def test_of_equal_entries_one_leaves_and_one_stays(database: Database, content: Content) -> None:
    content.nested("garden", sponsors("AAB"))
    database.seed(content)
    content.nested("garden", sponsors("AB"))
    database.seed(content)
    assert database.rows(STANDING) == [(1, "garden", "A"), (3, "garden", "B")]


def test_the_event_of_a_list_is_derived(database: Database, content: Content) -> None:
    content.nested("garden", sponsors("A"))
    database.seed(content)
    events = database.rows("SELECT event_category, event_action, event_label FROM placement")
    assert events == [("SponsorClick", "A Inc Redirect", "Garden / A Inc Link")]


def creatives(database: Database) -> list[tuple[Any, ...]]:
    return database.rows("SELECT id, title, url, image_url, description FROM sponsor ORDER BY id")


def test_the_same_creative_on_several_roadmaps_is_one_sponsor(
    database: Database, content: Content
) -> None:
    for slug in ("garden", "pond", "tree"):
        content.nested(slug, sponsor("Spades", EVENT.format(slug)))
    content.nested("botany", sponsor("Books"))
    database.seed(content)
    assert creatives(database) == [
        (1, "Books", "https://example.com/books", None, None),
        (2, "Spades", "https://example.com/spades", None, None),
    ]
    links = database.rows("SELECT sponsor_id, event_label FROM placement ORDER BY id")
    assert links == [(1, None), (2, "garden"), (2, "pond"), (2, "tree")]


def test_creatives_that_differ_in_one_field_are_several_sponsors(
    database: Database, content: Content
) -> None:
    variants = [
        "",
        "  imageUrl: ''\n",
        "  description: ''\n",
        "  imageUrl: ''\n  description: ''\n",
    ]
    for number, more in enumerate(variants):
        content.nested(f"garden-{number}", sponsor("Spades", more))
    database.seed(content)
    url = "https://example.com/spades"
    assert creatives(database) == [
        (1, "Spades", url, None, None),
        (2, "Spades", url, "", None),
        (3, "Spades", url, None, ""),
        (4, "Spades", url, "", ""),
    ]


def test_a_sponsor_stays_when_its_last_placement_is_withdrawn_and_serves_the_next(
    database: Database, content: Content
) -> None:
    content.nested("garden", BLOCK)
    content.nested("pond")
    database.seed(content)
    content.remove("garden")
    database.seed(content)
    content.nested("pond", BLOCK.replace("label: A", "label: B"))
    content.nested("tree", sponsor("Rakes"))
    database.seed(content)
    assert [(number, title) for number, title, *_ in creatives(database)] == [
        (1, "Spades"),
        (2, "Rakes"),
    ]
    assert database.rows(STANDING) == [(2, "pond", "Spades"), (3, "tree", "Rakes")]
