"""Runs one statement and returns its one text."""

from typing import Any, Protocol

from sqlalchemy import Dialect, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from graph.database import database_url, open_async_engine, open_engine
from graph.plan.statement import Inputs, Statement
from graph.settings import Settings


class UnavailableError(RuntimeError):
    """The database did not answer; the cause is chained."""


class Reader(Protocol):
    """A connection or pool to read by."""

    @property
    def dialect(self) -> Dialect: ...

    async def text(self, statement: Statement, inputs: Inputs) -> str | None:
        """The text in the statement's one row; None without a row. UnavailableError where the
        database does not answer."""

    async def close(self) -> None:
        """Let the database go."""


class SqliteReader:
    """Reads in the event loop itself: a statement takes less time than a thread's hop."""

    def __init__(self, engine: Engine) -> None:
        self.dialect = engine.dialect
        self._engine = engine
        self._connection = engine.raw_connection()
        driver: Any = self._connection.driver_connection
        self._execute = driver.execute
        self._error = engine.dialect.loaded_dbapi.Error

    async def text(self, statement: Statement, inputs: Inputs) -> str | None:
        arguments = statement.arguments(inputs)
        try:
            row = self._execute(statement.sql, arguments).fetchone()
        except self._error as error:
            raise UnavailableError(str(error)) from error
        return None if row is None else row[0]

    async def close(self) -> None:
        self._connection.close()
        self._engine.dispose()


class PostgresReader:
    """Reads over a pool of connections, each statement a transaction of its own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.dialect = engine.dialect
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def text(self, statement: Statement, inputs: Inputs) -> str | None:
        arguments = statement.arguments(inputs)
        try:
            async with self._engine.connect() as connection:
                result = await connection.exec_driver_sql(statement.sql, arguments)
                row = result.fetchone()
        except DBAPIError as error:
            raise UnavailableError(str(error.orig)) from error
        return None if row is None else row[0]

    async def close(self) -> None:
        await self._engine.dispose()


def open_reader(settings: Settings) -> Reader:
    """A reader of the configured database."""
    if database_url(settings).get_backend_name() == "postgresql":
        return PostgresReader(open_async_engine(settings))
    return SqliteReader(open_engine(settings, read_only=True))
