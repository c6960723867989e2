"""The way to the database: one engine for each, with the promises that the rest relies on.

On SQLite every connection enforces foreign keys, writes ahead with a sync at each commit, and
begins transactions only when told to.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import (
    Connection,
    Engine,
    PoolProxiedConnection,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    InvalidatePoolError,
    NotSupportedError,
    ProgrammingError,
)

from graph.opened import Opened
from graph.settings import Settings, SettingsError
from graph.tables.snippet import snippet
from graph.turnstile import begin_in_turn, insist

if TYPE_CHECKING:  # a seeding run that has nothing to do is over before this would be imported
    from sqlalchemy.ext.asyncio import AsyncEngine

SCHEMA_REVISION = "0009"
"""The migration that this code is written for; a test holds it against the newest one."""

INSUFFICIENT_PRIVILEGE = "42501"
QUERY_CANCELED = "57014"

OPENED = "opened"
"""Where a SQLite connection's pool keeps which file it has open."""

BUSY_TIMEOUT_MS = 5_000
"""How long a SQLite writer waits for another one before it gives up."""

CACHE_KIB = 13_000
"""Of a SQLite connection. With 2,000, its own choice, what 10,000 roadmaps are filtered by is read
from the file again at each query, which takes as long once more."""

CONNECT_TIMEOUT_S = 5
"""How long PostgreSQL may take to accept a connection, or a reader to wait for a free one."""

SESSION = "-c extra_float_digits=1 -c DateStyle=ISO -c jit=off"
"""For PostgreSQL: whatever its configuration says, numbers and days are written out as here, and no
statement is compiled, which takes seconds where running it takes milliseconds."""
DURABLE = f"{SESSION} -c synchronous_commit=on"
"""For its writers: whatever its configuration says, a commit is on disk."""

READS: Mapping[str, dict[str, Any]] = {
    "postgresql": {"isolation_level": "REPEATABLE READ"},
    "sqlite": {"reads": True},
}
"""How a transaction that only reads is begun; by default PostgreSQL's statements each see anew."""


class DatabaseNotReadyError(RuntimeError):
    """The database cannot be used as it is; the text is one sentence that says what to do."""


def sqlite_driver(name: str) -> ModuleType:
    """The DBAPI module for the setting `sqlite_module`; SettingsError where it is missing."""
    if name == "sqlite3":
        return sqlite3
    try:
        import pysqlite3
    except ImportError:
        if name == "pysqlite3":
            raise SettingsError(
                "SQLITE_MODULE is 'pysqlite3', which is not installed; run `make install`, or "
                "set it to 'sqlite3'"
            ) from None
        return sqlite3
    module: ModuleType = pysqlite3
    return module


def database_url(settings: Settings) -> URL:
    """DATABASE_URL as SQLAlchemy takes it; SettingsError where it names no database we know."""
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        raise SettingsError(
            "DATABASE_URL is not a URL; write sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    backend = url.get_backend_name()
    if backend == "sqlite":
        return url.set(drivername="sqlite")
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    raise SettingsError(
        f"DATABASE_URL names {backend!r}; this runs on sqlite:///FILE or postgresql://USER@HOST/NAME"
    )


def open_engine(
    settings: Settings,
    *,
    read_only: bool = False,
    makes_file: bool = True,
    busy_timeout_ms: int = BUSY_TIMEOUT_MS,
) -> Engine:
    """An engine for the configured database; nothing is opened until it is used.

    A SQLite file that is not there is made, unless it is only read or not to be made.
    """
    url = database_url(settings)
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, connect_args=_session(DURABLE))
    engine = create_engine(
        url,
        module=sqlite_driver(settings.sqlite_module),
        connect_args={"isolation_level": None, "cached_statements": 512},
    )
    _prepare_sqlite(engine, read_only, busy_timeout_ms)
    _follow_file(engine, makes_file and not read_only)
    return engine


def open_async_engine(settings: Settings) -> "AsyncEngine":
    """An engine for PostgreSQL, used in an event loop."""
    from sqlalchemy.ext.asyncio import create_async_engine

    timeout = f"-c statement_timeout={settings.statement_seconds * 1_000}"
    return create_async_engine(
        database_url(settings),
        pool_pre_ping=True,
        pool_timeout=CONNECT_TIMEOUT_S,
        connect_args=_session(f"{SESSION} {timeout}"),
    )


def _session(options: str) -> dict[str, Any]:
    return {
        "client_encoding": "utf8",
        "connect_timeout": CONNECT_TIMEOUT_S,
        "options": options,
    }


