"""What the writer writes by: a connection of its own, kept from transaction to transaction."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple, cast

from sqlalchemy import Engine, PoolProxiedConnection

from graph.clicks.known import Known
from graph.clicks.prepared import Driver
from graph.clicks.statements import Statements
from graph.clicks.transaction import writing
from graph.database import opened_by
from graph.opened import File, Opened
from graph.turnstile import Turnstile

LOG_PAGES = 16_000
"""Of SQLite's log, 64 MB, until they are copied into the file. The ids of clicks and visitors lie
all over their indexes: in sixteen times SQLite's own number more of them are of the same pages,
each of which is copied once."""


class Kept(NamedTuple):
    """A SQLite connection, which waits for a lock no longer than `Turnstile.begin` does."""

    pooled: PoolProxiedConnection
    driver: Any
    opened: Opened
    turnstile: Turnstile
    timeout_ms: int


class Pen:
    """For one thread. PostgreSQL's connection is taken out of the pool each time, because only the
    pool sees that the server has ended it."""

    def __init__(self, engine: Engine, statements: Statements) -> None:
        self._engine = engine
        self._statements = statements
        self._kept: Kept | None = None
        self._version: int | None = None
        self.known = Known(statements)
        """What holds in the transaction that was begun last."""

    @contextmanager
    def writing(self) -> Iterator[Driver]:
        """As the function of that name does."""
        if self._engine.dialect.name == "postgresql":
            self.known = Known(self._statements)
            with writing(self._engine) as driver:
                yield driver
            return
        try:
            kept = self._begin()
            yield kept.driver
            kept.driver.commit()
            kept.opened.require_current()
        except BaseException:
            self.put_down()  # a connection to a file that was read-only would stay so for ever
            raise

    @property
    def file(self) -> File | None:
        """What was written last, if it is a file and all went well."""
        return self._kept and self._kept.opened.file

    def forget(self) -> None:
        """Know nothing any more."""
        self.known = Known(self._statements)

    def put_down(self) -> None:
        """Let the connection go, and what was not committed with it; and where its file was
        replaced, its log, which whoever opens the new one would take for that one's."""
        kept, self._kept = self._kept, None
        self.forget()
        if kept:
            with suppress(Exception):  # of either driver; closed is not enough for as long as a
                kept.driver.rollback()  # statement that failed is still held by its error
            if not kept.opened.is_current:
                kept.opened.leave(kept.driver)
            kept.pooled.invalidate()
            kept.turnstile.close()

    def _begin(self) -> Kept:
        if self._kept and not self._kept.opened.is_current:
            self.put_down()
        kept = self._kept = self._kept or _take(self._engine)
        kept.turnstile.begin(kept.driver.execute, kept.timeout_ms)
        kept.opened.require_current()
        (version,) = kept.driver.execute("PRAGMA data_version").fetchone()
        if version != self._version:  # another connection has committed something
            self._version = version
            self.forget()
        return kept


def _take(engine: Engine) -> Kept:
    pooled = engine.raw_connection()
    driver = cast(Any, pooled.driver_connection)
    (timeout_ms,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA busy_timeout = 0")
    driver.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    opened = opened_by(pooled)
    assert opened is not None  # noqa: S101  each connection to a file has it
    return Kept(pooled, driver, opened, Turnstile(opened.path), timeout_ms)
