"""Whatever came before, the database says of its content what a new one would say."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.settings import SqliteModule
from tests.seed.content import Content, related, sponsors
from tests.seed.database import Database, database_like

SLUGS = ("garden", "gardens", "pond", "tree", "trees")
OF_THIS_DATABASE = ("id", "roadmap_id", "sponsor_id", "revision_id", "first_seen_at")
"""Columns that tell what came before."""
LIVE = "JOIN roadmap ON roadmap.id = {0}.roadmap_id WHERE retired_at IS NULL"
VIEWS = {
    "roadmaps": "SELECT * FROM roadmap WHERE retired_at IS NULL",
    "documents": f"SELECT slug, frontmatter.* FROM frontmatter {LIVE.format('frontmatter')}",
    "issues": f"SELECT slug, roadmap_issue.* FROM roadmap_issue {LIVE.format('roadmap_issue')}",
    "tags": "SELECT * FROM tag",
    "keywords": "SELECT * FROM keyword",
    "tagged": "SELECT slug, position, name, is_repeat FROM roadmap_tag "
    "JOIN tag ON tag.id = tag_id JOIN roadmap ON roadmap.id = roadmap_id",
    "keyed": "SELECT slug, position, text, is_repeat FROM roadmap_keyword "
    "JOIN keyword ON keyword.id = keyword_id JOIN roadmap ON roadmap.id = roadmap_id",
    "relations": "SELECT own.slug, position, target_slug, target.slug AS target, is_repeat, "
    "suggestion, line, column FROM roadmap_relation JOIN roadmap AS own ON own.id = roadmap_id "
    "LEFT JOIN roadmap AS target ON target.id = target_id",
    "placements": "SELECT slug, placement.*, sponsor.* FROM placement "
    "JOIN sponsor ON sponsor.id = sponsor_id JOIN roadmap ON roadmap.id = roadmap_id "
    "WHERE withdrawn_at IS NULL",
}

some = st.lists(st.sampled_from("abc"), max_size=3)
documents = st.builds(
    lambda tags, keywords, relations, blocks, title: (
        f"title: {title}\ntags: [{', '.join(tags)}]\n"
        f"seo:\n  keywords: [{', '.join(keywords)}]\n{related(*relations)}{sponsors(blocks)}"
    ),
    some,
    some,
    st.lists(st.sampled_from(SLUGS), max_size=3),
    some,
    st.sampled_from(["One", "Two", "[broken"]),
)
Folder = Mapping[str, str]
folders: st.SearchStrategy[Folder] = st.dictionaries(
    st.sampled_from(SLUGS), documents, min_size=1, max_size=4
)


def write(content: Content, folder: Folder) -> None:
    for slug in SLUGS:
        if slug in folder:
            content.flat(slug, folder[slug])
        else:
            (content.folder / f"{slug}.md").unlink(missing_ok=True)


def said(database: Database) -> dict[str, list[str]]:
    return {view: sorted(map(repr, named(database, sql))) for view, sql in VIEWS.items()}


def named(database: Database, sql: str) -> list[list[tuple[str, Any]]]:
    with database.connection() as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [
            [(name, value) for name, value in zip(names, row, strict=True) if kept(name)]
            for row in cursor
        ]


def kept(column: str) -> bool:
    return column not in OF_THIS_DATABASE


@settings(max_examples=15)
@given(history=st.lists(folders, min_size=1, max_size=3), last=folders)
def test_the_content_does_not_depend_on_what_came_before(
    module: SqliteModule, migrated_template: Path, history: Sequence[Folder], last: Folder
) -> None:
    # A broken file would leave its last good version, which a new database does not have.
    last = {slug: text.replace("[broken", "Three") for slug, text in last.items()}
    with tempfile.TemporaryDirectory() as place:
        content = Content(Path(place) / "content")
        content.folder.mkdir()
        old, new = Path(place) / "old.sqlite", Path(place) / "new.sqlite"
        with database_like(migrated_template, old, module) as database:
            for folder in [*history, last]:
                write(content, folder)
                database.seed(content)
            found = said(database)
        with database_like(migrated_template, new, module) as database:
            database.seed(content)
            assert found == said(database)


COUNTS = [
    "SELECT slug, keyword_count, (SELECT count(DISTINCT keyword_id) FROM roadmap_keyword "
    "WHERE roadmap_id = id) FROM roadmap",
    "SELECT slug, related_by_count, (SELECT count(DISTINCT roadmap_id) FROM roadmap_relation "
    "WHERE target_id = id) FROM roadmap",
    "SELECT name, roadmap_count, (SELECT count(DISTINCT roadmap_id) FROM roadmap_tag "
    "WHERE tag_id = id) FROM tag",
    "SELECT text, roadmap_count, (SELECT count(DISTINCT roadmap_id) FROM roadmap_keyword "
    "WHERE keyword_id = id) FROM keyword",
]


@settings(max_examples=15)
@given(history=st.lists(folders, min_size=1, max_size=4))
def test_kept_counts_are_what_counting_gives(
    module: SqliteModule, migrated_template: Path, history: Sequence[Folder]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        content = Content(Path(place) / "content")
        content.folder.mkdir()
        with database_like(migrated_template, Path(place) / "x.sqlite", module) as database:
            for folder in history:
                write(content, folder)
                database.seed(content)
            for sql in COUNTS:
                assert [row for row in database.rows(sql) if row[1] != row[2]] == []
