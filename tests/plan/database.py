"""An engine over a database of its own, asked as a test asks."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from graph.plan.answer import Answer, Begun, Request
from graph.plan.engine import PreparedEngine
from graph.plan.limits import Limits
from graph.plan.reader import open_reader
from graph.plan.refusal import RefusedError
from graph.schema import build_schema
from graph.settings import Settings, SqliteModule
from tests.conftest import migrated, seed_into, write_files
from tests.oracle.history import Run
from tests.plan.content import NOW

PATIENCE = 60
"""Seconds that a statement may take; a busy machine must not fail a test."""


WIDE = Limits(alias_limit=300)
"""So that objects may be wider than a function of the database has arguments."""


class Database:
    """The engine over one SQLite database, and the statements it runs there."""

    def __init__(self, settings: Settings, runner: asyncio.Runner, page_limit: int) -> None:
        self._connections: list[Any] = []
        self._runner = runner
        event.listen(Pool, "connect", self._remember)
        self._reader = open_reader(replace(settings, statement_seconds=PATIENCE))
        event.remove(Pool, "connect", self._remember)
        self._engine = PreparedEngine(
            build_schema(), self._reader, None, lambda: NOW, page_limit, limits=WIDE
        )

    def _remember(self, connection: Any, _: Any) -> None:
        self._connections.append(connection)

    def ask(self, text: str, variables: Mapping[str, Any] | None = None) -> Answer:
        return self._runner.run(self._engine.answer(Request(text, None, variables)))

    def ask_at_once(self, text: str, variables: Mapping[str, Any] | None = None) -> Answer | None:
        """The same, where it takes no waiting."""
        with suppress(RefusedError):
            answer = self._engine.at_once(Request(text, None, variables))
            assert not isinstance(answer, Begun), "a mutation, which none of these is"
            return answer
        return None

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The SQL that SQLite runs meanwhile."""
        seen: list[str] = []
        for connection in self._connections:
            connection.set_trace_callback(seen.append)
        yield seen
        for connection in self._connections:
            connection.set_trace_callback(None)

    def close(self) -> None:
        self._runner.run(self._reader.close())


@contextmanager
def opened(
    path: Path, module: SqliteModule, runs: Iterable[Run], page_limit: int
) -> Iterator[Database]:
    """The engine over a new database in the folder, after these seedings."""
    settings = migrated(path, module)
    for run in runs:
        seed_into(settings, write_files(path / "content", run.files), now=run.now)
    with asyncio.Runner() as runner:
        database = Database(settings, runner, page_limit)
        yield database
        database.close()
