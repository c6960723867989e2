"""Many requests, one writer: what arrives while the last sync runs goes into the next transaction.

A thread waits for clicks, takes the database's write lock, and only then takes all that wait; each
is answered once their transaction is committed.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain, islice
from threading import Lock, Thread
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from graph.clicks.ledger import Ledger, Received, unavailable
from graph.clicks.pen import Pen
from graph.clicks.prepared import Driver
from graph.clicks.queue import Job, Queue, answer
from graph.clicks.results import ClickStoreUnavailable, Result
from graph.clicks.salt import SaltKeeper, try_writing
from graph.clicks.statements import Statements
from graph.clicks.tally import Tally
from graph.opened import File, ReplacedError, file_at

MOST_WAITING = 10_000
"""Clicks in the queue; more are told to come again."""
MOST_TOGETHER = 256
"""Clicks in one transaction: enough to share its sync, and soon over."""
MOST_FAILURES = 2
"""One after the other, of clicks by themselves: it is the database's fault then."""
IDLE_SECONDS = 600.0
"""Without a click, until the writer looks whether a salt is to be erased."""

log = logging.getLogger("graph.clicks")


class Writer:
    """Stores clicks by a thread of its own; `clock` tells which day it is."""

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime], *, most_waiting: int = MOST_WAITING
    ) -> None:
        self.queue = Queue(most_waiting)
        self.tally = Tally(self.queue)
        self._engine = engine
        self._clock = clock
        self._statements = Statements(engine.dialect)
        self._errors = (DBAPIError, engine.dialect.loaded_dbapi.Error, ReplacedError)
        self._thread: Thread | None = None
        self._starting = Lock()
        self._path = (engine.url.database or "") if engine.dialect.name == "sqlite" else ""
        self._stored_in: File | None = None
        self._pen = Pen(engine, self._statements)
        self._salts = SaltKeeper(engine, self._statements)

    def store(self, clicks: Sequence[Received]) -> "asyncio.Future[Sequence[Result]]":
        """Store them in one transaction; their results, in their order, after the commit.

        No click at all is a question whether any could be stored; `tally.is_failing` answers it.
        """
        return self._given(clicks)

    def store_one(self, click: Received) -> "asyncio.Future[Result]":
        """The same for one click, and its result."""
        return self._given([click], is_lone=True)

    def _given(self, clicks: Sequence[Received], *, is_lone: bool = False) -> "asyncio.Future[Any]":
        loop = asyncio.get_running_loop()
        job = Job(clicks, loop, loop.create_future(), is_lone)
        if not self.queue.put(job):
            job.results = [unavailable()] * len(clicks)
            self.tally.count(job.results)
            job.resolve()
        elif self._thread is None:
            self.start()
        return job.future

    @property
    def is_in_place(self) -> bool:
        """Whether what was stored last went where it would be looked for now."""
        return self._stored_in == file_at(self._path)

    def start(self) -> None:
        """Look after the salts from now on; by itself it begins with the first click."""
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="clicks", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Store what was given, then let the database go."""
        self.queue.close()
        if self._thread is not None:
            self._thread.join()
        self._pen.put_down()
        self._engine.dispose()

    # In the thread

    def _run(self) -> None:
        self._tend_salts(self._today())
        while self.queue.wait(IDLE_SECONDS):
            today = self._today()  # the day of the clicks' salts, whatever the clock says later
            if not self.queue.is_empty:
                self._store_together()
            self._tend_salts(today)

    def _tend_salts(self, today: date) -> None:
        if today != self._salts.tended_on:
            self._pen.put_down()  # in memory as well, with the pages that have them
        try:
            self._salts.tend(today)
        except self._errors as error:
            log.warning("old salts could not be erased: %s", _words(error))

    def _today(self) -> date:
        return self._clock().astimezone(UTC).date()

    def _store_together(self) -> None:
        jobs: list[Job] = []
        try:
            with self._pen.writing() as driver:
                jobs = self.queue.take(MOST_TOGETHER)
                self._record(driver, jobs)
        except Exception as error:
            self._failed(error, jobs)
        else:
            self._committed(jobs)

    def _record(self, driver: Driver, jobs: Sequence[Job]) -> None:
        ledger = Ledger(driver, self._statements, self._pen.known)
        clicks = [click for job in jobs for click in job.clicks]
        results = iter(ledger.record_all(clicks))
        for job in jobs:
            job.results = list(islice(results, len(job.clicks)))
        if not clicks:
            try_writing(driver, self._statements)

    def _committed(self, jobs: Sequence[Job]) -> None:
        self._note_commit()
        self.tally.is_failing = False
        self._answer(jobs)

    def _note_commit(self) -> None:
        self.tally.committed_at, self._stored_in = self._clock(), self._pen.file

    def _failed(self, error: Exception, jobs: Sequence[Job]) -> None:
        """Tell all who wait where nothing can be written; else find out which click it is."""
        self._engine.dispose()  # a connection to a file that was read-only would stay so for ever
        log.warning("clicks could not be stored together: %s", _words(error))
        if any(job.clicks for job in jobs):
            self._store_one_by_one(jobs)
            return
        self.tally.is_failing = True
        waiting = [*jobs, *self.queue.take(MOST_WAITING)]
        for job in waiting:
            job.results = [unavailable()] * len(job.clicks)
        self._answer(waiting)

    def _store_one_by_one(self, jobs: Sequence[Job]) -> None:
        """So that a click which cannot be stored fails none of its neighbours."""
        outcomes = self._outcomes(click for job in jobs for click in job.clicks)
        for job in jobs:
            results = [next(outcomes) for _ in job.clicks]
            job.results = [result for result in results if not isinstance(result, Exception)]
            job.error = next((e for e in results if isinstance(e, Exception)), None)
            self._answer([job])

    def _outcomes(self, clicks: Iterable[Received]) -> Iterator[Result | Exception]:
        failures = 0
        for click in clicks:
            outcome = self._store_alone(click) if failures < MOST_FAILURES else unavailable()
            failures = failures + 1 if isinstance(outcome, ClickStoreUnavailable) else 0
            self.tally.is_failing = failures > 0
            yield outcome

    def _store_alone(self, click: Received) -> Result | Exception:
        try:
            with self._pen.writing() as driver:
                (result,) = Ledger(driver, self._statements, self._pen.known).record_all([click])
        except self._errors as error:
            self._engine.dispose()
            log.error("a click could not be stored: %s", _words(error))
            return unavailable()
        except Exception as error:  # a fault of ours; nobody else is to suffer for it
            log.exception("a click could not be stored")
            return error
        self._note_commit()
        return result

    def _answer(self, jobs: Sequence[Job]) -> None:
        self.tally.count(chain.from_iterable(job.results for job in jobs))
        answer(jobs)


def _words(error: Exception) -> str:
    """What the driver says, without the statement and its values."""
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return lines[0] if lines else type(error).__name__
