"""An engine whose content and clock change between requests, and what SQLite runs for it."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from graph.plan.answer import Answer, Request
from graph.plan.engine import PreparedEngine
from graph.plan.limits import Limits
from graph.plan.persisted import Documents
from graph.plan.reader import SqliteReader, open_reader
from graph.schema import build_schema
from graph.settings import SqliteModule
from tests.conftest import migrated, seed_into, write_files

FIRST = datetime(2023, 5, 1, tzinfo=UTC)
SPONSOR = "sponsor: {title: Spades, url: /spades, expiryDate: 2023-05-02}"


class Site:
    """Content in files, seeded over connections of its own; the clock goes when it is told to."""

    def __init__(
        self,
        path: Path,
        module: SqliteModule,
        *,
        documents: Documents | None = None,
        cache_bytes: int = 0,
        limits: Limits | None = None,
    ) -> None:
        self.now = FIRST
        self.settings = migrated(path, module)
        self.content = path / "content"
        reader = open_reader(self.settings)
        assert isinstance(reader, SqliteReader)
        self._reader = reader
        self.engine = PreparedEngine(
            build_schema(),
            reader,
            None,
            lambda: self.now,
            100,
            documents=documents,
            cache_bytes=cache_bytes,
            limits=limits,
        )

    def write(self, titles: Mapping[str, str]) -> None:
        """The files of these roadmaps and of no others, each with the same sponsor."""
        files = {
            f"{slug}.md": f"---\ntitle: {title}\n{SPONSOR}\n---\n" for slug, title in titles.items()
        }
        write_files(self.content, files)

    def seed(self, **titles: str) -> None:
        """One seeding run, an hour after whatever was before it."""
        self.now += timedelta(hours=1)
        self.write(titles)
        seed_into(self.settings, self.content, now=lambda: self.now)

    def ask(self, request: Request) -> Answer:
        return asyncio.run(self.engine.answer(request))

    @property
    def driver(self) -> Any:
        """The connection that the engine reads by."""
        return self._reader._connection.driver_connection

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """What SQLite runs meanwhile, each statement by what it looks for."""
        seen: list[str] = []
        self.driver.set_trace_callback(lambda sql: seen.append(_named(sql)))
        yield seen
        self.driver.set_trace_callback(None)

    def close(self) -> None:
        self.engine.close()
        asyncio.run(self._reader.close())


def _named(sql: str) -> str:
    return "revision" if "max(content_revision" in sql else "content"


@contextmanager
def opened(
    path: Path,
    module: SqliteModule,
    *,
    documents: Documents | None = None,
    cache_bytes: int = 0,
    limits: Limits | None = None,
) -> Iterator[Site]:
    site = Site(path, module, documents=documents, cache_bytes=cache_bytes, limits=limits)
    yield site
    site.close()
