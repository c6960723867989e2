"""Clicks: one row for one id whoever else writes, and on disk before the answer."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from graph.clicks.record import Recorder, record
from graph.clicks.results import (
    Click,
    IdempotencyConflict,
    Result,
    RoadmapNotFound,
    SponsorClickRecorded,
)
from graph.database import open_engine
from graph.settings import Settings
from tests.clicks.site import record_by, recorded
from tests.conftest import seed_into, write_files
from tests.postgresql.api import NOW, Api
from tests.postgresql.content import FIRST

EVENT = "3f2c8a52-9f0e-4a57-8d3c-0f8f5f2f6a11"
CLICK = Click("texts", client_event_id=EVENT)
AT_ONCE = 24


def send(settings: Settings, click: Click, start: Barrier | None = None) -> Result:
    """Record a click over a connection of its own, as another process would."""
    engine = open_engine(settings)
    with engine.connect() as connection:
        if start is not None:
            start.wait()
        result = record(connection, click, NOW)
        connection.commit()
    engine.dispose()
    return result


def rows(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    engine = open_engine(settings)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(sql))]
    engine.dispose()
    return found


def test_an_id_sent_many_times_at_once_is_one_row_and_one_first_answer(seeded: Settings) -> None:
    start = Barrier(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        sent = [threads.submit(send, seeded, CLICK, start) for _ in range(AT_ONCE)]
    results = [future.result() for future in sent]
    ((row_id,),) = rows(seeded, "SELECT id FROM sponsor_click")
    assert results.count(recorded(row_id, replayed=False)) == 1
    assert results.count(recorded(row_id, replayed=True)) == AT_ONCE - 1


def test_an_id_waits_for_the_transaction_that_stores_it_first(seeded: Settings) -> None:
    engine = open_engine(seeded)
    with engine.connect() as connection, ThreadPoolExecutor(1) as thread:
        first = record(connection, CLICK, NOW)
        second = thread.submit(send, seeded, CLICK)
        assert not second.done()
        connection.commit()
        assert second.result(timeout=30) == replace_replayed(first)
    engine.dispose()


def replace_replayed(first: Result) -> Result:
    assert isinstance(first, SponsorClickRecorded)
    return replace(first, replayed=True)


def test_an_id_whose_first_transaction_fails_is_free_again(seeded: Settings) -> None:
    engine = open_engine(seeded)
    with engine.connect() as connection:
        record(connection, CLICK, NOW)
        connection.rollback()
    engine.dispose()
    assert isinstance(again := send(seeded, CLICK), SponsorClickRecorded)
    assert not again.replayed


def test_an_id_used_for_another_click_is_a_conflict(seeded: Settings) -> None:
    send(seeded, CLICK)
    assert isinstance(send(seeded, CLICK._replace(roadmap="ends")), IdempotencyConflict)
    assert rows(seeded, "SELECT count(*) FROM sponsor_click") == [(1,)]


@pytest.mark.parametrize(
    ("roadmap", "reason"), [("texts", None), ("several", None), ("ends", "SPONSOR_EXPIRED")]
)
def test_a_click_on_an_expired_placement_is_stored_with_its_reason(
    seeded: Settings, roadmap: str, reason: str | None
) -> None:
    send(seeded, Click(roadmap))
    assert rows(seeded, "SELECT occurred_at, reason FROM sponsor_click") == [(NOW, reason)]


def test_clicks_without_an_id_are_all_stored(seeded: Settings) -> None:
    assert send(seeded, Click("texts")) != send(seeded, Click("texts"))
    assert rows(seeded, "SELECT count(*) FROM sponsor_click") == [(2,)]


def test_a_slug_that_no_row_can_hold_is_not_found(seeded: Settings) -> None:
    assert isinstance(send(seeded, Click("texts\0")), RoadmapNotFound)
    assert isinstance(send(seeded, Click("\0", placement="\0")), RoadmapNotFound)


def test_a_recorded_click_is_told_as_it_is_stored(api: Api) -> None:
    mutation = """mutation($id: ID!) { recordSponsorClick(input: {roadmap: "texts",
        clientEventId: $id, occurredAt: "2026-01-03T12:00:00+02:00",
        sentAt: "2026-01-03T12:00:00.5+02:00"}) {
        ... on SponsorClickRecorded { replayed click { clientEventId occurredAt receivedAt label
        targetUrl roadmap { slug } placement { title } } } } }"""
    told = {
        "clientEventId": EVENT,
        "occurredAt": "2026-01-03T11:59:59.750000Z",
        "receivedAt": "2026-01-03T12:00:00.250000Z",
        "label": 'l"é',
        "targetUrl": "https://a.example/?x=1&y=%20",
        "roadmap": {"slug": "texts"},
        "placement": {"title": "Ä"},
    }
    for replayed in (False, True):
        data = api.data(mutation, {"id": EVENT})
        assert data == {"recordSponsorClick": {"replayed": replayed, "click": told}}


def test_the_writer_commits_to_disk_whatever_the_server_is_set_to(seeded: Settings) -> None:
    name = make_url(seeded.database_url).database
    engine = open_engine(seeded)
    with engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    engine.dispose()
    assert rows(seeded, "SHOW synchronous_commit") == [("on",)]


def test_clicks_do_not_wait_for_a_seeding_that_changes_their_placement(
    seeded: Settings, tmp_path: Path
) -> None:
    engine = open_engine(seeded)
    withdraw = text("UPDATE placement SET withdrawn_at = :now WHERE withdrawn_at IS NULL")
    with engine.connect() as seeding:
        seeding.execute(withdraw, {"now": datetime(2026, 1, 3, tzinfo=UTC)})
        assert isinstance(send(seeded, CLICK), SponsorClickRecorded)
    engine.dispose()
    seed_into(seeded, write_files(tmp_path / "next", FIRST), now=lambda: NOW)
    assert rows(seeded, "SELECT count(*) FROM sponsor_click") == [(1,)]


def test_after_a_click_nothing_is_tried_though_a_folder_is_named_as_the_database(
    seeded: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / (make_url(seeded.database_url).database or "")).mkdir()
    monkeypatch.chdir(tmp_path)
    engine = open_engine(seeded)
    recorder = Recorder(open_engine(seeded), lambda: NOW)
    record_by(recorder, CLICK)
    with engine.connect() as connection:
        connection.execute(text("LOCK TABLE visitor_salt IN EXCLUSIVE MODE"))
        assert asyncio.run(recorder.trouble()) is None
    recorder.close()
    engine.dispose()
