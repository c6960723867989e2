"""A PostgreSQL server by TEST_POSTGRESQL_URL, and databases on it for each test."""

import os
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from graph.database import open_engine
from graph.migrate import migrate
from graph.settings import Settings
from tests.conftest import IS_CI, seed_into, write_files
from tests.postgresql.api import Api, open_api
from tests.postgresql.content import INSTANTS, RUNS
from tests.postgresql.server import Server

VARIABLE = "TEST_POSTGRESQL_URL"


@pytest.fixture(scope="session")
def server() -> Server:
    url = os.environ.get(VARIABLE)
    if not url:
        message = f"NOT TESTED on PostgreSQL: set {VARIABLE} to a server's URL, as .ci/run does"
        (pytest.fail if IS_CI else pytest.skip)(message)
    return Server(url)


@pytest.fixture
def empty(server: Server) -> Iterator[Settings]:
    """A database without a table."""
    with server.database() as settings:
        yield settings


@pytest.fixture(scope="session")
def template(server: Server) -> Iterator[Settings]:
    """A migrated database that nobody is connected to."""
    with server.database() as settings:
        engine = open_engine(settings)
        migrate(engine)
        engine.dispose()
        yield settings


@pytest.fixture
def database(server: Server, template: Settings) -> Iterator[Settings]:
    """A migrated database without rows."""
    with server.database(server.copy_of(template)) as settings:
        yield settings


@pytest.fixture
def seeded(database: Settings, tmp_path: Path) -> Settings:
    """A database with the content of all runs."""
    seed_runs(database, tmp_path)
    return database


@pytest.fixture
def api(seeded: Settings) -> Iterator[Api]:
    with open_api(seeded) as api:
        yield api


@pytest.fixture(scope="session")
def filled(server: Server, template: Settings, content: Path) -> Iterator[Settings]:
    """The same for the tests that only read."""
    with server.database(server.copy_of(template)) as settings:
        seed_runs(settings, content)
        yield settings


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("content")


def seed_runs(settings: Settings, folder: Path) -> None:
    for files, instant in zip(RUNS, INSTANTS, strict=True):
        seed_into(settings, write_files(folder, files), now=partial(identity, instant))


def identity(instant: datetime) -> datetime:
    return instant
