"""A folder to write roadmaps in, and a migrated database, on each SQLite module in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.settings import SqliteModule
from tests.seed.content import Content
from tests.seed.database import Database, database_like, migrated_file


@pytest.fixture
def content(tmp_path: Path) -> Content:
    folder = tmp_path / "content"
    folder.mkdir()
    return Content(folder)


@pytest.fixture(scope="session")
def migrated_template(tmp_path_factory: pytest.TempPathFactory, module: SqliteModule) -> Path:
    return migrated_file(tmp_path_factory.mktemp("template") / "empty.sqlite", module)


@pytest.fixture
def database(tmp_path: Path, migrated_template: Path, module: SqliteModule) -> Iterator[Database]:
    with database_like(migrated_template, tmp_path / "roadmaps.sqlite", module) as database:
        yield database
