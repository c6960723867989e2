"""Databases to search: on each SQLite module, and on PostgreSQL where there is a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from graph.settings import Settings, SqliteModule
from tests.conftest import SQLITE_MODULES, migrated, require_module, seed_into, write_files
from tests.postgresql.api import Api, open_api
from tests.postgresql.conftest import server
from tests.postgresql.server import Server
from tests.search.content import FILES

__all__ = ["server"]
KINDS = (*SQLITE_MODULES, "postgresql")


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return cast(str, request.param)


@contextmanager
def database_of(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """A migrated database of its own."""
    if kind != "postgresql":
        yield migrated(folder, require_module(cast(SqliteModule, kind)))
        return
    postgresql: Server = request.getfixturevalue("server")
    with postgresql.database() as settings:
        seed_into(settings, write_files(folder / "none", {"none.md": "---\n---\n"}))
        yield settings


@pytest.fixture
def database(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    with database_of(kind, tmp_path, request) as settings:
        yield settings


@pytest.fixture(scope="session")
def api(
    kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Api]:
    """Over the content of these tests, for those that only read."""
    folder = tmp_path_factory.mktemp(kind)
    with database_of(kind, folder, request) as settings:
        seed_into(settings, write_files(folder / "content", FILES))
        with open_api(settings) as api:
            yield api
