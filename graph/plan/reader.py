"""Runs one statement and returns its one text."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import monotonic
from typing import Any, Protocol

from sqlalchemy import Dialect, Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.ext.asyncio import AsyncEngine

from graph.database import (
    OPENED,
    QUERY_CANCELED,
    database_url,
    open_async_engine,
    open_engine,
    sqlstate,
)
from graph.plan.slow import Slow
from graph.plan.statement import Inputs, Statement
from graph.settings import Settings

IN_NO_ROW = "\x01\U0010ffff"
"""Characters that no row holds in this order; they sort before all that people write. Null would
not do: `not` of a comparison with it is no more true than the comparison."""


class UnavailableError(RuntimeError):
    """The database did not answer; the cause is chained."""


class TooLongError(RuntimeError):
    """The statement took longer than one may, and was stopped."""


class Reader(Protocol):
    """A connection or pool to read by."""

    @property
    def dialect(self) -> Dialect: ...

    async def text(self, statement: Statement, inputs: Inputs) -> str | None:
        """The text in the statement's one row; None without a row.

        Raises UnavailableError where the database does not answer, TooLongError where the
        statement is stopped.
        """

    def at_once(self, statement: Statement, inputs: Inputs, /) -> str | None:
        """The text, if it is there without waiting; None leaves it to `text`."""

    async def plan(self, statement: Statement, inputs: Inputs) -> list[str]:
        """How the database goes about a statement, line by line in its own words; raises alike."""

    def source(self) -> object:
        """Stands for the database that is read: another object once a file was replaced."""

    async def close(self) -> None:
        """Let the database go."""


class SqliteReader:
    """Reads in the event loop itself: a statement takes less time than a thread's hop.

    One that turns out to take longer is begun anew in a thread, and for a while begun there: it
    holds up nobody but those that are slow, too.
    """

    INSTRUCTIONS = 20_000
    """Of SQLite's machine, between two looks at the time: a millisecond or less."""
    LOOP_SECONDS = 0.025
    """How long a statement may keep the event loop."""
    SLOW_AT_ONCE = 2
    SLOW_CACHE_KIB = 2_000
    """Of each thread's connection: what is slow reads more than there would be room for."""
    LOOK_SECONDS = 0.01
    """How long after a look at the database's file its replacement may go unseen."""

    def __init__(self, engine: Engine, most_seconds: float) -> None:
        self.dialect = engine.dialect
        self._engine = engine
        self._error = engine.dialect.loaded_dbapi.Error
        self._most_seconds = most_seconds
        self._loop_seconds = min(most_seconds, self.LOOP_SECONDS)
        self._deadline = 0.0
        self._next_look = 0.0
        self._slow = Slow()
        self._threads = ThreadPoolExecutor(self.SLOW_AT_ONCE, thread_name_prefix="slow")
        self._open()

    def _open(self) -> None:
        self._connection = self._engine.raw_connection()
        self._opened = self._connection.info[OPENED]
        driver: Any = self._connection.driver_connection
        self._execute = driver.execute
        driver.set_progress_handler(self._is_late, self.INSTRUCTIONS)

    def _follow(self) -> None:
        """Read the file that has taken the place of the one that is open."""
        former = self._connection
        self._opened.leave(former.driver_connection)
        try:
            self._open()
        except self._error as error:
            raise UnavailableError(str(error)) from error
        former.invalidate()

    def source(self) -> object:
        if not self._opened.is_current:
            with suppress(UnavailableError):
                self._follow()
        return self._opened

    def _is_late(self) -> bool:
        return monotonic() > self._deadline

    async def text(self, statement: Statement, inputs: Inputs) -> str | None:
        arguments, now = statement.arguments(inputs), monotonic()
        if inputs.result is not None:
            self._next_look = 0.0  # what was just stored may be in a file that came since
        if self._slow.is_held(statement.digest, now):
            return await self._aside(statement.sql, arguments)
        try:
            return self._quickly(statement.sql, arguments, now)
        except self._error as error:
            if not self._is_late():
                raise UnavailableError(str(error)) from error
        self._slow.hold(statement.digest, now)
        return await self._aside(statement.sql, arguments)

    def at_once(self, statement: Statement, inputs: Inputs) -> str | None:
        arguments, now = statement.arguments(inputs), monotonic()
        if self._slow.is_held(statement.digest, now):
            return None
        try:
            return self._quickly(statement.sql, arguments, now)
        except self._error:
            if self._is_late():
                self._slow.hold(statement.digest, now)
            return None

    def _quickly(self, sql: str, arguments: Any, now: float) -> str | None:
        """The text, within the time that the event loop has for it; else the driver's error."""
        if now > self._next_look:
            if not self._opened.is_current:
                self._follow()
            self._next_look = now + self.LOOK_SECONDS  # where it fails, the next one looks again
        self._deadline = now + self._loop_seconds
        row = self._execute(sql, arguments).fetchone()
        return None if row is None else row[0]

    async def plan(self, statement: Statement, inputs: Inputs) -> list[str]:
        arguments = statement.arguments(inputs)
        self._deadline = monotonic() + self._most_seconds
        try:
            steps = self._execute(f"EXPLAIN QUERY PLAN {statement.sql}", arguments).fetchall()
        except self._error as error:
            raise UnavailableError(str(error)) from error
        depths = {0: -1}
        for number, parent, _, _ in steps:
            depths[number] = depths[parent] + 1
        return ["  " * depths[number] + told for number, _, _, told in steps]

    async def _aside(self, sql: str, arguments: Any) -> str | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._slowly, sql, arguments)

    def _slowly(self, sql: str, arguments: Any) -> str | None:
        """The text, over a connection of the thread's own."""
        deadline = monotonic() + self._most_seconds
        connection = self._another()
        driver: Any = connection.driver_connection
        driver.set_progress_handler(lambda: monotonic() > deadline, self.INSTRUCTIONS)
        driver.execute(f"PRAGMA cache_size = -{self.SLOW_CACHE_KIB}")
        try:
            row = driver.execute(sql, arguments).fetchone()
        except self._error as error:
            if monotonic() > deadline:
                raise TooLongError from error
            raise UnavailableError(str(error)) from error
        finally:
            connection.close()
        return None if row is None else row[0]

    def _another(self) -> PoolProxiedConnection:
        try:
            return self._engine.raw_connection()
        except self._error as error:
            raise UnavailableError(str(error)) from error

    async def close(self) -> None:
        self._threads.shutdown()
        self._connection.close()
        self._engine.dispose()


