"""A transaction in which clicks are written, alone among all processes that write them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection, Engine

from graph.clicks.prepared import Driver
from graph.database import BUSY_TIMEOUT_MS, opened_by
from graph.turnstile import begin_in_turn

LOCK = 7_263_120_045
"""Of PostgreSQL's advisory locks, the one that a writer of clicks holds until its commit, so that
each sees all that the others have stored; on SQLite there is one writer anyway."""


@contextmanager
def writing(engine: Engine) -> Iterator[Driver]:
    """The driver's connection, in a transaction of its own; committed to disk at the end.

    ReplacedError where that was not the disk's file of that name: then nothing is stored.

    Past SQLAlchemy's own transactions, which take as long as half a dozen statements.
    """
    pooled = engine.raw_connection()
    driver, opened = cast(Any, pooled.driver_connection), opened_by(pooled)
    try:
        if engine.dialect.name == "postgresql":
            _lock(driver)
        else:
            begin_in_turn(driver.execute, engine.url.database or "")
        if opened:
            opened.require_current()
        yield driver
        driver.commit()
        if opened:
            opened.require_current()
    except BaseException:
        driver.rollback()
        raise
    finally:
        pooled.close()


def alone(connection: Connection) -> Driver:
    """The driver's connection, in the caller's transaction, once no other writes clicks."""
    if not connection.in_transaction():
        connection.begin()
    driver = cast(Driver, connection.connection.driver_connection)
    if connection.dialect.name == "postgresql":
        _lock(driver)
    return driver


def _lock(driver: Driver) -> None:
    timeout = f"set_config('lock_timeout', '{BUSY_TIMEOUT_MS}', true)"
    driver.execute(f"SELECT {timeout}, pg_advisory_xact_lock({LOCK})")
