"""The clicks that wait for the writer, and who waits for them."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Condition

from graph.clicks.ledger import Received
from graph.clicks.results import Result


@dataclass(eq=False, slots=True)
class Job:
    """Clicks that are stored together."""

    clicks: Sequence[Received]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Sequence[Result]]"
    results: Sequence[Result] = ()
    error: Exception | None = None

    def resolve(self) -> None:
        """In the loop: tell whoever still waits."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.results)
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
    """Bounded by the number of clicks; filled by event loops, emptied by one thread."""

    def __init__(self, most: int) -> None:
        self.waiting = 0
        """Clicks in it."""
        self.is_closed = False
        self._most = most
        self._jobs: deque[Job] = deque()
        self._changed = Condition()

    @property
    def is_empty(self) -> bool:
        return not self._jobs

    def put(self, job: Job) -> bool:
        """Whether there was room for it."""
        with self._changed:
            if self.is_closed or self.waiting + len(job.clicks) > self._most:
                return False
            self.waiting += len(job.clicks)
            self._jobs.append(job)
            self._changed.notify()
        return True

    def wait(self, seconds: float) -> bool:
        """Until there is a job, the queue is closed or the time is over; whether to go on."""
        with self._changed:
            if not self._jobs and not self.is_closed:
                self._changed.wait(seconds)
            return bool(self._jobs) or not self.is_closed

    def take(self, most: int) -> list[Job]:
        """Jobs of so many clicks together, the oldest first; a single job may have more."""
        jobs: list[Job] = []
        with self._changed:
            while self._jobs and (not jobs or len(self._jobs[0].clicks) <= most):
                job = self._jobs.popleft()
                most -= len(job.clicks)
                self.waiting -= len(job.clicks)
                jobs.append(job)
        return jobs

    def close(self) -> None:
        """Take nothing more; what is there stays to be taken."""
        with self._changed:
            self.is_closed = True
            self._changed.notify()
