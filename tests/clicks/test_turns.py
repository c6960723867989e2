"""Nobody writes on and on while another one waits: clicks, and seeding runs, take turns."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from graph.clicks.transaction import writing
from graph.database import open_engine
from graph.turnstile import turn
from tests.clicks.content import FILES, LASTING, OTHER_LABEL, replaced
from tests.clicks.site import Site
from tests.conftest import seed_into, write_files

BUSY_SECONDS = 0.02
LONGEST_SECONDS = 1.0
"""That a run takes beside the writer; by luck alone it may be 5 s, and then nothing at all."""


@contextmanager
def writing_on_and_on(site: Site) -> Iterator[list[int]]:
    """One that holds the lock for all but some microseconds; what it has committed."""
    done: list[int] = []
    enough = Event()

    def write() -> None:
        engine = open_engine(site.settings)
        while not enough.is_set():
            with writing(engine) as driver:
                driver.execute("DELETE FROM visitor_salt")
                time.sleep(BUSY_SECONDS)
            done.append(1)
        engine.dispose()

    with ThreadPoolExecutor(1) as thread:
        writer = thread.submit(write)
        try:
            yield done
        finally:
            enough.set()
        writer.result()


def test_a_seeding_run_has_its_turn_however_busy_the_clicks_are(site: Site, tmp_path: Path) -> None:
    with writing_on_and_on(site) as done:
        for label in (OTHER_LABEL, LASTING, OTHER_LABEL):
            files = write_files(tmp_path / "content", replaced("knots", f"title: K\n{label}"))
            started = time.monotonic()
            seed_into(site.settings, files, now=lambda: datetime.now(UTC))
            assert time.monotonic() - started < LONGEST_SECONDS
            before = len(done)
            time.sleep(5 * BUSY_SECONDS)
            assert len(done) > before, "the other one goes on after that"
    assert len(site.rows("SELECT 1 FROM roadmap")) == len(FILES)


def test_a_turn_ends_with_its_block_also_by_an_error(tmp_path: Path) -> None:
    file = str(tmp_path / "roadmaps.sqlite")
    with pytest.raises(ZeroDivisionError), turn(file, 5):
        1 / 0  # noqa: B018
    started = time.monotonic()
    with turn(file, 5):
        pass
    assert time.monotonic() - started < LONGEST_SECONDS


def test_whoever_waits_too_long_goes_on_without_a_turn(tmp_path: Path) -> None:
    file = str(tmp_path / "roadmaps.sqlite")
    with turn(file, 5):
        started = time.monotonic()
        with turn(file, 0.05):
            assert time.monotonic() - started >= 0.05


def test_a_folder_that_is_not_there_has_no_turns(tmp_path: Path) -> None:
    with turn(str(tmp_path / "none" / "roadmaps.sqlite"), 5):
        pass
