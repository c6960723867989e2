"""Migrations on PostgreSQL, and what is said of a database that cannot be used."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text

from graph.clicks.record import record
from graph.clicks.results import Click, SponsorClickRecorded
from graph.database import DatabaseNotReadyError, open_engine, require_schema
from graph.migrate import alembic_config, migrate
from graph.settings import Settings
from graph.tables import Base
from graph.tables.search import DOCUMENTS
from tests.conftest import seed_into, write_files
from tests.postgresql.api import NOW
from tests.postgresql.content import FIRST
from tests.postgresql.processes import run_at_once
from tests.postgresql.server import Server

AT_ONCE = 2
NOT_UNICODE = "ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"


@pytest.fixture
def engine(seeded: Settings) -> Iterator[Engine]:
    """A database with content and a click."""
    engine = open_engine(seeded)
    with engine.begin() as connection:
        assert isinstance(record(connection, Click("texts"), NOW), SponsorClickRecorded)
    yield engine
    engine.dispose()


def tables_of(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_models_and_migrations_agree(engine: Engine) -> None:
    command.check(alembic_config(engine))


def test_down_and_up_again_leaves_the_same_tables(engine: Engine) -> None:
    before = tables_of(engine)
    assert before == {*Base.metadata.tables, "alembic_version", DOCUMENTS}
    command.downgrade(alembic_config(engine), "base")
    assert tables_of(engine) == {"alembic_version"}
    command.upgrade(alembic_config(engine), "head")
    assert tables_of(engine) == before
    command.check(alembic_config(engine))


def test_without_clicks_the_content_stays(engine: Engine) -> None:
    command.downgrade(alembic_config(engine), "0001")
    assert "sponsor_click" not in tables_of(engine)
    assert count(engine, "roadmap") == len(FIRST) + 1
    migrate(engine)
    assert count(engine, "sponsor_click") == 0
    assert count(engine, "roadmap") == len(FIRST) + 1


def test_migrations_that_begin_at_once_run_once(empty: Settings) -> None:
    run_at_once(AT_ONCE, empty, "alembic", "upgrade", "head")
    check_ready(empty)


def test_seeding_migrates_an_empty_database(empty: Settings, tmp_path: Path) -> None:
    with pytest.raises(DatabaseNotReadyError, match=r"^The database is empty .* or seed it\.$"):
        check_ready(empty)
    seed_into(empty, write_files(tmp_path, FIRST))
    check_ready(empty)


@pytest.mark.parametrize(
    ("revision", "sentence"),
    [
        ("0001", r"^The database stands at migration 0001 .* or seed it\.$"),
        ("0099", r"^The database stands at migration 0099, which is newer .* database\.$"),
    ],
)
def test_a_database_of_another_version_is_told(
    database: Settings, revision: str, sentence: str
) -> None:
    engine = open_engine(database)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    engine.dispose()
    with pytest.raises(DatabaseNotReadyError, match=sentence):
        check_ready(database)


def test_a_newer_database_is_not_migrated(database: Settings) -> None:
    engine = open_engine(database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    with pytest.raises(DatabaseNotReadyError, match="newer"):
        migrate(engine)
    engine.dispose()


def test_a_database_that_is_not_there_is_told_in_one_sentence(server: Server) -> None:
    sentence = r"^The database cannot be used: .* does not exist\.$"
    with pytest.raises(DatabaseNotReadyError, match=sentence):
        check_ready(server.missing())


def test_a_server_that_is_not_there_is_told_in_one_sentence(database: Settings) -> None:
    nowhere = replace(database, database_url="postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseNotReadyError, match=r"^The database cannot be used: .*[^?.]\.$"):
        check_ready(nowhere)


@pytest.mark.parametrize("use", [require_schema, migrate])
def test_a_database_of_another_encoding_is_told(
    server: Server, use: Callable[[Engine], None]
) -> None:
    with server.database(NOT_UNICODE) as settings:
        engine = open_engine(settings)
        with pytest.raises(DatabaseNotReadyError, match="encoding is SQL_ASCII"):
            use(engine)
        engine.dispose()


def check_ready(settings: Settings) -> None:
    engine = open_engine(settings)
    try:
        require_schema(engine)
    finally:
        engine.dispose()
