"""What comes before the first answer: reading a new operation, and starting the server."""

import asyncio
import json
import time
from datetime import UTC, datetime
from statistics import median

from graph.plan.answer import Outcome, Request
from graph.plan.engine import PreparedEngine
from graph.plan.reader import open_reader
from graph.schema import build_schema
from graph.settings import Settings
from tests.bench.reads import requests_of
from tests.bench.server import OURS, Server
from tests.bench.shapes import SHAPES
from tests.bench.table import Table

FIRST_SIGHT_GOAL_MS = 10.0
START_GOAL_S = 1.0


def measure(database: str, label: str, rounds: int) -> list[Table]:
    return [_first_sight(database, label, rounds), _start(database, label, rounds)]


def _first_sight(database: str, label: str, rounds: int) -> Table:
    table = Table(f"first sight of an operation at {label}: CPU ms", ["shape", "ms", "goal"])
    for name, taken in asyncio.run(_sights(database, rounds)).items():
        table.add(name, taken, FIRST_SIGHT_GOAL_MS)
    return table


async def _sights(database: str, rounds: int) -> dict[str, float]:
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


def _start(database: str, label: str, rounds: int) -> Table:
    table = Table(f"start of the server at {label}", ["until it listens", "seconds", "goal"])
    starts = []
    for _ in range(rounds):
        with Server(OURS, database) as server:
            starts.append(server.start_seconds)
    table.add("this server", median(starts), START_GOAL_S)
    return table
