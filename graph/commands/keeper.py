"""The engine for who sits at the database's own machine, and needs no token."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from graph.plan.answer import Access
from graph.plan.engine import PreparedEngine
from graph.plan.reader import open_reader
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


@asynccontextmanager
async def keepers_asker(settings: Settings, clock: Callable[[], datetime]) -> AsyncIterator[Asker]:
    """Asks the configured database, without limits of size and time."""
    reader = open_reader(replace(settings, statement_seconds=PATIENCE_S))
    limits = replace(settings, cost_limit=10**9)
    engine = PreparedEngine(
        build_schema(), reader, None, clock, PAGE, gate=KeepersGate(), limits=limits
    )
    try:
        yield Asker(engine, None, PAGE)
    finally:
        await reader.close()
