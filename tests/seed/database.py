"""A migrated SQLite database that a test seeds, and looks into over a connection of its own."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from graph.database import open_engine, sqlite_driver
from graph.migrate import migrate
from graph.settings import Settings, SqliteModule
from seed.run import Outcome, seed

FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECOND = datetime(2026, 1, 2, 12, tzinfo=UTC)
THIRD = datetime(2026, 1, 3, 12, tzinfo=UTC)


def stored(instant: datetime) -> str:
    """The text of an instant in the database."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


Dump = dict[str, list[tuple[Any, ...]]]
"""All rows of all tables, in an order that depends on nothing else; under "" the schema."""


@dataclass
class Database:
    """`now` is the time of the next seeding run."""

    file: Path
    module: SqliteModule
    engine: Engine
    now: datetime = FIRST

    def seed(self, *paths: object) -> Outcome:
        return seed(self.engine, [str(path) for path in paths], lambda: self.now, iter)

    def rows(self, sql: str, *arguments: object) -> list[tuple[Any, ...]]:
        with self.connection() as connection:
            return list(connection.execute(sql, arguments))

    def change(self, sql: str, *arguments: object) -> None:
        """Write behind the back of the seeding."""
        with self.connection() as connection:
            connection.execute(sql, arguments)

    def dump(self) -> Dump:
        with self.connection() as connection:
            return dump(connection)

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """A connection of its own, that begins no transaction by itself."""
        driver = sqlite_driver(self.module)
        with closing(driver.connect(self.file, isolation_level=None)) as connection:
            yield connection


def dump(connection: Any) -> Dump:
    schema = connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables}
    return {name: sorted(found, key=repr) for name, found in {"": schema, **rows}.items()}


def settings_for(file: Path, module: SqliteModule) -> Settings:
    return Settings(database_url=f"sqlite:///{file}", sqlite_module=module)


def migrated_file(file: Path, module: SqliteModule) -> Path:
    """A new database at the newest migration; nobody has it open."""
    engine = open_engine(settings_for(file, module))
    migrate(engine)
    engine.dispose()
    return file


@contextmanager
def database_like(template: Path, file: Path, module: SqliteModule) -> Iterator[Database]:
    """A copy of a database that nobody has open: migrating each anew would take the most time."""
    shutil.copyfile(template, file)
    engine = open_engine(settings_for(file, module))
    try:
        yield Database(file, module, engine)
    finally:
        engine.dispose()


def changed(outcome: Outcome) -> dict[str, list[str]]:
    """What a run did to which slugs, without what it did to none."""
    kinds = ("added", "changed", "unchanged", "retired", "refused")
    slugs = {kind: getattr(outcome.changes, kind) for kind in kinds}
    return {kind: found for kind, found in slugs.items() if found}


def problems(outcome: Outcome, folder: object) -> list[str]:
    """The problems as they are printed, paths below the folder."""
    return [str(problem).replace(f"{folder}/", "") for problem in outcome.problems]
