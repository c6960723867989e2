"""The index says what the content says, after whatever seeding; an old one is made anew."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from graph.database import open_engine
from graph.migrate import alembic_config, migrate
from graph.settings import Settings
from seed.run import seed
from tests.conftest import seed_into, write_files
from tests.postgresql.api import open_api
from tests.search.content import FILES, file
from tests.seed.database import changed

AGAIN = datetime(2026, 5, 5, tzinfo=UTC)
BROKEN = "---\ntitle: [\n---\n"
SHOWN = '{ search(query: "%s") { nodes { slug } } contentRevision { revision } }'


@contextmanager
def disposed(database: Settings) -> Iterator[Engine]:
    engine = open_engine(database)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def connected(database: Settings) -> Iterator[Connection]:
    with disposed(database) as engine, engine.begin() as connection:
        yield connection


def rows(connection: Connection, table: str) -> list[tuple[Any, ...]]:
    key = "rowid" if connection.dialect.name == "sqlite" else "roadmap_id, place"
    columns = f"{key}, words" if table == "search_document" else "*"
    return sorted(tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM {table}")))


def index_of(database: Settings) -> list[list[tuple[Any, ...]]]:
    with connected(database) as connection:
        if connection.dialect.name == "sqlite":
            check = "INSERT INTO search_document (search_document) VALUES ('integrity-check')"
            connection.execute(text(check))
        return [rows(connection, table) for table in ("search_entry", "search_document")]


def found(database: Settings, query: str) -> list[str]:
    with open_api(database) as api:
        return [node["slug"] for node in api.data(SHOWN % query)["search"]["nodes"]]


def revision(database: Settings) -> int:
    with open_api(database) as api:
        number: int = api.data(SHOWN % "")["contentRevision"]["revision"]
        return number


@pytest.fixture
def seeds(database: Settings, tmp_path: Path) -> Callable[[Mapping[str, str]], Any]:
    """Seeds files into the database."""

    def seeds(files: Mapping[str, str]) -> Any:
        return seed_into(database, write_files(tmp_path / "content", files), now=lambda: AGAIN)

    return seeds


Seeds = Callable[[Mapping[str, str]], Any]
GARDEN = {"garden.md": file("Garden", ["plants"]), "pond.md": file("Pond")}


def test_a_changed_file_is_found_by_what_it_says_now(database: Settings, seeds: Seeds) -> None:
    seeds(GARDEN)
    assert (found(database, "garden"), found(database, "plants")) == (["garden"], ["garden"])
    seeds(GARDEN | {"garden.md": file("Orchard", ["trees"])})
    assert [found(database, query) for query in ("garden", "plants", "orchard", "trees")] == [
        [],
        [],
        ["garden"],
        ["garden"],
    ]


def test_a_roadmap_that_is_gone_is_not_found_and_one_that_comes_back_is(
    database: Settings, seeds: Seeds
) -> None:
    seeds(GARDEN)
    seeds({"pond.md": GARDEN["pond.md"]})
    assert (found(database, "garden"), found(database, "pond")) == ([], ["pond"])
    assert {entry[1] for entry in index_of(database)[0]} == {"pond"}
    seeds(GARDEN)
    assert found(database, "plants") == ["garden"]


def test_a_refused_file_is_found_by_its_last_good_version(database: Settings, seeds: Seeds) -> None:
    seeds(GARDEN)
    before = index_of(database)
    seeds(GARDEN | {"garden.md": BROKEN, "new.md": BROKEN})
    assert index_of(database) == before
    assert found(database, "garden") == ["garden"]


def test_an_unchanged_file_is_not_indexed_again(database: Settings, seeds: Seeds) -> None:
    seeds(GARDEN)
    with connected(database) as connection:
        connection.execute(text("UPDATE search_entry SET titles = 'kept'"))
    outcome = seeds(GARDEN | {"new.md": file("New")})
    assert changed(outcome) == {"added": ["new"], "unchanged": ["garden", "pond"]}
    titles = sorted(entry[2] for entry in index_of(database)[0])
    assert titles == ["^ new ^", "kept", "kept"]


def test_after_many_seedings_the_index_is_what_one_would_have_made(
    database: Settings, seeds: Seeds
) -> None:
    names = sorted(FILES)
    for step in range(4):
        kept = names[step::2] + names[: step * 3]
        seeds({name: FILES[name] for name in kept} | {names[-1]: file(f"Version {step}")})
    seeds(FILES)
    before = index_of(database)
    with connected(database) as connection:
        connection.execute(text("UPDATE search_entry SET format = 0"))
    seeds(FILES)
    assert index_of(database) == before
    assert len(before[0]) == len(FILES)
    assert len(before[1]) == 3 * len(FILES)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE search_entry SET format = 0",
        "DELETE FROM search_entry WHERE slug = 'garden'",
        "DELETE FROM search_entry",
    ],
    ids=["older format", "one is missing", "empty"],
)
def test_an_index_that_is_not_up_to_date_is_made_anew_whatever_the_files_say(
    database: Settings, seeds: Seeds, harm: str
) -> None:
    seeds(GARDEN)
    before, at_first = index_of(database), revision(database)
    with connected(database) as connection:
        connection.execute(text(harm))
    outcome = seeds(GARDEN)
    assert changed(outcome) == {"unchanged": ["garden", "pond"]}
    assert index_of(database) == before
    assert revision(database) == at_first + 1, "what is kept of older answers must not be used"
    seeds(GARDEN)
    assert revision(database) == at_first + 1


def test_seeding_one_file_into_an_older_index_makes_all_of_it_anew(
    database: Settings, seeds: Seeds, tmp_path: Path
) -> None:
    seeds(GARDEN)
    with connected(database) as connection:
        connection.execute(text("DELETE FROM search_document"))
        connection.execute(text("DELETE FROM search_entry"))
    seed_into(database, tmp_path / "content" / "pond.md")
    assert (found(database, "garden"), found(database, "pond")) == (["garden"], ["pond"])


def test_content_from_before_the_index_is_indexed_by_the_next_seeding(
    database: Settings, seeds: Seeds
) -> None:
    seeds(FILES)
    before = index_of(database)
    with disposed(database) as engine:
        command.downgrade(alembic_config(engine), "0002")
        migrate(engine)
    assert index_of(database) == [[], []]
    assert found(database, "react") == []
    outcome = seeds(FILES)
    assert list(changed(outcome)) == ["unchanged"]
    assert index_of(database) == before
    assert found(database, "react")[0] == "react"


def test_content_and_index_are_written_in_one_transaction(
    database: Settings, seeds: Seeds, tmp_path: Path
) -> None:
    """A seeding that fails at its very end leaves both as they were."""
    seeds(GARDEN)
    before = index_of(database)
    with connected(database) as connection:
        connection.execute(text(HINDRANCE[connection.dialect.name]))
    files = {"garden.md": file("Orchard"), "new.md": file("New")}
    folder = write_files(tmp_path / "content", GARDEN | files)
    with disposed(database) as engine, pytest.raises(IntegrityError, match="hindered"):
        seed(engine, [str(folder)], lambda: AGAIN, iter)
    assert index_of(database) == before
    assert (found(database, "garden"), found(database, "orchard")) == (["garden"], [])


HINDRANCE = {
    "sqlite": "CREATE TRIGGER hindrance BEFORE INSERT ON search_entry "
    "BEGIN SELECT RAISE(ABORT, 'hindered'); END",
    "postgresql": "ALTER TABLE search_entry ADD CONSTRAINT hindered "
    "CHECK (slug <> 'new') NOT VALID",
}
