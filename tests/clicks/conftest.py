"""A site for each test, on each SQLite module in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.settings import SqliteModule
from tests.clicks.site import Site, seeded_file, site_like


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, module: SqliteModule) -> Path:
    folder = tmp_path_factory.mktemp("site")
    return seeded_file(folder / "seeded.sqlite", module, folder / "content")


@pytest.fixture
def site(tmp_path: Path, template: Path, module: SqliteModule) -> Iterator[Site]:
    with site_like(template, tmp_path, module) as site:
        yield site
