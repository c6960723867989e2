"""A site with sponsors on any database, whose clicks a test writes as they are to be counted."""

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import Connection, Engine, delete, insert, select
from strawberry import Schema

from graph import tables
from graph.__main__ import parser
from graph.access.gate import TokenGate
from graph.access.tokens import make_token
from graph.clicks.rollup import add, cell_of, summed
from graph.clicks.statements import Statements
from graph.clicks.transaction import alone
from graph.database import open_engine
from graph.http.app import build_app
from graph.http.exports import export_routes
from graph.http.reports import report_routes
from graph.plan.answer import Answer, Request
from graph.plan.engine import PreparedEngine
from graph.plan.reader import open_reader
from graph.reports.export import Export
from graph.schema import build_schema
from graph.settings import Settings
from tests.conftest import seed_into, write_files
from tests.seed.content import sponsor

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
ADD = insert(tables.SponsorClick).returning(tables.SponsorClick.id)
"""A click as a writer by hand stores it, with its ROW; gives the number."""
ROW = {
    "placement_id": 1,
    "occurred_at": NOW,
    "received_at": NOW,
    "clock": "SERVER",
    "channel": "GRAPHQL",
    "is_unique": False,
    "rules": 1,
}
PAGE_LIMIT = 1_000
EVENT = '  event: {{category: SponsorClick, action: "{0} Redirect", label: "{0} / Link"}}\n'
RUNS: tuple[Mapping[str, str], ...] = (
    {
        "anvils.md": f"---\n{sponsor('Ash', EVENT.format('Anvils'))}---\n",
        "bells.md": f"---\n{sponsor('Ash')}---\n",  # the same sponsor, without an event
        "casks.md": f"---\n{sponsor('Beech', EVENT.format('Casks'))}---\n",
        "drums.md": f"---\n{sponsor('Cedar', EVENT.format('Drums'))}---\n",
    },
    {
        "anvils.md": f"---\n{sponsor('Elm', EVENT.format('Anvils'))}---\n",  # a new placement
        "bells.md": f"---\n{sponsor('Ash')}---\n",
        "casks.md": f"---\n{sponsor('Beech', EVENT.format('Casks'))}---\n",
    },  # drums is retired
)
"""Placements 1 to 5: anvils/Ash, bells/Ash, casks/Beech, drums/Cedar, anvils/Elm."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What a placement is in a report."""

    roadmap: str
    sponsor: int
    event: str | None
    """What its category, action and label are made of; null without one."""


