"""Groups of clicks, also where somebody stores one of their ids meanwhile."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from graph.clicks.ledger import Ledger
from graph.clicks.results import IdempotencyConflict, Result, SponsorClickRecorded
from graph.clicks.statements import Statements
from graph.clicks.transaction import alone
from graph.database import open_engine
from graph.settings import Settings
from tests.clicks.content import FILES
from tests.clicks.group import ERASED, GROUPS, TOLD, Told, assert_same_together, streamed
from tests.clicks.site import EVENT, OTHER_EVENT, SEEDED
from tests.conftest import EXAMPLES, seed_into, write_files

ALL = 1_000


@pytest.fixture
def engine(database: Settings, tmp_path: Path) -> Iterator[Engine]:
    seed_into(database, write_files(tmp_path, FILES), now=lambda: SEEDED)
    engine = open_engine(database)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("stream", GROUPS)
def test_a_group_is_recorded_as_its_clicks_are_one_by_one(
    engine: Engine, stream: list[Told]
) -> None:
    assert_same_together(engine, stream, ALL)


@settings(max_examples=EXAMPLES // 20, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(TOLD, min_size=2, max_size=40), st.sampled_from([7, ALL]))
def test_so_is_any_group(engine: Engine, stream: list[Told], together: int) -> None:
    assert_same_together(engine, stream, together)


# Somebody who takes no lock

STORE = text(
    "INSERT INTO sponsor_click (client_event_id, content_sha256, placement_id, occurred_at, clock,"
    " received_at, channel, is_unique, rules) SELECT :event, content_sha256, placement_id,"
    " occurred_at, clock, received_at, channel, false, rules FROM sponsor_click LIMIT 1"
)
WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted"
COUNTED = "SELECT sum(total) FROM click_day"
ROWS = "SELECT count(*) FROM sponsor_click"
STREAM = [
    Told(event=OTHER_EVENT),
    Told(event=EVENT),
    Told(31.0, event=EVENT),
    Told(event=EVENT, ago=0.0),
    Told(31.0),
]
NEW, AGAIN, CONFLICT = "new", "again", "conflict"
ENDS = [
    pytest.param("commit", [NEW, AGAIN, AGAIN, CONFLICT, NEW], id="stores it"),
    pytest.param("rollback", [NEW, NEW, AGAIN, CONFLICT, NEW], id="does not in the end"),
]


@pytest.mark.parametrize(("end", "told"), ENDS)
def test_an_id_is_theirs_who_store_it_between_the_look_and_the_insert(
    engine: Engine, end: str, told: list[str]
) -> None:
    record(engine, [Told(event=ERASED)])
    with engine.connect() as other, ThreadPoolExecutor(1) as thread:
        other.execute(STORE, {"event": EVENT})
        recorded = thread.submit(record, engine, STREAM)
        wait_for_a_waiter(engine)
        getattr(other, end)()
        results = recorded.result(timeout=30)
    assert list(map(name, results)) == told
    assert stored(engine, COUNTED) == 1 + told.count(NEW)
    assert stored(engine, ROWS) == 1 + told.count(NEW) + (end == "commit")


def record(engine: Engine, stream: list[Told]) -> list[Result]:
    with engine.begin() as connection:
        ledger = Ledger(alone(connection), Statements(connection.dialect))
        return ledger.record_all(streamed(stream))


def wait_for_a_waiter(engine: Engine) -> None:
    until = time.monotonic() + 10
    while not stored(engine, WAITERS):
        assert time.monotonic() < until
        time.sleep(0.01)


def stored(engine: Engine, number: str) -> int:
    with engine.connect() as connection:
        found: int = connection.execute(text(number)).scalar_one()
    return found


def name(result: Result) -> str:
    if isinstance(result, IdempotencyConflict):
        return CONFLICT
    assert isinstance(result, SponsorClickRecorded)
    return AGAIN if result.replayed else NEW
