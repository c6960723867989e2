"""Databases on the PostgreSQL server that the tests are given, made for them and dropped."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from os import getpid

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from graph.settings import Settings

BY_LANGUAGE = "ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US' TEMPLATE template0"
"""Sorted by the rules of a language, so that a list whose order is left to the server shows it."""

_numbers = count(1)


class Server:
    """The server of a URL, whose user may create databases."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")

    @contextmanager
    def database(self, made: str = BY_LANGUAGE) -> Iterator[Settings]:
        """A database of its own; `made` are the options of CREATE DATABASE."""
        name = f"roadmaps_test_{getpid()}_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name} {made}")
        try:
            yield settings_for(self._url.set(database=name))
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def copy_of(self, settings: Settings) -> str:
        """The options that make a database like another one, to which nobody is connected."""
        return f"TEMPLATE {make_url(settings.database_url).database}"

    def missing(self) -> Settings:
        """A database that is not there."""
        return settings_for(self._url.set(database="roadmaps_test_none"))

    def _run(self, statement: str) -> None:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text(statement))


def settings_for(url: URL) -> Settings:
    shown = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return Settings(database_url=shown)
