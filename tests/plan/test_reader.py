"""A statement that takes long holds up no other, and ends when its time is over."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import literal_column, select

from graph.plan.reader import Reader, TooLongError, open_reader
from graph.plan.statement import NO_INPUTS, Parameters, Statement, compile_statement
from graph.settings import Settings
from tests.conftest import migrated, require_module
from tests.postgresql.server import Server

Database = Callable[[Path], AbstractContextManager[Settings]]
POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "")
NEEDS_POSTGRESQL = pytest.mark.skipif(not POSTGRESQL, reason="TEST_POSTGRESQL_URL is not set")


@contextmanager
def on_sqlite(path: Path) -> Iterator[Settings]:
    yield migrated(path, require_module("sqlite3"))


@contextmanager
def on_postgresql(_path: Path) -> Iterator[Settings]:
    with Server(POSTGRESQL).database() as settings:
        yield settings


DATABASES = pytest.mark.parametrize(
    "database",
    [
        pytest.param(on_sqlite, id="sqlite"),
        pytest.param(on_postgresql, id="postgresql", marks=NEEDS_POSTGRESQL),
    ],
)


def statement(reader: Reader, sql: str) -> Statement:
    return compile_statement(select(literal_column(f"({sql})")), Parameters(), reader.dialect)


def counting(reader: Reader, to: int) -> Statement:
    """Takes a second for each few millions."""
    numbers = f"SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < {to}"
    return statement(reader, f"WITH RECURSIVE n AS ({numbers}) SELECT cast(max(i) AS text) FROM n")


@DATABASES
def test_quick_statements_do_not_wait_for_slow_ones(database: Database, tmp_path: Path) -> None:
    with database(tmp_path) as settings:
        asyncio.run(_side_by_side(open_reader(settings)))


async def _side_by_side(reader: Reader) -> None:
    slow, quick = counting(reader, 1_000_000), statement(reader, "SELECT 'quick'")
    for _ in range(2):  # the second time it is known to be slow
        waiting = [asyncio.create_task(reader.text(slow, NO_INPUTS)) for _ in range(5)]
        await asyncio.sleep(0.1)
        longest = 0.0
        while not waiting[0].done():
            begun = monotonic()
            assert await reader.text(quick, NO_INPUTS) == "quick"
            longest = max(longest, monotonic() - begun)
            await asyncio.sleep(0.001)
        assert await asyncio.gather(*waiting) == ["1000000"] * 5
        assert longest < 0.5
    await reader.close()


@DATABASES
def test_a_statement_is_stopped_when_its_time_is_over(database: Database, tmp_path: Path) -> None:
    async def run(settings: Settings) -> None:
        reader = open_reader(replace(settings, statement_seconds=1))
        for _ in range(2):
            begun = monotonic()
            with pytest.raises(TooLongError):
                await reader.text(counting(reader, 500_000_000), NO_INPUTS)
            assert monotonic() - begun < 5
        await reader.close()

    with database(tmp_path) as settings:
        asyncio.run(run(settings))
