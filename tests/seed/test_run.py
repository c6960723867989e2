"""A run makes the database mirror a folder, or takes over single files."""

from pathlib import Path

import pytest

from seed.files import UsageError
from tests.seed.content import Content, related, sponsor
from tests.seed.database import FIRST, SECOND, THIRD, Database, changed, problems, stored

LIVE = "SELECT slug, title, source_path FROM roadmap WHERE retired_at IS NULL ORDER BY slug"
IDS = "SELECT slug, id FROM roadmap ORDER BY slug"


def live(database: Database) -> list[str]:
    return [slug for slug, *_ in database.rows(LIVE)]


def test_a_folder_is_mirrored(database: Database, content: Content) -> None:
    for slug in ("botany", "garden", "pond"):
        content.nested(slug, f"title: {slug.title()}\n")
    assert changed(database.seed(content)) == {"added": ["botany", "garden", "pond"]}
    content.nested("garden", "title: Gardens\n")
    content.nested("tree", "title: Tree\n")
    content.remove("pond")
    assert changed(database.seed(content)) == {
        "added": ["tree"],
        "changed": ["garden"],
        "unchanged": ["botany"],
        "retired": ["pond"],
    }
    assert database.rows(LIVE) == [
        ("botany", "Botany", "botany/botany.md"),
        ("garden", "Gardens", "garden/garden.md"),
        ("tree", "Tree", "tree/tree.md"),
    ]


def test_the_folder_of_one_roadmap_is_that_roadmap(database: Database, content: Content) -> None:
    for slug in ("botany", "garden"):
        content.nested(slug, f"title: {slug.title()}\n")
    database.seed(content)
    content.nested("garden", "title: Gardens\n")
    assert changed(database.seed(content.folder / "garden")) == {"changed": ["garden"]}
    assert database.rows(LIVE) == [
        ("botany", "Botany", "botany/botany.md"),
        ("garden", "Gardens", "garden/garden.md"),
    ]


def test_a_folder_of_one_roadmap_is_no_other_for_what_lies_beside_it(
    database: Database, content: Content
) -> None:
    for slug in ("botany", "garden"):
        content.nested(slug, f"title: {slug.title()}\n")
    database.seed(content)
    content.file("garden/notes.md", "---\ntitle: Notes\n---\n")
    assert changed(database.seed(content.folder / "garden")) == {"unchanged": ["garden"]}
    assert live(database) == ["botany", "garden"]


def test_a_folder_of_which_nothing_can_be_read_retires_nothing(
    database: Database, content: Content
) -> None:
    content.nested("garden", "title: Garden\n")
    database.seed(content)
    content.file("garden/content/soil.md", "# Soil\n")
    outcome = database.seed(content.folder / "garden" / "content")
    assert outcome.did_nothing
    assert live(database) == ["garden"]


def test_every_column_of_a_changed_roadmap_is_written(database: Database, content: Content) -> None:
    content.nested("garden", "title: Garden\norder: 3\nisNew: true\nseo:\n  title: Plants\n")
    content.nested("pond", "title: Pond\norder: 3\nisNew: true\nseo:\n  title: Fish\n")
    database.seed(content)
    content.nested("garden", "description: ''\n")
    database.now = SECOND
    database.seed(content)
    sql = (
        'SELECT slug, title, description, "order", order_key, is_new, has_seo, seo_title, '
        "revision_id FROM roadmap ORDER BY slug"
    )
    assert database.rows(sql) == [
        ("garden", "garden", "", None, float("inf"), 0, 0, None, 2),
        ("pond", "Pond", None, 3.0, 3.0, 1, 1, "Fish", 1),
    ]
    assert database.rows("SELECT * FROM frontmatter ORDER BY roadmap_id") == [
        (1, '{"description":""}'),
        (2, '{"title":"Pond","order":3,"isNew":true,"seo":{"title":"Fish"}}'),
    ]


def test_each_run_that_writes_is_a_revision(database: Database, content: Content) -> None:
    content.nested("garden")
    database.seed(content)
    database.now = SECOND
    database.seed(content)
    content.nested("pond")
    database.now = THIRD
    database.seed(content)
    assert database.rows("SELECT * FROM content_revision ORDER BY id") == [
        (1, stored(FIRST)),
        (2, stored(THIRD)),
    ]


def test_a_retired_roadmap_keeps_its_row_and_loses_what_its_file_said(
    database: Database, content: Content
) -> None:
    for slug in ("garden", "pond"):
        labels = f"tags: [{slug}]\nseo:\n  keywords: [{slug}]\n"
        content.nested(slug, labels + sponsor("Spades") + related("tree"))
    database.seed(content)
    content.remove("garden")
    database.now = SECOND
    database.seed(content)
    counts = "SELECT count(*), sum(roadmap_id = (SELECT id FROM roadmap WHERE slug = 'garden'))"
    for table in ("roadmap_tag", "roadmap_keyword", "roadmap_relation"):
        assert database.rows(f"{counts} FROM {table}") == [(1, 0)]
    assert database.rows("SELECT slug, retired_at, revision_id FROM roadmap ORDER BY slug") == [
        ("garden", stored(SECOND), 2),
        ("pond", None, 1),
    ]
    assert database.rows("SELECT roadmap_id, title, withdrawn_at FROM placement ORDER BY id") == [
        (1, "Spades", stored(SECOND)),
        (2, "Spades", None),
    ]


