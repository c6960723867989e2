"""A file that cannot be used leaves its last good version and the other files alone."""

import os
from pathlib import Path

import pytest

from tests.seed.content import Content, related, sponsor
from tests.seed.database import SECOND, Database, changed, problems

GARDEN = "title: Garden\ntags: [outdoors]\n" + related("pond") + sponsor("Spades")


def unreadable(file: Path) -> None:
    """Even for root: reading the first page of a process' memory is an input/output error."""
    if not Path("/proc/self/mem").exists():
        pytest.skip("NOT TESTED: an unreadable file is made by way of Linux's /proc")
    file.unlink()
    file.symlink_to("/proc/self/mem")


def dangling(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.with_name("nowhere.md"))


def circular(file: Path) -> None:
    file.unlink()
    file.symlink_to(file)


def doubled(file: Path) -> None:
    (file.parent.parent / file.name).write_text("---\ntitle: Other\n---\n")


NO_FRONTMATTER = "NO_FRONTMATTER the file has no frontmatter (begin the file with a line `---`)"
NOT_UTF8 = "NOT_UTF8 found the byte 0xff, which is not UTF-8 (save the file as UTF-8)"
OPEN_QUOTE = (
    "SYNTAX found unexpected end of stream while scanning a quoted scalar (begun on line 2)"
)
DAMAGES = [
    pytest.param(lambda file: file.write_text(""), "1:1", NO_FRONTMATTER, id="emptied"),
    pytest.param(
        lambda file: file.write_bytes(b"---\na: \xff\n---\n"), "2:4", NOT_UTF8, id="bytes"
    ),
    pytest.param(
        lambda file: file.write_text('---\ntitle: "Garden\n---\n'),
        "3:1",
        f"{OPEN_QUOTE} (close the quote)",
        id="syntax",
    ),
    pytest.param(
        lambda file: file.write_text("---\norder: two\n---\n"),
        "2:8",
        'WRONG_TYPE order: found the text "two", expected a number (write a number without '
        "quotes, such as 2 or 0.5)",
        id="wrong type",
    ),
    pytest.param(unreadable, "1:1", "UNREADABLE cannot be read: Input/output error", id="mem"),
    pytest.param(
        dangling, "1:1", "UNREADABLE cannot be read: No such file or directory", id="dangling link"
    ),
    pytest.param(
        circular,
        "1:1",
        "UNREADABLE cannot be read: Too many levels of symbolic links",
        id="circular link",
    ),
]


@pytest.mark.parametrize(("damage", "place", "problem"), DAMAGES)
def test_the_last_good_version_stays_and_the_others_are_seeded(
    database: Database, content: Content, damage: object, place: str, problem: str
) -> None:
    file = content.nested("garden", GARDEN)
    content.nested("pond", related("garden"))
    database.seed(content)
    before = what_garden_says(database)
    assert callable(damage)
    damage(file)
    content.nested("pond", "title: Fish\n" + related("garden"))
    content.nested("tree")
    database.now = SECOND
    outcome = database.seed(content)
    assert problems(outcome, content) == [f"garden/garden.md:{place}: {problem}"]
    assert changed(outcome) == {"added": ["tree"], "changed": ["pond"], "refused": ["garden"]}
    assert what_garden_says(database) == before
    links = "SELECT target_slug FROM roadmap_relation WHERE target_id IS NULL"
    assert database.rows(links) == []


def what_garden_says(database: Database) -> list[object]:
    own = "SELECT id FROM roadmap WHERE slug = 'garden'"
    tables = ("frontmatter", "roadmap_tag", "roadmap_relation", "placement")
    rows = [database.rows(f"SELECT * FROM {name} WHERE roadmap_id = ({own})") for name in tables]
    return [*rows, database.rows("SELECT * FROM roadmap WHERE slug = 'garden'")]


def test_two_files_of_one_slug_are_both_refused(database: Database, content: Content) -> None:
    file = content.nested("garden", GARDEN)
    content.nested("pond")
    database.seed(content)
    before = database.dump()
    doubled(file)
    outcome = database.seed(content)
    assert problems(outcome, content) == [
        "garden.md:1:1: DUPLICATE_SLUG 'garden' has another file: garden/garden.md (keep one of "
        "them)",
        "garden/garden.md:1:1: DUPLICATE_SLUG 'garden' has another file: garden.md (keep one of "
        "them)",
    ]
    done = {"unchanged": ["pond"], "refused": ["garden", "garden"]}
    assert (changed(outcome), outcome.files, database.dump()) == (done, 3, before)


BAD_SLUGS = ["Garden", "gar_den", "gar--den", "-garden", "garden-", "gärden", "gar den", "g" * 101]


@pytest.mark.parametrize("name", BAD_SLUGS)
@pytest.mark.parametrize("is_nested", [True, False], ids=["nested", "flat"])
def test_a_name_that_is_no_slug_is_refused(
    database: Database, content: Content, name: str, is_nested: bool
) -> None:
    content.nested("pond")
    file = content.nested(name) if is_nested else content.flat(name)
    outcome = database.seed(content)
    assert problems(outcome, content) == [
        f"{file.relative_to(content.folder)}:1:1: BAD_SLUG {name!r} is not a slug (name the file "
        "with lower-case letters, digits and single hyphens: my-roadmap.md)"
    ]
    assert (changed(outcome), outcome.files) == ({"added": ["pond"], "refused": [name]}, 2)


def test_when_every_file_is_refused_nothing_is_done(database: Database, content: Content) -> None:
    content.nested("garden", GARDEN)
    content.nested("pond", GARDEN)
    database.seed(content)
    before = database.dump()
    for slug in ("garden", "pond"):
        content.file(f"{slug}/{slug}.md", "no frontmatter")
    outcome = database.seed(content)
    assert outcome.did_nothing
    assert (changed(outcome), database.dump()) == ({"refused": ["garden", "pond"]}, before)


def test_a_refused_file_that_is_mended_is_seeded(database: Database, content: Content) -> None:
    content.nested("pond", related("garden"))
    content.nested("garden", "title: [\n")
    assert [str(problem.code) for problem in database.seed(content).problems] == [
        "SYNTAX",
        "UNRESOLVED_RELATION",
    ]
    content.nested("garden", GARDEN)
    outcome = database.seed(content)
    assert (changed(outcome), outcome.problems) == (
        {"added": ["garden"], "unchanged": ["pond"]},
        [],
    )


def test_a_pipe_named_like_a_roadmap_is_not_read(database: Database, content: Content) -> None:
    content.nested("garden")
    os.mkfifo(content.folder / "pond.md")
    (content.folder / "tree").mkdir()
    os.mkfifo(content.folder / "tree" / "tree.md")
    outcome = database.seed(content)
    assert (changed(outcome), outcome.problems) == ({"added": ["garden"]}, [])