PLACEMENTS = {
    1: Placed("anvils", 1, "Anvils"),
    2: Placed("bells", 1, None),
    3: Placed("casks", 2, "Casks"),
    4: Placed("drums", 3, "Drums"),
    5: Placed("anvils", 4, "Anvils"),
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A click as it stands in its row."""

    placement: int
    occurred_at: datetime
    channel: str = "GRAPHQL"
    reason: str | None = None
    is_unique: bool = False


@cache
def schema() -> Schema:
    return build_schema()


async def _is_ready() -> None:
    return None


def global_id(kind: str, number: int) -> str:
    return f"{kind}:{number}".encode().hex()


class Site:
    """`now` is the clock of whatever is asked."""

    def __init__(self, settings: Settings, writer: Engine, runner: asyncio.Runner) -> None:
        self.now = NOW
        self.settings = settings
        self.writer = writer
        self._runner = runner
        self.reader = open_reader(settings)
        self.gate = TokenGate(self.reader)
        self.engine = PreparedEngine(
            schema(),
            self.reader,
            None,
            lambda: self.now,
            PAGE_LIMIT,
            gate=self.gate,
            cache_bytes=100_000,
        )
        reports = [
            *report_routes(self.engine, lambda: self.now),
            *export_routes(Export(self.reader), self.gate, lambda: self.now),
        ]
        self.app = build_app(self.engine, sdl="", ready=_is_ready, reports=reports)

    def token(self, sponsor: int | None = None, lasts: timedelta | None = None) -> str:
        """A new token that opens the clicks of a sponsor, or of all."""
        with self.writer.begin() as connection:
            return make_token(connection, self.now, sponsor_id=sponsor, lasts=lasts)

    def opens(self, token: str | None) -> Any:
        return self.run(self.gate.access(token, self.now))

    def run(self, awaited: Any) -> Any:
        return self._runner.run(awaited)

    def answer(self, query: str, token: str | None = None, **variables: Any) -> Answer:
        return self.run(self.engine.answer(Request(query, None, variables, token=token)))  # type: ignore[no-any-return]

    def ask(self, query: str, token: str | None = None, **variables: Any) -> Any:
        """The whole answer, as JSON."""
        return json.loads(self.answer(query, token, **variables).body)

    def http(self, method: str, url: str, **options: Any) -> httpx2.Response:
        """The response of a server over the engine; redirects are not followed."""

        async def send() -> httpx2.Response:
            transport = httpx2.ASGITransport(self.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://site") as client:
                return await client.request(method, url, **options)

        return self.run(send())  # type: ignore[no-any-return]

    def command(self, *words: str, status: int = 0) -> str:
        """What a command writes that ends with that status."""
        options, out = parser().parse_args(words), StringIO()
        with ThreadPoolExecutor(1) as thread:  # where no event loop runs
            ran = thread.submit(options.run, options, self.settings, lambda: self.now, out)
            assert ran.result() == status
        return out.getvalue()

    def store(self, clicks: Iterable[Stored]) -> None:
        """Put clicks in the place of all that were there, and count them."""
        with self.writer.begin() as connection:
            for table in (tables.ClickCorrection, tables.SponsorClick, tables.ClickDay):
                connection.execute(delete(table))
        self.add(clicks)

    def add(self, clicks: Iterable[Stored]) -> None:
        """Store clicks beside those that are there, and count them."""
        store(self.writer, list(clicks))

    def correct(self, place: int, reason: str | None) -> None:
        """Judge the click that stands in this place anew, as later rules might."""
        with self.writer.begin() as connection:
            ids = select(tables.SponsorClick.id).order_by(tables.SponsorClick.id).offset(place)
            click_id = connection.execute(ids.limit(1)).scalar_one()
            row = {"click_id": click_id, "rules": 2, "reason": reason, "is_unique": False}
            connection.execute(insert(tables.ClickCorrection), {**row, "made_at": self.now})


def store(engine: Engine, clicks: list[Stored]) -> None:
    """Store clicks, and count them."""
    with engine.begin() as connection:
        _insert(connection, clicks)


def _insert(connection: Connection, clicks: list[Stored]) -> None:
    if clicks:
        connection.execute(insert(tables.SponsorClick), [_row(click) for click in clicks])
    cells = [
        (cell_of(click.occurred_at, click.placement, click.channel, click.reason), click.is_unique)
        for click in clicks
    ]
    add(alone(connection), Statements(connection.dialect), summed(cells))


def _row(click: Stored) -> dict[str, Any]:
    return {
        "placement_id": click.placement,
        "occurred_at": click.occurred_at,
        "clock": "SERVER",
        "received_at": click.occurred_at,
        "channel": click.channel,
        "visitor": None,
        "is_unique": click.is_unique,
        "rules": 1,
        "reason": click.reason,
    }


def seed_runs(settings: Settings, folder: Path) -> None:
    for day, files in enumerate(RUNS, 1):
        seeded_at = datetime(2026, 1, day, tzinfo=UTC)
        seed_into(settings, write_files(folder, files), now=lambda at=seeded_at: at)  # type: ignore[misc]


@contextmanager
def open_site(settings: Settings) -> Iterator[Site]:
    """The site of a database that has the content of all runs."""
    writer = open_engine(settings)
    with asyncio.Runner() as runner:
        site = Site(settings, writer, runner)
        try:
            yield site
        finally:
            runner.run(site.reader.close())
            writer.dispose()