def test_a_roadmap_that_returns_has_its_id_again(database: Database, content: Content) -> None:
    keys = "tags: [outdoors]\n" + sponsor("Spades")
    content.nested("garden", keys)
    content.nested("pond")
    database.seed(content)
    before = database.rows(IDS)
    content.remove("garden")
    database.now = SECOND
    database.seed(content)
    content.nested("garden", keys)
    database.now = THIRD
    assert changed(database.seed(content)) == {"added": ["garden"], "unchanged": ["pond"]}
    assert database.rows(IDS) == before
    assert live(database) == ["garden", "pond"]
    assert database.rows("SELECT name FROM tag") == [("outdoors",)]
    assert database.rows("SELECT first_seen_at, withdrawn_at FROM placement ORDER BY id") == [
        (stored(FIRST), stored(SECOND)),
        (stored(THIRD), None),
    ]


def test_a_single_file_adds_or_replaces_its_roadmap(database: Database, content: Content) -> None:
    content.nested("garden")
    pond = content.nested("pond")
    database.seed(content)
    tree = content.nested("tree")
    content.nested("pond", "title: Fish\n")
    content.remove("garden")
    assert changed(database.seed(tree, pond)) == {"added": ["tree"], "changed": ["pond"]}
    assert database.rows(LIVE) == [
        ("garden", "garden", "garden/garden.md"),
        ("pond", "Fish", "pond/pond.md"),
        ("tree", "tree", "tree/tree.md"),
    ]


def test_a_single_file_is_where_its_folder_has_it(
    database: Database, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    content.nested("garden")
    content.flat("pond")
    database.seed(content)
    monkeypatch.chdir(content.folder / "garden")
    assert changed(database.seed("garden.md", "../pond.md")) == {"unchanged": ["garden", "pond"]}


@pytest.mark.parametrize("folder_first", [True, False], ids=["folder first", "file first"])
def test_a_folder_and_a_file_are_mirrored_together(
    database: Database, content: Content, tmp_path: Path, folder_first: bool
) -> None:
    content.nested("garden")
    content.nested("pond")
    database.seed(content)
    content.remove("pond")
    tree = Content(tmp_path / "elsewhere").flat("tree")
    paths = [content, tree] if folder_first else [tree, content]
    assert changed(database.seed(*paths)) == {
        "added": ["tree"],
        "unchanged": ["garden"],
        "retired": ["pond"],
    }


def test_two_folders_are_mirrored_together(
    database: Database, content: Content, tmp_path: Path
) -> None:
    content.nested("garden")
    other = Content(tmp_path / "other")
    other.flat("pond")
    assert changed(database.seed(content, other)) == {"added": ["garden", "pond"]}


def test_a_file_named_twice_is_one(database: Database, content: Content) -> None:
    file = content.nested("garden")
    outcome = database.seed(content, file, f"{content}/../content")
    assert (outcome.files, changed(outcome)) == (1, {"added": ["garden"]})


def test_a_file_may_move_between_flat_and_nested(database: Database, content: Content) -> None:
    file = content.nested("garden", "title: Garden\n")
    database.seed(content)
    before = database.rows(IDS)
    file.rename(content.folder / "garden.md")
    assert changed(database.seed(content)) == {"changed": ["garden"]}
    assert database.rows(LIVE) == [("garden", "Garden", "garden.md")]
    content.flat("garden", "title: Garden\n").rename(file)
    assert changed(database.seed(content)) == {"changed": ["garden"]}
    assert database.rows(LIVE) == [("garden", "Garden", "garden/garden.md")]
    assert database.rows(IDS) == before


def test_what_is_beside_the_roadmaps_is_none(database: Database, content: Content) -> None:
    content.nested("garden")
    for path in (
        "README.md",
        "readme.md",
        ".hidden.md",
        ".git/.git.md",
        "notes.txt",
        "garden/content/100-soil/index.md",
        "garden/content/soil@x9.md",
        "garden/faq.md",
        "images/logo.md",
    ):
        content.file(path, "no frontmatter\n")
    (content.folder / "folder.md").mkdir()
    outcome = database.seed(content)
    assert (changed(outcome), outcome.problems) == ({"added": ["garden"]}, [])


NO_ROADMAPS = [
    pytest.param({}, id="an empty folder"),
    pytest.param({"README.md": "", "pond/content/fish.md": ""}, id="nothing but other files"),
]


@pytest.mark.parametrize("files", NO_ROADMAPS)
@pytest.mark.parametrize("with_file", [False, True], ids=["alone", "beside a good file"])
def test_a_folder_without_roadmaps_is_refused(
    database: Database, content: Content, tmp_path: Path, files: dict[str, str], with_file: bool
) -> None:
    garden = content.nested("garden")
    content.nested("pond")
    database.seed(content)
    before = database.dump()
    wrong = Content(tmp_path / "wrong")
    wrong.folder.mkdir()
    for path, text in files.items():
        wrong.file(path, text)
    with pytest.raises(UsageError, match=rf"^no roadmap in {wrong}: .*nothing was changed$"):
        database.seed(wrong, *([garden] if with_file else []))
    assert database.dump() == before


def test_a_folder_of_folders_with_roadmaps_names_them(
    database: Database, content: Content, tmp_path: Path
) -> None:
    content.nested("garden")
    (tmp_path / "topics").mkdir()
    with pytest.raises(UsageError, match=f"; there are some in {content.folder}; nothing"):
        database.seed(tmp_path)


def test_a_folder_of_topics_given_by_mistake_retires_nothing(
    database: Database, content: Content
) -> None:
    content.nested("garden")
    content.file("garden/content/soil@x9.md", "# Soil\n")
    database.seed(content)
    before = database.dump()
    outcome = database.seed(content.folder / "garden" / "content")
    assert outcome.did_nothing
    assert problems(outcome, content) == [
        "garden/content/soil@x9.md:1:1: BAD_SLUG 'soil@x9' is not a slug (name the file with "
        "lower-case letters, digits and single hyphens: my-roadmap.md)"
    ]
    assert database.dump() == before