class PostgresReader:
    """Reads over a pool of connections, each statement a transaction of its own.

    U+0000, which no text here can hold, is sent as IN_NO_ROW. Statements that were slow the last
    time get only some of the connections, so that the others always find one.
    """

    SLOW_SECONDS = 0.25
    SLOW_AT_ONCE = 4
    MOST_SLOW = 10_000
    """Slow statements that are remembered."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.dialect = engine.dialect
        self._slow: set[bytes] = set()
        self._turn = asyncio.Semaphore(self.SLOW_AT_ONCE)
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def text(self, statement: Statement, inputs: Inputs) -> str | None:
        row = next(iter(await self._rows(statement.sql, statement, inputs)), None)
        return None if row is None else row[0]

    def at_once(self, _statement: Statement, _inputs: Inputs) -> None:
        """Nothing: there is always a wait for the server."""

    async def plan(self, statement: Statement, inputs: Inputs) -> list[str]:
        explained = f"EXPLAIN (ANALYZE, COSTS OFF) {statement.sql}"
        return [row[0] for row in await self._rows(explained, statement, inputs)]

    async def _rows(self, sql: str, statement: Statement, inputs: Inputs) -> Sequence[Any]:
        given = statement.arguments(inputs)  # empty ones are a tuple
        named = given if isinstance(given, dict) else {}
        arguments = {name: _storable(value) for name, value in named.items()}
        if statement.digest not in self._slow:
            return await self._run(sql, statement.digest, arguments)
        async with self._turn:
            return await self._run(sql, statement.digest, arguments)

    async def _run(self, sql: str, digest: bytes, arguments: dict[str, Any]) -> Sequence[Any]:
        try:
            async with self._engine.connect() as connection:
                begun = monotonic()
                try:
                    return (await connection.exec_driver_sql(sql, arguments)).fetchall()
                finally:
                    self._note(digest, monotonic() - begun)
        except DBAPIError as error:
            if sqlstate(error) == QUERY_CANCELED:
                raise TooLongError from error
            raise UnavailableError(str(error.orig)) from error
        except NoConnectionError as error:  # all of the pool are taken
            raise UnavailableError(str(error)) from error

    def _note(self, digest: bytes, seconds: float) -> None:
        if seconds < self.SLOW_SECONDS:
            self._slow.discard(digest)
            return
        if len(self._slow) >= self.MOST_SLOW:
            self._slow.clear()
        self._slow.add(digest)

    def source(self) -> object:
        return self._engine

    async def close(self) -> None:
        await self._engine.dispose()


def _storable(value: Any) -> Any:
    return value.replace("\0", IN_NO_ROW) if isinstance(value, str) else value


def open_reader(settings: Settings) -> Reader:
    """A reader of the configured database."""
    if database_url(settings).get_backend_name() == "postgresql":
        return PostgresReader(open_async_engine(settings))
    return SqliteReader(open_engine(settings, read_only=True), settings.statement_seconds)
