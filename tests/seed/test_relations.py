"""relatedRoadmaps: kept as written, tied to their targets as these come and go."""

from typing import Any

import pytest

from tests.seed.content import Content, related
from tests.seed.database import Database, problems

RELATIONS = """
    SELECT roadmap.slug, position, target_slug, target.slug, is_repeat, suggestion
    FROM roadmap_relation JOIN roadmap ON roadmap.id = roadmap_id
    LEFT JOIN roadmap AS target ON target.id = target_id
    ORDER BY roadmap.slug, position
"""


def relations(database: Database) -> list[tuple[Any, ...]]:
    return database.rows(RELATIONS)


def test_relations_resolve_within_one_run_forward_backward_and_to_themselves(
    database: Database, content: Content
) -> None:
    content.nested("botany", related("garden", "botany"))
    content.nested("garden", related("botany", "pond"))
    content.nested("pond")
    outcome = database.seed(content)
    assert outcome.problems == []
    assert relations(database) == [
        ("botany", 0, "garden", "garden", 0, None),
        ("botany", 1, "botany", "botany", 0, None),
        ("garden", 0, "botany", "botany", 0, None),
        ("garden", 1, "pond", "pond", 0, None),
    ]


def test_order_and_repeats_are_kept(database: Database, content: Content) -> None:
    content.nested("botany")
    content.nested("garden", related("tree", "botany", "tree", "botany", "botany"))
    database.seed(content)
    assert relations(database) == [
        ("garden", 0, "tree", None, 0, None),
        ("garden", 1, "botany", "botany", 0, None),
        ("garden", 2, "tree", None, 1, None),
        ("garden", 3, "botany", "botany", 1, None),
        ("garden", 4, "botany", "botany", 1, None),
    ]


def test_a_dangling_relation_is_reported_with_its_place_and_seeded(
    database: Database, content: Content
) -> None:
    content.nested("garden", "relatedRoadmaps:\n  - tree\n  -   system-botany\n")
    content.nested("systm-botany")
    outcome = database.seed(content)
    assert problems(outcome, content) == [
        "garden/garden.md:3:5: UNRESOLVED_RELATION no roadmap has the slug 'tree'",
        "garden/garden.md:4:7: UNRESOLVED_RELATION no roadmap has the slug 'system-botany' "
        "(did you mean 'systm-botany'?)",
    ]
    assert relations(database) == [
        ("garden", 0, "tree", None, 0, None),
        ("garden", 1, "system-botany", None, 0, "systm-botany"),
    ]


def test_a_dangling_relation_of_an_unchanged_file_is_reported_again(
    database: Database, content: Content
) -> None:
    content.nested("garden", related("tree"))
    content.nested("pond", related("stream"))
    first = database.seed(content)
    content.nested("pond")
    second = database.seed(content)
    assert problems(first, content) == [
        "garden/garden.md:2:19: UNRESOLVED_RELATION no roadmap has the slug 'tree'",
        "pond/pond.md:2:19: UNRESOLVED_RELATION no roadmap has the slug 'stream'",
    ]
    assert second.problems == first.problems[:1]


@pytest.mark.parametrize("whole_folder", [True, False], ids=["folder", "single file"])
def test_a_dangling_relation_resolves_when_its_target_comes(
    database: Database, content: Content, whole_folder: bool
) -> None:
    content.nested("garden", related("tree", "pond", "tree"))
    content.nested("trees")
    database.seed(content)
    tree = content.nested("tree")
    outcome = database.seed(content if whole_folder else tree)
    assert relations(database) == [
        ("garden", 0, "tree", "tree", 0, None),
        ("garden", 1, "pond", None, 0, None),
        ("garden", 2, "tree", "tree", 1, None),
    ]
    unresolved = "garden/garden.md:2:25: UNRESOLVED_RELATION no roadmap has the slug 'pond'"
    assert problems(outcome, content) == ([unresolved] if whole_folder else [])


def test_relations_open_again_when_their_target_goes_and_resolve_when_it_returns(
    database: Database, content: Content
) -> None:
    content.nested("garden", related("tree", "pond", "tree"))
    content.nested("pond", related("tree"))
    content.nested("tree", related("garden"))
    content.nested("trees")
    database.seed(content)
    before = relations(database)
    content.remove("tree")
    outcome = database.seed(content)
    assert relations(database) == [
        ("garden", 0, "tree", None, 0, "trees"),
        ("garden", 1, "pond", "pond", 0, None),
        ("garden", 2, "tree", None, 1, "trees"),
        ("pond", 0, "tree", None, 0, "trees"),
    ]
    assert [str(problem.code) for problem in outcome.problems] == ["UNRESOLVED_RELATION"] * 3
    content.nested("tree", related("garden"))
    assert database.seed(content).problems == []
    assert relations(database) == before


def test_suggestions_follow_the_roadmaps_that_are_there(
    database: Database, content: Content
) -> None:
    content.nested("garden", related("postgres-dba"))
    content.nested("pond", related("postgres-dba", "tree"))
    steps = [
        ({"add": "mongodb"}, None),
        ({"add": "postgres-dbas"}, "postgres-dbas"),
        ({"add": "postgres-db"}, "postgres-db"),
        ({"remove": "postgres-dbas"}, "postgres-db"),
        ({"remove": "postgres-db"}, None),
    ]
    for step, expected in steps:
        if "add" in step:
            content.nested(step["add"])
        else:
            content.remove(step["remove"])
        database.seed(content)
        assert relations(database) == [
            ("garden", 0, "postgres-dba", None, 0, expected),
            ("pond", 0, "postgres-dba", None, 0, expected),
            ("pond", 1, "tree", None, 0, None),
        ]


@pytest.mark.parametrize("later", ["aquarium", "zoo"], ids=["row before", "row after"])
def test_a_misspelling_made_again_by_another_roadmap_has_its_suggestion(
    database: Database, content: Content, later: str
) -> None:
    content.nested("aquarium")
    content.nested("garden", related("systm-botany"))
    content.nested("system-botany")
    content.nested("zoo")
    database.seed(content)
    content.nested(later, related("systm-botany"))
    database.seed(content)
    assert sorted(relations(database)) == sorted(
        (slug, 0, "systm-botany", None, 0, "system-botany") for slug in ("garden", later)
    )


def test_a_changed_file_has_only_the_relations_it_names_now(
    database: Database, content: Content
) -> None:
    for slug in ("botany", "pond"):
        content.nested(slug, related("garden"))
    content.nested("garden", related("botany", "pond", "tree"))
    database.seed(content)
    content.nested("garden", related("pond"))
    database.seed(content)
    assert relations(database) == [
        ("botany", 0, "garden", "garden", 0, None),
        ("garden", 0, "pond", "pond", 0, None),
        ("pond", 0, "garden", "garden", 0, None),
    ]
