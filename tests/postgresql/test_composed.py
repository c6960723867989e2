"""Operations made from numbers are answered on PostgreSQL as graphql-core answers them."""

import asyncio
from collections.abc import Iterator

import pytest

from graph.settings import Settings
from tests.conftest import IS_CI, seed_into, write_files
from tests.oracle.answer import Oracle
from tests.plan.conftest import PAGE_LIMIT, oracle
from tests.plan.content import RUNS
from tests.plan.database import Database
from tests.plan.test_composed import is_compared
from tests.postgresql.server import Server

__all__ = ["oracle"]
OPERATIONS = 480 if IS_CI else 160
SHARES = 4


@pytest.fixture(scope="module")
def garden(
    server: Server, template: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The content that the oracle knows."""
    content = tmp_path_factory.mktemp("garden")
    with server.database(server.copy_of(template)) as settings, asyncio.Runner() as runner:
        for run in RUNS:
            seed_into(settings, write_files(content, run.files), now=run.now)
        database = Database(settings, runner, PAGE_LIMIT)
        yield database
        database.close()


@pytest.mark.parametrize("share", range(SHARES))
def test_an_operation_is_answered_as_the_oracle_does(
    garden: Database, oracle: Oracle, share: int
) -> None:
    numbers = range(share, OPERATIONS, SHARES)
    compared = [number for number in numbers if is_compared([garden], oracle, number)]
    assert compared
