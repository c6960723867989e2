"""The random salts of the days, which key the hashes of their visitors."""

import secrets
from datetime import date
from typing import cast

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from graph.clicks.prepared import Driver
from graph.clicks.statements import Statements
from graph.clicks.transaction import writing
from graph.clicks.visitor import ONE_DAY, oldest_kept

SALT_BYTES = 32
CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"


def salt_of(driver: Driver, statements: Statements, day: date) -> str:
    """The day's salt, made now where there is none, in the caller's transaction."""
    found = statements.salt_of.row(driver, day=day)
    if found is None:
        statements.make_salt.run(driver, day=day, salt=secrets.token_hex(SALT_BYTES))
        found = statements.salt_of.row(driver, day=day)  # perhaps another process was faster
    assert found is not None  # noqa: S101  one of the two has made it
    salt: str = found[0]
    return salt


def try_writing(driver: Driver, statements: Statements) -> None:
    """Make a salt of no day and erase it, in the caller's transaction, whose commit then proves
    that the database can be written. SQLite writes no row anew that is as it was."""
    statements.make_salt.run(driver, day=date.min, salt="")
    statements.erase.run(driver, oldest=date.min + ONE_DAY)


class SaltKeeper:
    """Erases the salts of days gone by, from the table, the file and its log."""

    def __init__(self, engine: Engine, statements: Statements) -> None:
        self._engine = engine
        self._statements = statements
        self._is_left_over = True
        """Whether a salt may still be read where it stood, as after a process that was killed."""
        self.tended_on: date | None = None
        """The day on which all was erased that was to be; null before the first."""

    def tend(self, today: date) -> None:
        """Erase what is to be erased on that day, if that has not been done; a driver's error where
        the database cannot be written."""
        if today == self.tended_on:
            return
        with writing(self._engine) as driver:
            leave_zeros(self._engine, driver)
            erased = self._statements.erase.run(driver, oldest=oldest_kept(today))
            self._is_left_over |= erased.rowcount > 0
        self._is_left_over = self._is_left_over and not forget(self._engine, "visitor_salt")
        if not self._is_left_over:
            self.tended_on = today


def leave_zeros(engine: Engine, driver: Driver) -> None:
    """Have SQLite write zeros where this connection deletes or changes something."""
    if engine.dialect.name == "sqlite":
        driver.execute("PRAGMA secure_delete = ON")


def forget(engine: Engine, table: str) -> bool:
    """Leave nothing of the table's deleted rows behind; whether that was possible now. DBAPIError
    where the database is at fault."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM {table}")
        return True
    raw = engine.raw_connection()
    try:
        # All of the log goes into the file, and the log is cut off; a reader in the middle of a
        # statement keeps it from that.
        driver = cast(Driver, raw.driver_connection)
        is_busy, _, _ = driver.execute(CHECKPOINT).fetchone()
    except engine.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(CHECKPOINT, None, error) from error
    finally:
        raw.close()
    return not is_busy
