"""Up to which click an export may tell: none with a lower number can appear after it any more.

SQLite has one writer at a time. On PostgreSQL a transaction is given a number and may commit after
one with a higher number; who went on from the higher one would pass over it.
"""

import asyncio
import json
import sys
from typing import Any

from sqlalchemy import Integer, Text, cast, column, func, literal_column, select, table

from graph import tables
from graph.plan.reader import Reader, UnavailableError
from graph.plan.statement import NO_INPUTS, Parameters, Statement, compile_statement
from graph.plan.text import array_of, encoded
from graph.tables import rows_of
from graph.tables.types import PlainText

LOOK_SECONDS = 0.01
PATIENCE_SECONDS = 5.0
"""Most writers take milliseconds; the longest deletes the clicks of a day."""


class Settled:
    """Asks PostgreSQL who was writing clicks when the newest one was looked up, and waits until all
    of them are done. Nobody who clicks has to wait for whoever exports."""

    def __init__(self, reader: Reader, patience: float = PATIENCE_SECONDS) -> None:
        self._reader = reader
        self._looks = round(patience / LOOK_SECONDS)
        newest = func.coalesce(func.max(rows_of(tables.SponsorClick).c.id), 0)
        self._newest = self._compiled(select(cast(newest, Text())))
        self._writers = self._compiled(_writers())

    async def newest(self) -> int:
        """The number of that click. UnavailableError where writers take too long, and the reader's
        errors."""
        if self._reader.dialect.name == "sqlite":
            return sys.maxsize
        newest = int(await self._reader.text(self._newest, NO_INPUTS) or 0)
        at_work = await self._at_work()
        for _ in range(self._looks):
            if not at_work:
                return newest
            await asyncio.sleep(LOOK_SECONDS)
            at_work &= await self._at_work()
        raise UnavailableError("Clicks are being written; try again.")

    async def _at_work(self) -> set[str]:
        """The transactions that have written clicks, or are about to: the lock is theirs before
        they are given a number."""
        return set(json.loads(await self._reader.text(self._writers, NO_INPUTS) or "[]"))

    def _compiled(self, statement: Any) -> Statement:
        return compile_statement(statement, Parameters(), self._reader.dialect)


def _writers() -> Any:
    """A JSON array of PostgreSQL's names for them."""
    locks = table(
        "pg_locks",
        column("virtualtransaction", PlainText()),
        column("mode", Text()),
        column("relation", Integer()),
    )
    writes = locks.c.mode == "RowExclusiveLock"
    of_clicks = locks.c.relation == literal_column("'sponsor_click'::regclass")
    rows = select(locks.c.virtualtransaction).where(writes, of_clicks).subquery()
    return select(array_of(encoded(rows.c.virtualtransaction))).select_from(rows)
