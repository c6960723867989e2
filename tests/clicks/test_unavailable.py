"""A database that cannot be written: each click is told so, none is stored, the next one is."""

import asyncio
import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url

from graph.clicks.results import Click, Result
from graph.database import sqlite_driver
from graph.settings import SqliteModule
from tests.clicks.site import EVENT, OTHER_EVENT, Site, recorded, site_like

UNAVAILABLE = {
    "__typename": "ClickStoreUnavailable",
    "message": "The click could not be stored just now; send it again with the same clientEventId.",
    "retryAfterMs": 1000,
}
NOBODY = 65_534


def file_of(site: Site) -> str:
    return make_url(site.settings.database_url).database or ""


@contextmanager
def another_connection(site: Site) -> Iterator[Any]:
    driver = sqlite_driver(site.settings.sqlite_module)
    with closing(driver.connect(file_of(site), isolation_level=None)) as connection:
        yield connection


# What can be the matter


@contextmanager
def locked(site: Site) -> Iterator[None]:
    """Somebody else is writing for longer than the recorder waits."""
    with another_connection(site) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full_disk(site: Site) -> Iterator[None]:
    """SQLite may not make its file longer, and every page is taken."""
    with another_connection(site) as other:
        other.execute("CREATE TABLE ballast(bytes BLOB NOT NULL)")
        other.execute(
            "CREATE TRIGGER sinks AFTER INSERT ON sponsor_click BEGIN "
            "INSERT INTO ballast VALUES (zeroblob(100000)); END"
        )
    with each_connection(site, "PRAGMA max_page_count = 1"):  # it cannot be less than there are
        yield
    with another_connection(site) as other:
        other.execute("DROP TRIGGER sinks")


@contextmanager
def each_connection(site: Site, pragma: str) -> Iterator[None]:
    """Sent over every connection that the recorder opens meanwhile, and over none afterwards."""

    def send(connection: Any, _record: Any) -> None:
        connection.execute(pragma)

    with locked(site):
        site.record(Click("knots"))  # fails, and after that it takes another connection
    site.writer.dispose()
    event.listen(site.writer, "connect", send)
    yield
    event.remove(site.writer, "connect", send)


@contextmanager
def short_files(_site: Site) -> Iterator[None]:
    """The system lets no file grow, so that it is the commit which fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def failing_commit(site: Site) -> Iterator[None]:
    """A foreign key, looked at only on commit, does not hold."""
    with another_connection(site) as other:
        other.execute(
            "CREATE TABLE ghost(placement_id INTEGER"
            " REFERENCES placement DEFERRABLE INITIALLY DEFERRED)"
        )
        other.execute(
            "CREATE TRIGGER haunts AFTER INSERT ON sponsor_click"
            " BEGIN INSERT INTO ghost VALUES (-1); END"
        )
        yield
        other.execute("DROP TRIGGER haunts")


CAUSES = [
    pytest.param(locked, id="locked"),
    pytest.param(full_disk, id="full disk"),
    pytest.param(short_files, id="file size limit"),
    pytest.param(failing_commit, id="failing commit"),
]
Cause = Callable[[Site], AbstractContextManager[None]]


@pytest.mark.parametrize("cause", CAUSES)
def test_a_click_that_cannot_be_stored_is_told_so_and_comes_through_later(
    site: Site, cause: Cause
) -> None:
    site.send(roadmap="knots", clientEventId=OTHER_EVENT)
    with cause(site):
        answers = [site.send(roadmap="knots", clientEventId=EVENT) for _ in range(2)]
    assert answers == [UNAVAILABLE, UNAVAILABLE]
    assert site.clicks() == [("knots", "Rope & Co", None)]
    assert site.record(Click("knots", client_event_id=EVENT)) == recorded(2, False)
    assert site.clicks() == [("knots", "Rope & Co", None)] * 2


@pytest.mark.parametrize("cause", CAUSES)
def test_the_first_click_of_a_recorder_may_fail_as_well(site: Site, cause: Cause) -> None:
    with cause(site):
        assert site.send(roadmap="knots") == UNAVAILABLE
    assert site.record(Click("knots")) == recorded(1, replayed=False)


# What must not be left behind


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nobody may write there; root, who still could, is somebody else meanwhile."""
    files = [folder, *folder.iterdir()]
    modes = [file.stat().st_mode for file in files]
    for file in files:
        file.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        for file, mode in zip(files, modes, strict=True):
            file.chmod(mode)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may look into, as pytest's are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_file_that_was_read_only_is_written_once_it_may_be(
    open_folder: Path, template: Path, module: SqliteModule
) -> None:
    with site_like(template, open_folder, module) as site:
        with read_only(open_folder):
            assert site.send(roadmap="knots", clientEventId=EVENT) == UNAVAILABLE
        assert site.clicks() == []
        assert site.record(Click("knots", client_event_id=EVENT)) == recorded(1, False)
        assert site.clicks() == [("knots", "Rope & Co", None)]


def test_a_click_came_in_when_it_did_however_long_it_waits(site: Site) -> None:
    site.now = datetime(2023, 2, 2, 23, 59, 59, 900_000, UTC)

    async def wait_for_a_lock() -> Result:
        with locked(site):
            waiting = site.recorder.record(Click("sails"))
            site.now += timedelta(seconds=4)
            assert not waiting.done()
        return await waiting

    assert asyncio.run(wait_for_a_lock()) == recorded(1, replayed=False)
    stored = site.rows("SELECT occurred_at, received_at, reason FROM sponsor_click")
    assert stored == [("2023-02-02T23:59:59.900000Z", "2023-02-02T23:59:59.900000Z", None)]


def test_a_recorder_that_closes_stores_what_it_was_given(site: Site) -> None:
    async def close_amid() -> list[Result]:
        waiting = [site.recorder.record(Click("knots")) for _ in range(5)]
        site.recorder.close()
        return await asyncio.gather(*waiting)

    receipts = asyncio.run(close_amid())
    assert receipts == [recorded(number, replayed=False) for number in range(1, 6)]
    assert len(site.clicks()) == 5


def test_commits_are_on_disk_before_they_are_answered(site: Site) -> None:
    opened: list[Any] = []
    event.listen(site.writer, "connect", lambda connection, _record: opened.append(connection))
    site.record(Click("knots"))
    pragmas = ("synchronous", "journal_mode", "foreign_keys", "fullfsync")
    told = [
        [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]
        for connection in opened
    ]
    assert opened
    assert told == [[2, "wal", 1, 0]] * len(opened)
