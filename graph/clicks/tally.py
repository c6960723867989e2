"""What the writer has done since it began, for metrics and for readiness."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from threading import Lock

from graph.clicks.queue import Queue
from graph.clicks.results import Result, SponsorClickRecorded


class Tally:
    """Counted by the writer's thread, and by event loops what they refuse themselves."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._lock = Lock()
        self.valid = 0
        self.invalid = 0
        self.replayed = 0
        self.refused: Counter[str] = Counter()
        """What was not recorded, by the name of the result's type."""
        self.missed = 0
        """Redirects whose click could not be stored."""
        self.committed_at: datetime | None = None
        """When clicks were last on disk; null before the first."""
        self.is_failing = False
        """Whether clicks could not be stored the last time that it was tried."""

    @property
    def waiting(self) -> int:
        """Clicks in the queue."""
        return self._queue.waiting

    def count(self, results: Iterable[Result]) -> None:
        with self._lock:
            for result in results:
                self._count(result)

    def _count(self, result: Result) -> None:
        if not isinstance(result, SponsorClickRecorded):
            self.refused[type(result).__name__] += 1
        elif result.replayed:
            self.replayed += 1
        elif result.reason is None:
            self.valid += 1
        else:
            self.invalid += 1
