"""Reports over the rollup of a million clicks in one year."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from graph import tables
from graph.access.gate import TokenGate
from graph.access.tokens import make_token
from graph.clicks.rollup import Cell
from graph.database import open_engine
from graph.migrate import migrate
from graph.plan.answer import Outcome, Request
from graph.plan.engine import PreparedEngine
from graph.plan.reader import open_reader
from graph.schema import build_schema
from graph.settings import Settings
from seed.run import seed
from tests.bench.goals import REPORT, Figure
from tests.bench.table import Table
from tests.bench.timing import Spent, in_turn, spent
from tests.seed.content import sponsor

PLACEMENTS = 60
"""As many as a site of some dozen roadmaps has in a year."""
LAST = date(2026, 11, 21)
DAYS = 365
NOW = datetime(2026, 11, 22, tzinfo=UTC)
CHANNELS = {"BEACON": 85, "GRAPHQL": 10, "REDIRECT": 5}
REASONS = {"VALID": 80, "BOT": 10, "DOUBLE_CLICK": 5, "PREFETCH": 2, "EXCESSIVE": 2}
PAGE = 1_000
GROUPINGS = ("PLACEMENT", "ROADMAP", "DAY", "WEEK", "MONTH", "REASON", "CHANNEL")
COUNTS = "{ total valid invalid dailyUnique byReason { reason count } }"
QUERY = f"""query($by: [ClickDimension!]!) {{
  sponsorClickReport(
    filter: {{from: "{LAST - timedelta(days=DAYS - 1)}", to: "{LAST}"}}, groupBy: $by, first: 1000
  ) {{ rows {{ keys {{ dimension value }} counts {COUNTS} }} totals {COUNTS} }}
}}"""


def measure(clicks: int, rounds: int) -> Iterator[Table | Figure]:
    """What one report takes, of all sponsors' clicks and of one's."""
    with TemporaryDirectory() as place:
        settings = Settings(database_url=f"sqlite:///{Path(place) / 'roadmaps.sqlite'}")
        content = Path(place) / "content"
        content.mkdir()
        tokens = _write(settings, content, clicks)
        taken = _taken(settings, tokens, rounds)
    table = Table(f"a report of a year with {clicks:,} clicks", ["by", "ms", "ms, one sponsor"])
    for by in GROUPINGS:
        both = [taken[f"{by} {who}"].wall * 1e3 for who in range(len(tokens))]
        table.add(by.lower(), *both)
        yield Figure(REPORT, f"by {by.lower()}", both[0])
    yield table


def _write(settings: Settings, folder: Path, clicks: int) -> Sequence[str]:
    """A database with that many clicks in its rollup; a token for all of it, one for a sponsor."""
    engine = open_engine(settings)
    migrate(engine)
    for number in range(PLACEMENTS):
        text = f"---\n{sponsor(f'Sponsor{number}')}---\n"
        (folder / f"roadmap-{number}.md").write_text(text)
    seed(engine, [str(folder)], lambda: NOW, iter)
    with engine.begin() as connection:
        rows = [
            {**cell._asdict(), "total": total, "uniques": total // 2}
            for cell, total in _rollup(clicks).items()
        ]
        connection.execute(insert(tables.ClickDay), rows)
        tokens = [make_token(connection, NOW, sponsor_id=sponsor_id) for sponsor_id in (None, 1)]
    engine.dispose()
    return tokens


def _rollup(clicks: int) -> Counter[Cell]:
    """Clicks spread over the year, most of them valid and told by the page."""
    random = Random(1)  # noqa: S311  always the same ones
    days = [LAST - timedelta(days=back) for back in range(DAYS)]
    channels, reasons = (
        random.choices(list(weights), list(weights.values()), k=clicks)
        for weights in (CHANNELS, REASONS)
    )
    placements = random.choices(range(1, PLACEMENTS + 1), k=clicks)
    return Counter(map(Cell, random.choices(days, k=clicks), placements, channels, reasons))


def _taken(settings: Settings, tokens: Sequence[str], rounds: int) -> dict[str, Spent]:
    """Medians, by grouping and place of the token; the plans are made beforehand."""
    with asyncio.Runner() as runner:
        reader = open_reader(settings)
        engine = PreparedEngine(
            build_schema(), reader, None, lambda: NOW, PAGE, gate=TokenGate(reader)
        )

        def ask(by: str, token: str) -> None:
            request = Request(QUERY, variables={"by": [by]}, token=token)
            if runner.run(engine.answer(request)).outcome is not Outcome.EXECUTED:
                raise RuntimeError(f"no report by {by}")

        asking = {
            f"{by} {place}": partial(ask, by, token)
            for by in GROUPINGS
            for place, token in enumerate(tokens)
        }
        for each in asking.values():
            each()
        taken = in_turn({name: partial(spent, each) for name, each in asking.items()}, rounds)
        engine.close()
        runner.run(reader.close())
    return taken
