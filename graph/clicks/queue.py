"""The clicks that wait for the writer, and who waits for them."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Condition, Lock
from typing import Any

from graph.clicks.ledger import Received
from graph.clicks.results import Result

MOST_GATHERED = 64
"""Clicks, or batches, that the writer does not see yet: with more it begins, and has the next ones
gathered meanwhile."""


@dataclass(eq=False, slots=True)
class Job:
    """Clicks that are stored together."""

    clicks: Sequence[Received]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    is_lone: bool = False
    """Whether there is one click, and its result is waited for and no list."""
    results: Sequence[Result] = ()
    error: Exception | None = None

    def resolve(self) -> None:
        """In the loop: tell whoever still waits."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.results[0] if self.is_lone else self.results)
        else:
            self.future.set_exception(self.error)


def answer(jobs: Sequence[Job]) -> None:
    """From the writer's thread: tell those who wait, each loop once."""
    for loop in {job.loop for job in jobs}:
        with suppress(RuntimeError):  # the loop is closed, and nobody waits there
            loop.call_soon_threadsafe(_resolve, [job for job in jobs if job.loop is loop])


def _resolve(jobs: Sequence[Job]) -> None:
    for job in jobs:
        job.resolve()


class Queue:
    """Bounded by the number of clicks; filled by event loops, emptied by one thread.

    An event loop gathers clicks for as long as each of its turns brings another one, and only then
    wakes the thread: it never waits for clicks, and what has arrived already goes into the
    transaction that the first of them begins.
    """

    def __init__(self, most: int) -> None:
        self.waiting = 0
        """Clicks in it."""
        self.is_closed = False
        self._most = most
        self._gathered: list[Job] = []
        self._gathering: asyncio.AbstractEventLoop | None = None
        """The loop that looks after these; another one would do so beside it."""
        self._jobs: deque[Job] = deque()
        self._lock = Lock()
        self._changed = Condition(self._lock)

    @property
    def is_empty(self) -> bool:
        """Whether the thread has nothing to take."""
        return not self._jobs

    def put(self, job: Job) -> bool:
        """From the job's loop; whether there was room for it."""
        with self._lock:
            if self.is_closed or self.waiting + len(job.clicks) > self._most:
                return False
            self.waiting += len(job.clicks)
            self._gathered.append(job)
            is_looked_after = self._gathering is job.loop
            self._gathering = job.loop
        if not is_looked_after:
            job.loop.call_soon(self._look, job.loop, 0)
        return True

    def _look(self, loop: asyncio.AbstractEventLoop, before: int) -> None:
        """Hand over what was gathered, unless this turn of the loop has brought more."""
        with self._lock:
            gathered = len(self._gathered)
            goes_on = before < gathered < MOST_GATHERED
            if not goes_on:
                self._hand_over()
        if goes_on:
            loop.call_soon(self._look, loop, gathered)

    def _hand_over(self) -> None:
        self._jobs.extend(self._gathered)
        self._gathered, self._gathering = [], None
        self._changed.notify()

    def wait(self, seconds: float) -> bool:
        """Until there is a job, the queue is closed or the time is over; whether to go on."""
        with self._lock:
            if not self._jobs and not self.is_closed:
                self._changed.wait(seconds)
            return bool(self._jobs) or not self.is_closed

    def take(self, most: int) -> list[Job]:
        """Jobs of so many clicks together, the oldest first; a single job may have more."""
        jobs: list[Job] = []
        with self._lock:
            while self._jobs and (not jobs or len(self._jobs[0].clicks) <= most):
                job = self._jobs.popleft()
                most -= len(job.clicks)
                self.waiting -= len(job.clicks)
                jobs.append(job)
        return jobs

    def close(self) -> None:
        """Take nothing more; what is there stays to be taken."""
        with self._lock:
            self.is_closed = True
            self._hand_over()
