"""A migration that fails, or would cost rows their parents, leaves nothing of itself behind."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, event
from sqlalchemy.exc import IntegrityError, OperationalError

from graph.database import SCHEMA_REVISION, DatabaseNotReadyError, open_engine, sqlite_driver
from graph.migrate import alembic_config, migrate
from graph.settings import ROOT, SqliteModule
from tests.migrations.database import (
    engine_on,
    fill,
    rows_of,
    version_locations,
    with_migrations,
)
from tests.seed.database import settings_for

FAMILY = """\
op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True))
op.create_table(
    "child",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id", ondelete="CASCADE")),
)
op.execute("INSERT INTO parent VALUES (1), (2)")
op.execute("INSERT INTO child VALUES (1, 1), (2, 2), (3, 2)")
"""
REBUILD_PARENT = """\
with op.batch_alter_table("parent", recreate="always") as parent:
    parent.add_column(sa.Column("name", sa.Text))
"""
REBUILD_ROADMAP = """\
strict = {"sqlite_strict": True}
with op.batch_alter_table("roadmap", recreate="always", table_kwargs=strict) as roadmap:
    roadmap.add_column(sa.Column("note", sa.Text))
"""
GOOD = 'op.create_table("kept", sa.Column("id", sa.Integer, primary_key=True))\n'
FAILING = """\
op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
op.execute("UPDATE roadmap SET title = 'lost'")
op.execute("DROP TABLE nowhere")
"""
ORPHANING = """\
op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
op.execute("DELETE FROM sponsor WHERE id = 1")
"""


@pytest.fixture
def engine(tmp_path: Path, module: SqliteModule) -> Iterator[Engine]:
    """On a database at the newest migration, with rows in every table."""
    with engine_on(tmp_path / "roadmaps.sqlite", module) as engine:
        migrate(engine)
        fill(engine, tmp_path / "content")
        yield engine


def test_rebuilding_a_parent_keeps_the_children_that_cascade(
    engine: Engine, tmp_path: Path
) -> None:
    config = with_migrations(engine, tmp_path / "versions", FAMILY, REBUILD_PARENT)
    command.upgrade(config, "head")
    rows = rows_of(engine)
    assert rows["parent"] == [(1, None), (2, None)]
    assert rows["child"] == [(1, 1), (2, 2), (3, 2)]


def test_rebuilding_the_roadmaps_keeps_everything_that_refers_to_them(
    engine: Engine, tmp_path: Path
) -> None:
    before = rows_of(engine)
    command.upgrade(with_migrations(engine, tmp_path / "versions", REBUILD_ROADMAP), "head")
    after = rows_of(engine)
    assert after["roadmap"] == [(*row, None) for row in before["roadmap"]]
    changed = ("", "roadmap", "alembic_version")
    assert {name: rows for name, rows in after.items() if name not in changed} == {
        name: rows for name, rows in before.items() if name not in changed
    }


def test_foreign_keys_are_enforced_again_afterwards(engine: Engine, tmp_path: Path) -> None:
    command.upgrade(with_migrations(engine, tmp_path / "versions", REBUILD_ROADMAP), "head")
    with engine.connect() as connection, pytest.raises(IntegrityError, match="FOREIGN KEY"):
        connection.exec_driver_sql("DELETE FROM roadmap")


def test_a_migration_that_leaves_orphans_fails_and_keeps_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    before = rows_of(engine)
    config = with_migrations(engine, tmp_path / "versions", ORPHANING)
    sentence = (
        r"^1 rows would lose what they refer to, the first in placement, row 1, to sponsor; "
        r"nothing was migrated$"
    )
    with pytest.raises(RuntimeError, match=sentence):
        command.upgrade(config, "head")
    assert rows_of(engine) == before


def test_a_migration_that_fails_keeps_nothing(engine: Engine, tmp_path: Path) -> None:
    before = rows_of(engine)
    with pytest.raises(OperationalError, match="nowhere"):
        command.upgrade(with_migrations(engine, tmp_path / "versions", FAILING), "head")
    assert rows_of(engine) == before


@pytest.mark.parametrize("bad", [FAILING, ORPHANING], ids=["failing", "orphaning"])
def test_the_migrations_before_a_bad_one_stay(engine: Engine, tmp_path: Path, bad: str) -> None:
    config = with_migrations(engine, tmp_path / "versions", GOOD, bad)
    with pytest.raises((OperationalError, RuntimeError)):
        command.upgrade(config, "head")
    rows = rows_of(engine)
    assert rows["alembic_version"] == [("9001",)]
    assert ("kept" in rows, "half" in rows) == (True, False)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_locked_database_is_not_migrated_and_gets_one_sentence(
    tmp_path: Path, module: SqliteModule
) -> None:
    file = tmp_path / "older.sqlite"
    with engine_on(file, module) as engine:
        command.upgrade(alembic_config(engine), "0001")
    hasty = open_engine(settings_for(file, module))

    @event.listens_for(hasty, "connect")
    def wait_a_moment(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 20")

    with closing(sqlite_driver(module).connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        sentence = r"^The database cannot be used: database is locked\.$"
        with pytest.raises(DatabaseNotReadyError, match=sentence):
            migrate(hasty)
    hasty.dispose()


def run_alembic(folder: Path, file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{file}"}
    return subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_alembic_upgrade_head_migrates_the_database_of_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "new" / "roadmaps.sqlite"
    assert run_alembic(ROOT, file, "upgrade", "head").returncode == 0
    with engine_on(file, "auto") as engine:
        assert rows_of(engine)["alembic_version"] == [(SCHEMA_REVISION,)]


@pytest.mark.parametrize("bad", [FAILING, ORPHANING], ids=["failing", "orphaning"])
def test_the_command_tells_by_its_status_that_a_migration_failed(tmp_path: Path, bad: str) -> None:
    file = tmp_path / "roadmaps.sqlite"
    with engine_on(file, "auto") as engine:
        migrate(engine)
        fill(engine, tmp_path / "content")
        before = rows_of(engine)
    locations = version_locations(tmp_path / "versions", bad)
    own = f"script_location = {ROOT / 'migrations'}\nprepend_sys_path = {ROOT}\npath_separator = os"
    (tmp_path / "alembic.ini").write_text(f"[alembic]\n{own}\nversion_locations = {locations}\n")
    assert run_alembic(tmp_path, file, "upgrade", "head").returncode == 1
    with engine_on(file, "auto") as engine:
        assert rows_of(engine) == before
