"""The writer: many clicks share a commit, and one that cannot be stored fails no other."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import event

from graph.clicks.ledger import Received
from graph.clicks.origin import UNKNOWN
from graph.clicks.queue import Queue
from graph.clicks.record import NOT_READY
from graph.clicks.results import (
    Click,
    ClickStoreUnavailable,
    InvalidClick,
    Result,
    RoadmapNotFound,
    SponsorClickRecorded,
)
from graph.clicks.writer import Writer
from graph.database import open_engine
from tests.clicks.site import EVENT, NOW, OTHER_EVENT, Site, recorded
from tests.clicks.test_unavailable import Cause, another_connection, locked, short_files

NAMES = {SponsorClickRecorded: "stored", ClickStoreUnavailable: "unavailable"}


def send_all(site: Site, clicks: Sequence[Click]) -> list[Result | BaseException]:
    """Their results, in their order; all are under way at once."""

    async def gather() -> list[Result | BaseException]:
        sent = [site.recorder.record(click) for click in clicks]
        return await asyncio.gather(*sent, return_exceptions=True)

    return asyncio.run(gather())


def kinds(results: Sequence[object]) -> list[str]:
    return [NAMES.get(type(result), type(result).__name__) for result in results]


@contextmanager
def committed(site: Site) -> Iterator[list[str]]:
    """The commits of the connections that the recorder opens meanwhile."""
    commits: list[str] = []

    def note(statement: str) -> None:
        if statement == "COMMIT":
            commits.append(statement)

    def trace(connection: Any, _record: Any) -> None:
        connection.set_trace_callback(note)

    event.listen(site.writer, "connect", trace)
    yield commits
    event.remove(site.writer, "connect", trace)


def test_clicks_that_arrive_together_share_a_commit(site: Site) -> None:
    with committed(site) as commits:
        site.record(Click("knots"))
        before = len(commits)
        with locked_for(site, 0.05):
            results = send_all(site, [Click("knots")] * 100)
    assert results == [recorded(number, replayed=False) for number in range(2, 102)]
    assert 1 <= len(commits) - before <= 2
    assert site.rollup() == site.counted()


def test_clicks_that_arrive_turn_by_turn_share_a_commit_too(site: Site) -> None:
    async def send() -> list[Result]:
        waiting = []
        for _ in range(20):
            waiting.append(site.recorder.record(Click("knots")))
            await asyncio.sleep(0)
        return await asyncio.gather(*waiting)

    with committed(site) as commits:
        site.record(Click("knots"))
        before = len(commits)
        results = asyncio.run(send())
    assert results == [recorded(number, replayed=False) for number in range(2, 22)]
    assert len(commits) - before == 1


def test_clicks_of_several_event_loops_are_all_stored(site: Site) -> None:
    results: list[Result | BaseException] = []
    threads = [
        Thread(target=lambda: results.extend(send_all(site, [Click("knots")] * 100)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kinds(results) == ["stored"] * 400
    assert (len(site.clicks()), site.recorder.tally.waiting) == (400, 0)


@contextmanager
def locked_for(site: Site, seconds: float) -> Iterator[None]:
    """Somebody else writes, and is done after so long."""
    taken = Event()

    def write() -> None:
        with another_connection(site) as other:
            other.execute("BEGIN IMMEDIATE")
            taken.set()
            sleep(seconds)
            other.execute("ROLLBACK")

    thread = Thread(target=write)
    thread.start()
    taken.wait()
    yield
    thread.join()


def test_a_locked_database_costs_all_who_wait_one_wait(site: Site) -> None:
    site.record(Click("knots"))
    with locked(site):
        started = monotonic()
        results = send_all(site, [Click("knots")] * 500)
        waited = monotonic() - started
    assert kinds(results) == ["unavailable"] * 500
    assert waited < 5 * 0.2  # the site's writer waits 0.2 s for a lock
    assert len(site.clicks()) == 1


@contextmanager
def one_bad(site: Site, action: str) -> Iterator[None]:
    """The click of EVENT cannot be stored, however often it is tried."""
    with another_connection(site) as other:
        other.execute(
            "CREATE TABLE ghost(placement_id INTEGER"
            " REFERENCES placement DEFERRABLE INITIALLY DEFERRED)"
        )
        other.execute(
            "CREATE TRIGGER bars AFTER INSERT ON sponsor_click"
            f" WHEN new.client_event_id = '{EVENT}' BEGIN {action}; END"
        )
    yield
    with another_connection(site) as other:
        other.execute("DROP TRIGGER bars")


FAILURES = [
    pytest.param("SELECT raise(ABORT, 'no')", id="its statement"),
    pytest.param("SELECT raise(ROLLBACK, 'no')", id="its statement, and the transaction with it"),
    pytest.param("INSERT INTO ghost VALUES (-1)", id="the commit"),
]


@pytest.mark.parametrize("action", FAILURES)
def test_a_click_that_cannot_be_stored_fails_none_of_its_neighbours(
    site: Site, action: str
) -> None:
    clicks = [Click("knots"), Click("knots", client_event_id=EVENT), Click("ropes"), Click("?")]
    with one_bad(site, action), locked_for(site, 0.05):
        results = send_all(site, clicks)
    assert kinds(results) == ["stored", "unavailable", "stored", "RoadmapNotFound"]
    assert [slug for slug, _, _ in site.clicks()] == ["knots", "ropes"]
    assert site.rollup() == site.counted()
    assert site.record(clicks[1]) == recorded(3, replayed=False)


def test_a_fault_of_the_program_is_raised_to_its_click_alone(site: Site) -> None:
    unheard_of = Click("knots", client_event_id=None, occurred_at=datetime(2026, 1, 1))  # noqa: DTZ001
    with locked_for(site, 0.05):
        results = send_all(site, [Click("knots"), unheard_of, Click("ropes")])
    assert kinds(results) == ["stored", "TypeError", "stored"]


def test_clicks_of_one_batch_are_stored_in_one_transaction_with_a_result_each(site: Site) -> None:
    clicks = [
        Click("knots", client_event_id=EVENT),
        Click("knots", client_event_id="no"),
        Click("nowhere"),
        Click("knots", client_event_id=EVENT),
        Click("ropes", client_event_id=OTHER_EVENT),
    ]
    with committed(site) as commits:
        site.record(Click("knots"))
        before = len(commits)
        results = asyncio.run(site.recorder.record_all(clicks))
    assert [type(result) for result in results] == [
        SponsorClickRecorded,
        InvalidClick,
        RoadmapNotFound,
        SponsorClickRecorded,
        SponsorClickRecorded,
    ]
    assert (results[0], results[3]) == (
        recorded(2, replayed=False),
        recorded(2, replayed=True),
    )
    assert len(commits) - before == 1


# The queue


def test_a_full_queue_tells_to_come_again_and_keeps_what_it_has(site: Site) -> None:
    writer = Writer(open_engine(site.settings), lambda: NOW, most_waiting=10)
    received = Received(Click("knots"), UNKNOWN, NOW)

    async def send() -> list[Sequence[Result]]:
        return await asyncio.gather(*(writer.store([received] * 4) for _ in range(4)))

    with locked_for(site, 0.05):
        results = asyncio.run(send())
    assert writer.tally.waiting == 0
    assert [kinds(each) for each in results] == [["stored"] * 4] * 2 + [["unavailable"] * 4] * 2
    writer.close()
    assert len(site.clicks()) == 8
    assert writer.tally.refused == {"ClickStoreUnavailable": 8}


def test_a_closed_queue_takes_nothing() -> None:
    queue = Queue(10)
    queue.close()
    assert not queue.wait(0)
    assert queue.take(10) == []


def test_a_closed_recorder_tells_to_come_again(site: Site) -> None:
    site.recorder.close()
    assert kinds([site.record(Click("knots"))]) == ["unavailable"]


# What is told about it


def test_the_tally_counts_what_became_of_clicks(site: Site) -> None:
    for click in [
        *(Click("knots", client_event_id=EVENT), Click("knots", client_event_id=EVENT)),
        *(Click("sails"), Click("nowhere"), Click("anchors")),
    ]:
        site.record(click)
    tally = site.recorder.tally
    assert (tally.valid, tally.invalid, tally.replayed, tally.waiting) == (1, 1, 1, 0)
    assert tally.refused == {"RoadmapNotFound": 1, "NoSponsor": 1}
    assert tally.committed_at == NOW


def ready(site: Site) -> str | None:
    return asyncio.run(site.recorder.trouble())


@pytest.mark.parametrize("cause", [locked, short_files])
def test_readiness_tells_the_truth_before_the_first_click_and_after_one_that_failed(
    site: Site, cause: Cause
) -> None:
    with cause(site):
        assert ready(site) == NOT_READY
    assert ready(site) is None
    with cause(site):
        site.record(Click("knots"))
        assert ready(site) == NOT_READY
    assert ready(site) is None


def test_days_are_those_of_utc(site: Site) -> None:
    site.now = datetime(2028, 2, 29, 23, 59, 59, 999_999, UTC)
    site.record(Click("knots"))
    assert site.rows("SELECT day FROM click_day") == [("2028-02-29",)]
