"""A site with sponsors whose content, clock and clicks a test determines."""

import asyncio
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from starlette.types import ASGIApp
from strawberry import Schema

from graph.__main__ import parser
from graph.clicks.origin import UNKNOWN, Origin
from graph.clicks.record import Recorder
from graph.clicks.results import Click, Placed, Result, SponsorClickRecorded
from graph.clicks.target import Targets
from graph.database import open_engine
from graph.http.app import build_app
from graph.http.doors import Doors
from graph.http.origin import Origins
from graph.plan.answer import Answer, Request
from graph.plan.engine import PreparedEngine
from graph.plan.reader import open_reader
from graph.schema import build_schema
from graph.schema.scalars import read_instant
from graph.settings import Settings, SqliteModule
from tests.clicks.content import FILES
from tests.conftest import seed_into, write_files
from tests.seed.database import settings_for

SEEDED = datetime(2026, 5, 1, tzinfo=UTC)
NOW = datetime(2026, 5, 4, 10, 0, 0, 250_000, UTC)
NOW_TEXT = "2026-05-04T10:00:00.250000Z"
PAGE_LIMIT = 100
EVENT = "3f2c8a52-9f0e-4a57-8d3c-0f8f5f2f6a11"
OTHER_EVENT = "c0ffee00-0000-4000-8000-000000000001"

CLICK = """
    __typename
    ... on ClickError { message }
    ... on ClickStoreUnavailable { retryAfterMs }
    ... on SponsorClickRecorded {
      replayed
      click {
        clientEventId occurredAt receivedAt category action label targetUrl
        roadmap { slug }
        placement { title withdrawnAt roadmap { slug title } }
      }
    }
"""
RECORD = f"""mutation($input: RecordSponsorClickInput!) {{
  recordSponsorClick(input: $input) {{{CLICK}}}
}}"""

ROLLUP_COLUMNS = "day, placement_id, channel, reason, total, uniques"
COUNTED = """
    SELECT substr(occurred_at, 1, 10), placement_id, channel, coalesce(reason, 'VALID'),
        count(*), sum(is_unique)
    FROM sponsor_click GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""


ANY_PLACEMENT = Placed(0, None, None, "", None, None, None)


def recorded(row_id: int, replayed: bool) -> SponsorClickRecorded:
    """A receipt, to compare with: one of the same row is equal."""
    return SponsorClickRecorded(row_id, replayed, None, ANY_PLACEMENT)


@cache
def schema() -> Schema:
    return build_schema()


def record_by(recorder: Recorder, click: Click, origin: Origin = UNKNOWN) -> Result:
    """In an event loop of its own, until it is on disk."""

    async def record() -> Result:
        return await recorder.record(click, origin)

    return asyncio.run(record())


class Site:
    """`now` is the server's clock; seeding goes by its own."""

    def __init__(self, settings: Settings, writer: Engine, content: Path) -> None:
        self.now = NOW
        self.settings = settings
        self.writer = writer
        self.recorder = Recorder(writer, lambda: self.now)
        self.reader = open_reader(settings)
        self.engine = PreparedEngine(
            schema(), self.reader, self.recorder, lambda: self.now, PAGE_LIMIT
        )
        self._content = content
        self._seeded = SEEDED

    def seed(self, files: Mapping[str, str]) -> str:
        """A run over exactly these files, a day after the one before; the text of its time."""
        self._seeded += timedelta(days=1)
        seed_into(self.settings, write_files(self._content, files), now=lambda: self._seeded)
        return f"{self._seeded:%Y-%m-%dT%H:%M:%S}Z"

    def record(self, click: Click) -> Result:
        return record_by(self.recorder, click)

    def receive(self, click: Click, origin: Origin) -> Result:
        """The same from somebody."""
        return record_by(self.recorder, click, origin)

    def restart(self) -> None:
        """Record by another recorder, as after a restart of the server."""
        self.recorder.close()
        self.recorder = Recorder(self.writer, lambda: self.now)

    def app(self) -> ASGIApp:
        """The whole application, with every door."""
        origins = Origins([ip_network("127.0.0.1")])
        doors = Doors(self.recorder, Targets(self.reader), origins, read_instant)
        return build_app(self.engine, sdl="", ready=self.recorder.trouble, doors=doors)

    def answer(
        self, query: str, variables: Mapping[str, Any] | None = None, name: str | None = None
    ) -> Answer:
        return asyncio.run(self.engine.answer(Request(query, name, variables)))

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The whole answer, as JSON."""
        return json.loads(self.answer(query, variables).body)

    def send(self, **values: str) -> Any:
        """What `recordSponsorClick` answers to this input."""
        return self.ask(RECORD, {"input": values})["data"]["recordSponsorClick"]

    def command(self, *words: str) -> str:
        """What `python -m graph` writes, which must have ended well."""
        options, out = parser().parse_args(words), StringIO()
        assert options.run(options, self.settings, lambda: self.now, out) == 0
        return out.getvalue()

    def placement(self, slug: str, title: str) -> str:
        """The global id of a roadmap's newest placement of that title."""
        ((number,),) = self.rows(
            "SELECT max(p.id) FROM placement p JOIN roadmap r ON r.id = p.roadmap_id"
            f" WHERE r.slug = '{slug}' AND p.title = '{title}'"
        )
        return f"Placement:{number}".encode().hex()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Over a connection of its own."""
        engine = open_engine(self.settings, read_only=True)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(sql))]
        engine.dispose()
        return found

    def clicks(self) -> list[tuple[Any, ...]]:
        """Roadmap, creative and reason of each stored click, in the order they came in."""
        return self.rows(
            "SELECT r.slug, p.title, c.reason FROM sponsor_click c"
            " JOIN placement p ON p.id = c.placement_id JOIN roadmap r ON r.id = p.roadmap_id"
            " ORDER BY c.id"
        )

    def rollup(self) -> list[tuple[Any, ...]]:
        """All rows of the rollup, in the order of their keys."""
        return self.rows(f"SELECT {ROLLUP_COLUMNS} FROM click_day ORDER BY 1, 2, 3, 4")

    def counted(self) -> list[tuple[Any, ...]]:
        """What the rollup has to be by the stored clicks."""
        return self.rows(COUNTED)

    def close(self) -> None:
        self.recorder.close()
        asyncio.run(self.reader.close())


def seeded_file(file: Path, module: SqliteModule, content: Path) -> Path:
    """A database with these roadmaps, migrated by Alembic, that nobody has open."""
    seed_into(settings_for(file, module), write_files(content, FILES), now=lambda: SEEDED)
    return file


@contextmanager
def site_like(template: Path, folder: Path, module: SqliteModule) -> Iterator[Site]:
    """A site of its own over a copy of a database."""
    file = Path(shutil.copyfile(template, folder / "roadmaps.sqlite"))
    settings = settings_for(file, module)
    writer = open_engine(settings, makes_file=False, busy_timeout_ms=200)
    site = Site(settings, writer, folder / "content")
    try:
        yield site
    finally:
        site.close()
