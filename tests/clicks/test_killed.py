"""kill -9 amid clicks: the acknowledged ones are there once, the others once they are re-sent."""

import random
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from signal import SIGKILL, SIGTERM, Signals
from time import sleep

import pytest
from sqlalchemy.engine import make_url

from graph.database import sqlite_driver
from graph.settings import ROOT, Settings, SqliteModule
from tests.clicks import kill
from tests.clicks.client import Client, Visitors, visitors
from tests.clicks.nursery import Nursery, Server, nursery
from tests.clicks.site import Site
from tests.conftest import IS_CI

KILLS = {1: 10, 2: 5}
"""By the number of servers, on each of two SQLite modules."""
VISITORS = 8
LONGEST_SECONDS = 0.2
ROUNDS = 50 if IS_CI else 10
"""Of kills without HTTP, for each number of processes and SQLite module: 200 in all."""


@pytest.fixture(scope="module")
def servers() -> Iterator[Nursery]:
    with nursery() as started:
        yield started


def stored(settings: Settings) -> list[tuple[str, str]]:
    """Id and receipt of every click, of a database that SQLite finds sound."""
    file = make_url(settings.database_url).database
    with closing(sqlite_driver(settings.sqlite_module).connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = connection.execute("SELECT client_event_id, id FROM sponsor_click").fetchall()
    return [(event, f"SponsorClick:{number}".encode().hex()) for event, number in rows]


def receipts(people: Visitors) -> set[tuple[str, str]]:
    return {(event, told["click"]["id"]) for event, told in people.receipts.items()}


def once(clicks: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """The clicks, none of which is there twice."""
    assert len({event for event, _ in clicks}) == len(clicks)
    return set(clicks)


def start(servers: Nursery, settings: Settings, number: int) -> list[Server]:
    module: SqliteModule = settings.sqlite_module
    return [servers.serve(settings.database_url, module) for _ in range(number)]


def click_until(running: Sequence[Server], seconds: float, signal: Signals) -> Visitors:
    """What the visitors were told until the servers were sent the signal."""
    with visitors([server.port for server in running], VISITORS, roadmap="knots") as people:
        assert people.first.wait(timeout=30)
        sleep(seconds)
        ends = [server.end(signal) for server in running]
    assert ends == [-signal] * len(running)
    return people


def sent_again(server: Server, events: Iterable[str]) -> set[tuple[str, str]]:
    """The receipts of clicks that nobody had answered."""
    with closing(Client(server.port)) as client:
        told = {event: client.send(roadmap="knots", clientEventId=event) for event in events}
    return {(event, receipt["click"]["id"]) for event, receipt in told.items()}


@pytest.mark.parametrize("number", KILLS)
def test_no_acknowledged_click_is_lost_or_doubled(
    site: Site, servers: Nursery, number: int
) -> None:
    moments = random.Random(number)  # noqa: S311  no secret
    sure: set[tuple[str, str]] = set()
    open_ends: list[int] = []
    unanswered: set[str] = set()
    for _ in range(KILLS[number]):
        running = start(servers, site.settings, number)
        sure |= sent_again(running[-1], unanswered)
        assert once(stored(site.settings)) == sure
        people = click_until(running, moments.uniform(0, LONGEST_SECONDS), SIGKILL)
        sure |= receipts(people)
        unanswered = people.unanswered
        left = once(stored(site.settings))
        assert sure <= left
        assert {event for event, _ in left - sure} <= unanswered
        open_ends.append(len(unanswered))
    (last,) = start(servers, site.settings, 1)
    sure |= sent_again(last, unanswered)
    assert last.end(SIGTERM) == -SIGTERM
    assert once(stored(site.settings)) == sure
    assert max(open_ends) > 0  # or the kills met nothing


@pytest.mark.parametrize("workers", [1, 2])
def test_of_many_kills_none_loses_or_doubles_a_click(module: SqliteModule, workers: int) -> None:
    command = [sys.executable, "-m", kill.__name__, "--module", module, "--seed", str(workers)]
    rounds = ["--rounds", str(ROUNDS), "--workers", str(workers)]
    done = subprocess.run(
        [*command, *rounds], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{ROUNDS} kills: " in done.stdout
    assert int(done.stdout.split()[2]) > ROUNDS


def test_a_server_told_to_end_loses_nothing(site: Site, servers: Nursery) -> None:
    people = click_until(start(servers, site.settings, 1), LONGEST_SECONDS, SIGTERM)
    assert once(stored(site.settings)) == receipts(people)
