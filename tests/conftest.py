"""What all tests share: the SQLite modules to run on, databases seeded from files, profiles."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, settings

from graph.database import open_engine
from graph.migrate import migrate
from graph.settings import Settings, SqliteModule
from seed.run import Outcome, seed

SQLITE_MODULES: tuple[SqliteModule, ...] = ("sqlite3", "pysqlite3")
IS_CI = os.environ.get("CI") == "true"
SEEDED_AT = datetime(2023, 3, 1, 12, 30, 0, 250_000, UTC)

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("local", max_examples=300, deadline=None, suppress_health_check=SLOW)
settings.register_profile("all", parent=settings.get_profile("local"), max_examples=2000)
settings.register_profile("ci", parent=settings.get_profile("all"), derandomize=True)
settings.load_profile("ci" if IS_CI else "local")
EXAMPLES = settings().max_examples


@pytest.fixture(scope="session", params=SQLITE_MODULES)
def module(request: pytest.FixtureRequest) -> SqliteModule:
    """Each SQLite module in turn; skipped where it is missing, which in CI is a failure."""
    return require_module(cast(SqliteModule, request.param))


def require_module(name: SqliteModule) -> SqliteModule:
    if find_spec(name) is None:
        message = f"NOT TESTED on {name}, which is not installed: run `make install`"
        (pytest.fail if IS_CI else pytest.skip)(message)
    return name


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder with exactly these files, by their paths below it."""
    for old in folder.rglob("*.md"):
        old.unlink()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def migrated(path: Path, module: SqliteModule) -> Settings:
    """An empty database in that folder, at the newest migration."""
    database = Settings(database_url=f"sqlite:///{path / f'{module}.sqlite'}", sqlite_module=module)
    engine = open_engine(database)
    migrate(engine)
    engine.dispose()
    return database


def seed_into(
    database: Settings, *paths: Path, now: Callable[[], datetime] = lambda: SEEDED_AT
) -> Outcome:
    """One seeding run over the paths."""
    engine = open_engine(database)
    outcome = seed(engine, [str(path) for path in paths], now, lambda files: files)
    engine.dispose()
    return outcome


def seeded(path: Path, folder: Path, module: SqliteModule) -> Settings:
    """A new database beside `path`'s files that mirrors the folder of content."""
    database = migrated(path, module)
    seed_into(database, folder)
    return database
