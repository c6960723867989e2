"""The parts of the benchmark: each yields tables, and figures that goals are about."""

import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.settings import ROOT
from tests.bench import clicks, preparing, report, reporting, seeding
from tests.bench.content import write_roadmaps
from tests.bench.goals import Figure
from tests.bench.reads import (
    BARE_NAME,
    CACHED_NAME,
    HAND_NAME,
    OUR_NAME,
    USUAL_NAME,
    Effort,
    Reading,
    Requests,
    Servers,
    read,
    requests_of,
    require_equal,
    serving,
)
from tests.bench.shapes import SHAPES
from tests.bench.table import Table

LONGER = 10
"""Than a round of reads: a disk's sync takes as long as many of them."""
Found = Iterator[Table | Figure]


def run_seeding(options: Namespace) -> Found:
    table, figures = seeding.measure(options.files, min(options.rounds, 3))
    yield table
    yield from figures


def run_preparing(options: Namespace) -> Found:
    size = options.sizes[0]
    with seeded_database(size) as path:
        yield from preparing.measure(path, f"{size:,} roadmaps", options.rounds)


def run_reads(options: Namespace) -> Found:
    run = Reads(options)
    for size in options.sizes:
        yield from run.at(size, [OUR_NAME, HAND_NAME, USUAL_NAME], options.connections)
    if options.largest:
        yield from run.at(options.largest, [OUR_NAME, HAND_NAME], [])
    yield from run.grown()


def run_clicks(options: Namespace) -> Found:
    with seeded_database(options.sizes[0]) as path:
        connections = [1, *options.connections]
        seconds = options.seconds * LONGER
        yield from clicks.measure(path, connections, seconds, options.rounds)


class Reads:
    """Reads at one size after the other."""

    def __init__(self, options: Namespace) -> None:
        chosen = options.shapes
        self._shapes = [shape for shape in SHAPES if not chosen or shape.name in chosen]
        self._effort = Effort(options.seconds, options.rounds, options.patience)
        self._sized: dict[int, list[Reading]] = {}
        self._memory: dict[int, dict[str, float]] = {}

    def at(self, size: int, names: Sequence[str], many: Sequence[int]) -> Found:
        """Compare the servers with one connection, then with many."""
        with (
            seeded_database(size) as path,
            serving(path, [*names, CACHED_NAME, BARE_NAME]) as servers,
        ):
            requests = requests_of(path, self._shapes)
            require_equal(servers, requests)
            compared = {name: servers[name] for name in names}
            yield from self._compared(compared, requests, size, 1)
            apart = {name: servers[name] for name in (CACHED_NAME, BARE_NAME)}
            yield report.cached(
                _label(size, 1), read(apart, self._shapes, requests, 1, self._brief())
            )
            self._memory[size] = {name: server.memory() for name, server in servers.items()}
            for connections in many:
                yield from self._compared(compared, requests, size, connections)

    def _compared(self, servers: Servers, requests: Requests, size: int, connections: int) -> Found:
        readings = read(servers, self._shapes, requests, connections, self._effort)
        if connections == 1:
            self._sized[size] = readings
        label = _label(size, connections)
        yield report.comparison(label, readings)
        yield from report.compared(label, readings)

    def _brief(self) -> Effort:
        return Effort(self._effort.seconds, 1, self._effort.patience)

    def grown(self) -> Found:
        """How cost and memory grow with the size."""
        if len(self._sized) > 1:
            for table, figures in (report.growth(self._sized), report.memory(self._memory)):
                yield table
                yield from figures


def _label(size: int, connections: int) -> str:
    return f"{size:,} roadmaps, {connections} connection{'s' if connections > 1 else ''}"


def run_report(options: Namespace) -> Found:
    yield from reporting.measure(options.clicks, options.rounds)


PARTS: dict[str, Callable[[Namespace], Found]] = {
    "seeding": run_seeding,
    "preparing": run_preparing,
    "reads": run_reads,
    "clicks": run_clicks,
    "report": run_report,
}


@contextmanager
def seeded_database(size: int) -> Iterator[str]:
    """A seeded database of so many roadmaps."""
    with TemporaryDirectory() as place:
        content, path = Path(place) / "content", str(Path(place) / "roadmaps.sqlite")
        write_roadmaps(content, size)
        command = [sys.executable, "-m", "seed", str(content)]
        environ = os.environ | {"DATABASE_URL": f"sqlite:///{path}"}
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=False)
        if done.returncode == 2:
            raise RuntimeError(done.stderr.decode())
        yield path
