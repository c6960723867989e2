"""What comes before the first answer: reading a new operation, and starting the server."""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median

from graph import startup
from graph.plan.answer import Outcome, Request
from graph.plan.engine import PreparedEngine
from graph.plan.reader import open_reader
from graph.schema import build_schema
from graph.settings import Settings
from tests.bench.goals import FIRST_SIGHT, START, Figure
from tests.bench.reads import requests_of
from tests.bench.server import OURS, Server
from tests.bench.shapes import SHAPES
from tests.bench.table import Table


def measure(database: str, label: str, rounds: int) -> Iterator[Table | Figure]:
    sights = asyncio.run(_sights(database, rounds))
    table = Table(f"first sight of an operation at {label}: CPU", ["shape", "ms"])
    for name, taken in sights.items():
        table.add(name, taken)
    yield table
    yield from (Figure(FIRST_SIGHT, name, taken) for name, taken in sights.items())
    yield Figure(START, "until it listens", median(_starts(database, rounds)))


async def _sights(database: str, rounds: int) -> dict[str, float]:
    startup.imported()  # as a server begins
    settings = Settings(database_url=f"sqlite:///{database}")
    reader = open_reader(settings)
    engine = PreparedEngine(
        build_schema(), reader, None, lambda: datetime.now(UTC), settings.page_limit
    )
    requests = requests_of(database, SHAPES)
    taken: dict[str, list[float]] = {shape.name: [] for shape in SHAPES}
    for number in range(rounds + 1):  # the first of them only warms up
        for shape in SHAPES:
            body = json.loads(requests[shape.name][number].partition(b"\r\n\r\n")[2])
            new = Request(f"{shape.query} # {number}", None, body["variables"])
            started = time.process_time()
            answer = await engine.answer(new)
            taken[shape.name].append((time.process_time() - started) * 1e3)
            if answer.outcome is not Outcome.EXECUTED:
                raise RuntimeError(answer.body.decode())
    await reader.close()
    return {name: median(times[1:]) for name, times in taken.items()}


def _starts(database: str, rounds: int) -> Iterator[float]:
    for _ in range(rounds):
        with Server(OURS, database) as server:
            yield server.start_seconds
