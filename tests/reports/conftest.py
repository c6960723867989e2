"""A site on each database in turn: both SQLite modules, and PostgreSQL where there is a server."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from graph import tables
from graph.settings import Settings, SqliteModule
from tests.conftest import IS_CI, SQLITE_MODULES, migrated, require_module
from tests.postgresql.server import Server
from tests.reports.site import NOW, Site, open_site, seed_runs

VARIABLE = "TEST_POSTGRESQL_URL"


@pytest.fixture(scope="session", params=[*SQLITE_MODULES, "postgresql"])
def settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("reports")
    if request.param != "postgresql":
        module: SqliteModule = require_module(request.param)
        yield _seeded(migrated(folder, module), folder)
        return
    url = os.environ.get(VARIABLE)
    if not url:
        message = f"NOT TESTED on PostgreSQL: set {VARIABLE} to a server's URL, as .ci/run does"
        (pytest.fail if IS_CI else pytest.skip)(message)
    with Server(str(url)).database() as settings:
        yield _seeded(settings, folder)


def _seeded(settings: Settings, folder: Path) -> Settings:
    seed_runs(settings, folder / "content")
    return settings


@pytest.fixture(scope="session")
def shared(settings: Settings) -> Iterator[Site]:
    with open_site(settings) as site:
        yield site


@pytest.fixture
def site(shared: Site) -> Site:
    """The site without clicks and tokens, at its usual time."""
    shared.now = NOW
    shared.store([])
    with shared.writer.begin() as connection:
        connection.execute(delete(tables.AccessToken))
    return shared
