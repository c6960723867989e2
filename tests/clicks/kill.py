"""kill -9 amid clicks, many times: `python -m tests.clicks.kill --rounds 1000 --workers 2`.

Each round forks processes that record clicks on one database and tell of each before it is sent and
after it is acknowledged, kills them at a random moment, and looks at what is left. Nothing of HTTP
is between, so that a round takes a twentieth of a second; `test_killed` does the same over HTTP.
"""

import argparse
import asyncio
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from select import select
from signal import SIGKILL
from tempfile import TemporaryDirectory
from typing import Any, Never
from uuid import uuid4

from graph.clicks.origin import Origin
from graph.clicks.record import Recorder
from graph.clicks.results import Click, SponsorClickRecorded
from graph.database import open_engine, sqlite_driver
from graph.settings import SqliteModule
from tests.clicks.site import COUNTED, ROLLUP_COLUMNS, seeded_file
from tests.clicks.test_agents import CHROME
from tests.seed.database import settings_for

VISITORS = 8
LONGEST_SECONDS = 0.04
FIRST_SECONDS = 20.0
ROUNDS_A_FILE = 25
"""To look at all clicks after each round takes longer the more there are."""
ROLLUP = f"SELECT {ROLLUP_COLUMNS} FROM click_day ORDER BY 1, 2, 3, 4"


class LostError(AssertionError):
    """A click is not there, or is there twice, or is not counted."""


# What is killed


async def click(recorder: Recorder, events: Iterator[str], visitor: int, out: int) -> None:
    """One click after the other, each of them told of before and after."""
    origin = Origin("BEACON", f"192.0.2.{visitor}", CHROME)
    for event in events:
        os.write(out, f"sent {event} 0\n".encode())
        result = await recorder.record(Click("knots", client_event_id=event), origin)
        if isinstance(result, SponsorClickRecorded):
            os.write(out, f"stored {event} {result.row_id}\n".encode())


def record_until_killed(
    file: Path, module: SqliteModule, unanswered: Sequence[str], out: int
) -> Never:
    """The child: it begins with what nobody has answered."""

    async def run() -> None:
        recorder = Recorder(open_engine(settings_for(file, module)), lambda: datetime.now(UTC))
        again = iter(unanswered)
        await click(recorder, again, 0, out)
        everything = iter(lambda: str(uuid4()), None)
        visitors = range(1, VISITORS + 1)
        await asyncio.gather(*(click(recorder, everything, n, out) for n in visitors))

    asyncio.run(run())
    os._exit(0)


# What looks on


class Rounds:
    """On one database: what was sent and what was acknowledged, over all kills."""

    def __init__(self, file: Path, module: SqliteModule, moments: random.Random) -> None:
        self.stored: dict[str, int] = {}
        """Rows by ids, as they were acknowledged."""
        self.sent: set[str] = set()
        self._file = file
        self._module: SqliteModule = module
        self._moments = moments

    def run(self, workers: int) -> int:
        """Let so many processes record, kill them, look; how many clicks had no answer yet."""
        unanswered = sorted(self.sent - set(self.stored))
        reader, writer = os.pipe()
        children = [self._fork(reader, writer, unanswered[n::workers]) for n in range(workers)]
        os.close(writer)
        told = _read_for(reader, FIRST_SECONDS, until=b"stored")
        told += _read_for(reader, self._moments.uniform(0, LONGEST_SECONDS))
        for child in children:
            os.kill(child, SIGKILL)
            os.waitpid(child, 0)
        told += _read_for(reader, FIRST_SECONDS)
        os.close(reader)
        self._hear(told)
        self._look()
        return len(self.sent) - len(self.stored)

    def _fork(self, reader: int, writer: int, unanswered: Sequence[str]) -> int:
        child = os.fork()
        if child == 0:
            os.close(reader)
            record_until_killed(self._file, self._module, unanswered, writer)
        return child

    def _hear(self, told: bytes) -> None:
        for line in told.decode().splitlines():
            what, event, row = line.split()
            if what == "sent":
                self.sent.add(event)
            elif self.stored.setdefault(event, int(row)) != int(row):
                raise LostError(f"{event} was acknowledged as row {row} and {self.stored[event]}")

    def _look(self) -> None:
        with closing(sqlite_driver(self._module).connect(self._file)) as connection:
            _require(connection, "PRAGMA integrity_check", [("ok",)])
            _require(connection, "PRAGMA foreign_key_check", [])
            rows = connection.execute("SELECT client_event_id, id FROM sponsor_click").fetchall()
            _require(connection, ROLLUP, connection.execute(COUNTED).fetchall())
        found = dict(rows)
        if len(found) != len(rows) or not set(found) <= self.sent:
            raise LostError("a click is stored twice, or was never sent")
        if wrong := [event for event, row in self.stored.items() if found.get(event) != row]:
            raise LostError(f"{len(wrong)} acknowledged clicks are not there, as {wrong[0]}")


def _require(connection: Any, sql: str, expected: object) -> None:
    found = connection.execute(sql).fetchall()
    if found != expected:
        raise LostError(f"{sql}: {found} and not {expected}")


def _read_for(reader: int, seconds: float, until: bytes | None = None) -> bytes:
    """What is told in that time, or up to these words, or to the end."""
    end, told = time.monotonic() + seconds, b""
    while (left := end - time.monotonic()) > 0 and (until is None or until not in told):
        if select([reader], [], [], left)[0]:
            piece = os.read(reader, 1 << 16)
            if not piece:
                break
            told += piece
    return told


def kill(rounds: int, workers: int, module: SqliteModule, seed: int) -> tuple[int, int]:
    """Clicks acknowledged and clicks left without an answer; LostError for one that is lost."""
    moments, acknowledged, unanswered = random.Random(seed), 0, 0  # noqa: S311  no secret
    with TemporaryDirectory() as place:
        template = seeded_file(Path(place) / "seeded.sqlite", module, Path(place) / "content")
        for first in range(0, rounds, ROUNDS_A_FILE):
            file = Path(shutil.copyfile(template, Path(place) / f"{first}.sqlite"))
            run = Rounds(file, module, moments)
            for _ in range(first, min(first + ROUNDS_A_FILE, rounds)):
                unanswered += run.run(workers)
            acknowledged += len(run.stored)
    return acknowledged, unanswered


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.clicks.kill", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--module", choices=["sqlite3", "pysqlite3"], default="sqlite3")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    acknowledged, unanswered = kill(options.rounds, options.workers, options.module, options.seed)
    told = f"{acknowledged} clicks acknowledged, none of them lost or doubled;"
    sys.stdout.write(f"{options.rounds} kills: {told} {unanswered} had no answer\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
