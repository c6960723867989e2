"""Runs the migrations, on the engine that the caller gives or on the one DATABASE_URL names.

SQLite: a migration that rebuilds a parent table would, with foreign keys enforced, delete the
children that refer to it by ON DELETE CASCADE, and PRAGMA foreign_keys is ignored inside a
transaction. So it is switched off on the driver's own connection before any transaction begins,
and what the migrations leave behind is proved with PRAGMA foreign_key_check before it is kept.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.sql.functions import FunctionElement

from graph import tables
from graph.database import open_engine
from graph.settings import read_settings
from graph.tables.search import is_index

LOCK = 7_263_120_044
"""Of the database's advisory locks, the one that migrations hold: a number nobody else uses."""


def engine() -> Engine:
    """The caller's engine, or one for DATABASE_URL."""
    given: Engine | None = context.config.attributes.get("engine")
    return given or open_engine(read_settings(os.environ))


def check_foreign_keys(ctx: MigrationContext, *_: Any, **__: Any) -> None:
    """Raise before the migration is committed where it leaves a row without its parent."""
    if ctx.connection is None or ctx.as_sql or ctx.dialect.name != "sqlite":
        return
    orphans = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        table, row, parent, _ = orphans[0]
        raise RuntimeError(
            f"{len(orphans)} rows would lose what they refer to, the first in {table}, row {row}, "
            f"to {parent}; nothing was migrated"
        )


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Let a second run wait until this one is done; on PostgreSQL both would begin at once."""
    if connection.dialect.name != "postgresql":
        yield
        return
    _call(connection, func.pg_advisory_lock(LOCK))
    try:
        yield
    finally:
        connection.rollback()
        _call(connection, func.pg_advisory_unlock(LOCK))


def _call(connection: Connection, function: FunctionElement[Any]) -> None:
    connection.execute(select(function))
    connection.commit()


def run() -> None:
    with engine().connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        driver = connection.connection.driver_connection
        if is_sqlite:
            driver.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        context.configure(
            connection=connection,
            target_metadata=tables.Base.metadata,
            transactional_ddl=True,
            transaction_per_migration=True,
            render_as_batch=is_sqlite,
            on_version_apply=check_foreign_keys,
            include_name=lambda name, kind, _: kind != "table" or not is_index(name),
            include_object=lambda item, *_: (
                item.info.get("only_on") in (None, connection.dialect.name)
            ),
        )
        try:
            with alone(connection), context.begin_transaction():
                context.run_migrations()
        finally:
            if is_sqlite:
                connection.rollback()  # whatever is left open: inside of it the PRAGMA is ignored
                driver.execute("PRAGMA foreign_keys = ON")  # type: ignore[union-attr]


run()
