"""The engine on each SQLite module, and the oracle over the same content at the same time."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest

from graph.schema import build_schema
from graph.settings import SqliteModule
from tests.conftest import SQLITE_MODULES, require_module
from tests.oracle.answer import Oracle
from tests.oracle.history import replay
from tests.oracle.objects import World
from tests.plan.content import NOW, RUNS
from tests.plan.database import Database, opened

PAGE_LIMIT = 8


@pytest.fixture(scope="session")
def database(module: SqliteModule, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with opened(tmp_path_factory.mktemp(module), module, RUNS, PAGE_LIMIT) as database:
        yield database


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[Database]]:
    """On every module at once, for what is dear to think of and cheap to ask."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                opened(tmp_path_factory.mktemp(name), require_module(name), RUNS, PAGE_LIMIT)
            )
            for name in SQLITE_MODULES
        ]


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    return Oracle(build_schema().as_str(), World(replay(RUNS), NOW, PAGE_LIMIT), PAGE_LIMIT)
