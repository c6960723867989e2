"""What a command opens: who runs it sits at the database's own machine, and needs no token."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from graph.database import open_engine, unavailable
from graph.plan.answer import Access
from graph.plan.engine import PreparedEngine
from graph.plan.reader import Reader, open_reader
from graph.reports.ask import Asker
from graph.schema import build_schema
from graph.settings import Settings

PATIENCE_S = 600
"""A statement of a command may take longer than one of a server, which others wait for."""
PAGE = 10_000


class KeepersGate:
    """Opens everything."""

    async def access(self, _token: str | None, _now: datetime) -> Access:
        return Access(None)


@contextmanager
def keepers_database(settings: Settings) -> Iterator[Engine]:
    """The configured database, to write into; DatabaseNotReadyError where it is at fault."""
    engine = open_engine(settings, makes_file=False)
    try:
        with unavailable():
            yield engine
    finally:
        engine.dispose()


@asynccontextmanager
async def keepers_reader(settings: Settings) -> AsyncIterator[Reader]:
    """Reads the configured database, for as long as it takes."""
    reader = open_reader(replace(settings, statement_seconds=PATIENCE_S))
    try:
        yield reader
    finally:
        await reader.close()


@asynccontextmanager
async def keepers_asker(settings: Settings, clock: Callable[[], datetime]) -> AsyncIterator[Asker]:
    """Asks the configured database, without limits of size and time."""
    limits = replace(settings, cost_limit=10**9)
    async with keepers_reader(settings) as reader:
        engine = PreparedEngine(
            build_schema(), reader, None, clock, PAGE, gate=KeepersGate(), limits=limits
        )
        yield Asker(engine, None, PAGE)
