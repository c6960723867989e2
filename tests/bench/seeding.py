"""Seeding held against the loading of the same files' YAML and nothing else."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from sqlalchemy import Engine

from graph.database import open_engine
from graph.migrate import migrate
from graph.settings import ROOT, Settings
from seed.files import RoadmapFile
from seed.run import seed
from tests.bench.content import frontmatter_of, roadmap_texts, write_roadmaps
from tests.bench.goals import SEEDED_AGAIN, SEEDED_FIRST, Figure, Goal
from tests.bench.table import Table
from tests.bench.timing import Spent, in_turn, spent


class Bench:
    """The ways to be measured, over one folder of roadmaps."""

    def __init__(self, files: int, place: Path) -> None:
        self._content = place / "content"
        self._databases = (place / f"{number}.sqlite" for number in count())
        write_roadmaps(self._content, files)
        self._texts = [frontmatter_of(text) for _, text in roadmap_texts(files)]
        self._seeded = next(self._databases)
        self._seed_process(self._seeded)

    def ways(self) -> dict[str, Callable[[], Spent]]:
        return {
            "loading": lambda: spent(self._load),
            "first": self._first,
            "again": self._again,
            "first process": lambda: self._process(next(self._databases)),
            "again process": lambda: self._process(self._seeded),
        }

    def _load(self) -> None:
        for text in self._texts:
            yaml.load(text, Loader=yaml.CSafeLoader)

    def _first(self) -> Spent:
        path = next(self._databases)
        with _engine(path) as engine:
            migrate(engine)
            taken = spent(lambda: self._seed(engine))
        _remove(path)
        return taken

    def _again(self) -> Spent:
        with _engine(self._seeded) as engine:
            return spent(lambda: self._seed(engine))

    def _process(self, path: Path) -> Spent:
        taken = spent(lambda: self._seed_process(path))
        if path != self._seeded:
            _remove(path)
        return taken

    def _seed(self, engine: Engine) -> None:
        seed(engine, [str(self._content)], lambda: datetime.now(UTC), _silent)

    def _seed_process(self, path: Path) -> None:
        command = [sys.executable, "-m", "seed", str(self._content)]
        environ = os.environ | {"DATABASE_URL": f"sqlite:///{path}"}
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=False)
        if done.returncode == 2:
            raise RuntimeError(done.stderr.decode())


def measure(files: int, rounds: int) -> tuple[Table, list[Figure]]:
    """Times of loading, of the first seeding run and of one that finds nothing changed."""
    with TemporaryDirectory() as place:
        taken = in_turn(Bench(files, Path(place)).ways(), rounds)
    loading = taken["loading"]
    table = Table(
        f"seeding {files:,} files: medians of {rounds} rounds",
        ["what", "wall s", "CPU s", "wall ratio", "CPU ratio"],
    )
    figures = []
    for name, times in taken.items():
        ratios = {"wall": times.wall / loading.wall, "CPU": times.cpu / loading.cpu}
        table.add(name, times.wall, times.cpu, *ratios.values())
        figures += [Figure(_goal(name), f"{name}, {what}", r) for what, r in ratios.items()]
    return table, [figure for figure in figures if not figure.where.startswith("loading")]


def _goal(name: str) -> Goal:
    return SEEDED_FIRST if name.startswith("first") else SEEDED_AGAIN


@contextmanager
def _engine(path: Path) -> Iterator[Engine]:
    engine = open_engine(Settings(database_url=f"sqlite:///{path}"))
    try:
        yield engine
    finally:
        engine.dispose()


def _silent(files: Iterable[RoadmapFile]) -> Iterable[RoadmapFile]:
    return files


def _remove(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
