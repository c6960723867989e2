"""The migrations lead to the schema of the models, and rows survive them in both directions."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from graph import tables
from graph.database import SCHEMA_REVISION
from graph.migrate import alembic_config, migrate
from graph.settings import SqliteModule
from graph.tables.search import is_index
from tests.migrations.database import REVISIONS, SCRIPTS, engine_on, fill, rows_of
from tests.seed.database import Dump

TABLES = tables.Base.metadata.sorted_tables


@pytest.fixture
def engine(tmp_path: Path, module: SqliteModule) -> Iterator[Engine]:
    with engine_on(tmp_path / "roadmaps.sqlite", module) as engine:
        yield engine


def test_the_code_is_written_for_the_newest_migration() -> None:
    assert REVISIONS[-1] == SCHEMA_REVISION


def test_the_migrations_are_one_numbered_line() -> None:
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS
    assert [script.down_revision for script in SCRIPTS] == [None, *REVISIONS[:-1]]


def columns_of(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c "
            "WHERE t.type = 'table'"
        ).all()
    return {table: [column for name, column in rows if name == table] for table, _ in rows}


def named_rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """The rows of all tables but Alembic's own, each with the names of its columns."""
    columns, rows = columns_of(engine), rows_of(engine)
    return {
        table: [dict(zip(names, row, strict=True)) for row in rows[table]]
        for table, names in columns.items()
        if table != "alembic_version"
    }


def shared(
    rows: dict[str, list[dict[str, Any]]], other: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    """The rows of those tables that the other database has too, of its columns only."""
    return {
        table: sorted(repr([row[name] for name in common(found, other[table])]) for row in found)
        for table, found in rows.items()
        if table in other
    }


def common(rows: list[dict[str, Any]], other: list[dict[str, Any]]) -> list[str]:
    names = set(rows[0]) & set(other[0]) if rows and other else set()
    return sorted(names)


def test_rows_survive_each_step_down_and_up_again(engine: Engine, tmp_path: Path) -> None:
    migrate(engine)
    fill(engine, tmp_path / "content")
    full = named_rows(engine)
    assert [table.name for table in TABLES if not full[table.name]] == []
    for revision in REVISIONS[-2::-1]:
        before = named_rows(engine)
        command.downgrade(alembic_config(engine), revision)
        below = named_rows(engine)
        assert shared(below, before) == shared(before, below)
        assert "roadmap" in below
        assert_sound(engine)
    command.upgrade(alembic_config(engine), "head")
    above = named_rows(engine)
    assert shared(above, below) == shared(below, above)
    assert_sound(engine)
    assert schema(engine) == declared_schema(engine)


def test_down_to_nothing_and_up_again(engine: Engine, tmp_path: Path) -> None:
    migrate(engine)
    fill(engine, tmp_path / "content")
    full = rows_of(engine)
    command.downgrade(alembic_config(engine), "base")
    assert list(columns_of(engine)) == ["alembic_version"]
    migrate(engine)
    fill(engine, tmp_path / "again")
    assert rows_of(engine) == full


def assert_sound(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").all() == [("ok",)]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_migration_is_one_step(engine: Engine, revision: str) -> None:
    command.upgrade(alembic_config(engine), revision)
    assert rows_of(engine)["alembic_version"] == [(revision,)]
    before = rows_of(engine)
    command.upgrade(alembic_config(engine), "head")
    command.downgrade(alembic_config(engine), revision)
    assert without_order(rows_of(engine)) == without_order(before)


def without_order(rows: Dump) -> Dump:
    """Rebuilding a table puts it last in the schema."""
    return {**rows, "": sorted((name, normal(sql)) for name, sql in rows[""])}


def test_nothing_to_migrate_leaves_foreign_keys_enforced(engine: Engine) -> None:
    migrate(engine)
    command.upgrade(alembic_config(engine), "head")
    assert_sound(engine)


def test_alembic_finds_no_difference_to_the_models(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        options: dict[str, Any] = {"compare_type": True, "compare_server_default": True}
        options["include_name"] = is_modelled
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.Base.metadata) == []


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not is_index(name)


def test_the_schema_is_that_of_the_models_to_the_letter(engine: Engine) -> None:
    """Alembic looks past STRICT, WITHOUT ROWID, CHECKs and the conditions of indexes."""
    migrate(engine)
    assert schema(engine) == declared_schema(engine)


def schema(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        ).all()
    return {
        name: normal(sql) for name, sql in rows if name != "alembic_version" and not is_index(name)
    }


def declared_schema(engine: Engine) -> dict[str, Any]:
    made: list[tuple[Any, ExecutableDDLElement]] = [(t.name, CreateTable(t)) for t in TABLES]
    made += [(index.name, CreateIndex(index)) for t in TABLES for index in t.indexes]
    return {name: normal(str(ddl.compile(dialect=engine.dialect))) for name, ddl in made}


def normal(sql: str | None) -> object:
    """A CREATE statement as its beginning, its columns and constraints in any order, its end."""
    if sql is None:
        return None
    beginning, body, end = re.fullmatch(r"(.*?)\((.*)\)(.*)", " ".join(sql.split())).groups()  # type: ignore[union-attr]
    if beginning.startswith("CREATE INDEX"):
        return (beginning, body, end)
    return (beginning.replace('"', "").strip(), sorted(parts(body)), end.strip())


def parts(body: str) -> Iterable[str]:
    """What stands between the commas that are in no brackets."""
    depth, start = 0, 0
    for place, character in enumerate(body):
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            yield body[start:place].strip()
            start = place + 1
    yield body[start:].strip()


@pytest.mark.parametrize("script", SCRIPTS, ids=REVISIONS)
def test_migrations_stand_on_their_own(script: Any) -> None:
    """A migration must mean the same in ten years: it uses nothing of today's code."""
    imported = [
        name.split(".")[0]
        for node in ast.walk(ast.parse(Path(script.path).read_text()))
        for name in names_imported(node)
    ]
    assert set(imported) <= {"alembic", "sqlalchemy", "typing"}


def names_imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or "graph"] if isinstance(node, ast.ImportFrom) else []
