"""What did not change is not parsed and not written."""

from hashlib import sha256

import pytest

from tests.seed.content import Content, related, sponsor, sponsors
from tests.seed.database import SECOND, Database, changed, problems

GARBAGE = b'---\n\xff": [&\n'


def write_garden(content: Content) -> None:
    content.nested("botany", "tags: [a, b, a]\nseo:\n  keywords: [x, X, x]\nsitempa: {}\n")
    content.nested("garden", "order: 0\n" + related("botany", "tree") + sponsor("Spades"))
    content.flat("pond", sponsors("ABA"))
    content.file("stub.md", "---\nrenderer: editor\n---")
    content.nested("broken", "title: [\n")


def test_a_second_run_writes_no_row(database: Database, content: Content) -> None:
    write_garden(content)
    first = database.seed(content)
    database.now = SECOND
    with database.connection() as onlooker:
        before = (onlooker.execute("PRAGMA data_version").fetchone(), database.dump())
        second = database.seed(content)
        after = (onlooker.execute("PRAGMA data_version").fetchone(), database.dump())
    assert after == before
    assert second.problems == first.problems
    assert changed(second) == {
        "unchanged": ["botany", "garden", "pond", "stub"],
        "refused": ["broken"],
    }


def test_a_run_that_finds_nothing_to_write_does_not_wait_for_a_writer(
    database: Database, content: Content
) -> None:
    write_garden(content)
    database.seed(content)
    with database.connection() as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert len(database.seed(content).changes.unchanged) == 4


def test_only_what_changed_is_written(database: Database, content: Content) -> None:
    write_garden(content)
    database.seed(content)
    sql = "SELECT * FROM {} WHERE roadmap_id <> (SELECT id FROM roadmap WHERE slug = 'pond')"
    tables = ("roadmap_tag", "roadmap_keyword", "roadmap_relation", "placement", "roadmap_issue")
    before = {table: database.rows(sql.format(table)) for table in tables}
    content.flat("pond")
    database.now = SECOND
    database.seed(content)
    assert {table: database.rows(sql.format(table)) for table in tables} == before
    revised = "SELECT slug FROM roadmap WHERE revision_id = 2"
    assert database.rows(revised) == [("pond",)]


def test_a_file_whose_hash_is_stored_is_not_parsed(database: Database, content: Content) -> None:
    file = content.nested("garden", "title: Garden\n")
    content.nested("pond")
    database.seed(content)
    file.write_bytes(GARBAGE)
    digest = sha256(GARBAGE).hexdigest()
    database.change("UPDATE roadmap SET source_sha256 = ? WHERE slug = 'garden'", digest)
    outcome = database.seed(content)
    assert (changed(outcome), outcome.problems) == ({"unchanged": ["garden", "pond"]}, [])


def test_problems_of_an_unchanged_file_are_told_again_under_the_path_now_given(
    database: Database, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    content.nested("garden", "titel: Garden\n")
    expected = (
        'garden/garden.md:2:1: UNKNOWN_KEY the key "titel" is unknown, and stays unread '
        "(did you mean title?)"
    )
    assert problems(database.seed(content), content) == [expected]
    monkeypatch.chdir(content.folder)
    assert [str(problem) for problem in database.seed(".").problems] == [f"./{expected}"]
    content.nested("garden", "title: Garden\n")
    assert database.seed(content).problems == []