def _prepare_sqlite(engine: Engine, read_only: bool, busy_timeout_ms: int) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout = {busy_timeout_ms}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        # A float with all its digits, which SQLite before 3.43 cannot write.
        connection.create_function("float_text", 1, json.dumps, deterministic=True)
        connection.create_function("search_snippet", -1, snippet, deterministic=True)
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            insist(connection.execute, "PRAGMA journal_mode = WAL", busy_timeout_ms)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # The drivers would begin by themselves, later and DEFERRED: two such writers deadlock.
        reads = read_only or connection.get_execution_options().get("reads")
        if reads:
            connection.exec_driver_sql("BEGIN DEFERRED")
            return
        begin_in_turn(connection.exec_driver_sql, engine.url.database or "")


def _follow_file(engine: Engine, makes_file: bool) -> None:
    """Have each connection be to the file that has the name then, and not to a former one."""

    @event.listens_for(engine, "do_connect")
    def open_file(_dialect: Any, record: Any, arguments: Any, options: Any) -> None:
        path = arguments[0]
        record.info[OPENED] = Opened(path)
        if makes_file:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        else:
            arguments[0], options["uri"] = f"file:{quote(path)}?mode=rw", True

    @event.listens_for(engine, "connect")
    def note_log(connection: Any, record: Any) -> None:
        with suppress(engine.dialect.loaded_dbapi.Error):  # the first statement will say it better
            connection.execute("PRAGMA schema_version").fetchall()
        record.info[OPENED].note_log()

    @event.listens_for(engine, "checkout")
    def leave_former(connection: Any, record: Any, _pooled: Any) -> None:
        opened = record.info[OPENED]
        if not opened.is_current:
            opened.leave(connection)
            raise InvalidatePoolError("the file was replaced")  # and another connection is made


def opened_by(connection: PoolProxiedConnection) -> Opened | None:
    """The file that the connection has open; None on PostgreSQL."""
    opened: Opened | None = connection.info.get(OPENED)
    return opened


def require_named(settings: Settings) -> None:
    """Raise SettingsError for a SQLite database without a file: it would end with its process."""
    url = database_url(settings)
    named = url.database and not url.database.startswith((":", "file:")) and not url.query
    if url.get_backend_name() == "sqlite" and not named:
        raise SettingsError("DATABASE_URL names no file; write sqlite:///FILE, and nothing more")


def require_file(settings: Settings) -> None:
    """Raise DatabaseNotReadyError where a SQLite file is not there; reading must not make one."""
    require_named(settings)
    url = database_url(settings)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise DatabaseNotReadyError(
            f"There is no database at {url.database}: run `python -m seed PATH...` to make it, "
            "or set DATABASE_URL."
        )


def require_unicode(connection: Connection) -> None:
    """Raise DatabaseNotReadyError for a PostgreSQL database that cannot hold every character."""
    if connection.dialect.name != "postgresql":
        return
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise DatabaseNotReadyError(
            f"The database's encoding is {encoding}, which cannot hold every text: make another "
            "one by `createdb --template template0 --encoding UTF8 NAME`."
        )


def schema_revision(connection: Connection) -> str | None:
    """The migration that the database stands at; null for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def require_schema(engine: Engine) -> None:
    """Raise DatabaseNotReadyError unless the database is at this code's migration."""
    with reading(engine) as connection:
        require_unicode(connection)
        revision = schema_revision(connection)
    if revision == SCHEMA_REVISION:
        return
    if revision is None or revision < SCHEMA_REVISION:
        standing = "is empty" if revision is None else f"stands at migration {revision}"
        raise DatabaseNotReadyError(
            f"The database {standing} and this code needs {SCHEMA_REVISION}: run "
            "`alembic upgrade head`, or seed it."
        )
    raise DatabaseNotReadyError(newer_than_code(revision))


def newer_than_code(revision: str) -> str:
    return (
        f"The database stands at migration {revision}, which is newer than this code knows "
        f"({SCHEMA_REVISION}): update the code, or restore the older database."
    )


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads, at one state of the database, and holds up no writer."""
    options = READS[engine.dialect.name]
    with unavailable(), engine.execution_options(**options).connect() as connection:
        yield connection


@contextmanager
def unavailable() -> Iterator[None]:
    """Turn a driver's refusal into one sentence; what is our own mistake stays as it is."""
    try:
        yield
    except DBAPIError as error:
        if _is_our_mistake(error):
            raise
        told = " ".join(str(error.orig).split()).rstrip(".?")
        raise DatabaseNotReadyError(f"The database cannot be used: {told}.") from error


def sqlstate(error: DBAPIError) -> str | None:
    """PostgreSQL's code for what went wrong; None on SQLite. Its driver, whose classes would tell
    the same, is not imported where it is not used: it takes as long as a tenth of a start."""
    return getattr(error.orig, "sqlstate", None)


def _is_our_mistake(error: DBAPIError) -> bool:
    """Whether the statement is at fault, which no other database would mend."""
    if sqlstate(error) == INSUFFICIENT_PRIVILEGE:
        return False
    return isinstance(error, DataError | IntegrityError | NotSupportedError | ProgrammingError)
