"""Telling a destination of clicks, one batch after the other, for as long as it takes."""

import logging
from collections.abc import Callable
from datetime import datetime

from graph.database import DatabaseNotReadyError
from graph.forward.outbox import Outbox
from graph.forward.targets import NotTakenError, Target

IDLE_SECONDS = 2.0
"""Between looks at an outbox that was empty."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0
"""Seconds after the first failure, which double with each further one, up to this."""

FAILURES = (NotTakenError, DatabaseNotReadyError)

Wait = Callable[[float], bool]
"""Waits so many seconds at the most, and tells whether to stop."""

log = logging.getLogger("graph.forward")


class Forwarder:
    """Sends what is in an outbox to a target; `clock` tells when something was taken."""

    def __init__(self, outbox: Outbox, target: Target, clock: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._target = target
        self._clock = clock
        self._failures = 0

    def run(self, wait: Wait) -> None:
        """Until `wait` says to stop. No failure ends it: what was not taken is sent again."""
        while not wait(self._pause()):
            pass

    def drain(self) -> bool:
        """Send what is there, without a second try; whether all of it was taken."""
        try:
            while self._send():
                pass
        except FAILURES as failure:
            log.warning("%s", _words(failure))
            return False
        return True

    def _pause(self) -> float:
        """Send a batch; how many seconds to wait before the next."""
        try:
            sent = self._send()
        except FAILURES as failure:
            pause = self._pause_after(failure)
            log.warning("%s; trying again in %d s", _words(failure), pause)
            return pause
        self._failures = 0
        return 0 if sent else IDLE_SECONDS

    def _send(self) -> int:
        clicks = self._outbox.next(self._target.most)
        if clicks:
            taken = self._target.send(clicks)
            self._outbox.keep(clicks[-1].id, self._clock())
            place = clicks[0].id, clicks[-1].id
            log.info("clicks %d to %d: %d taken, %d skipped", *place, taken, len(clicks) - taken)
        return len(clicks)

    def _pause_after(self, failure: Exception) -> float:
        """How many seconds to wait: longer after each failure, and as long as was asked for."""
        pause = FIRST_WAIT * 2.0**self._failures
        if isinstance(failure, NotTakenError) and failure.retry_after is not None:
            pause = max(pause, failure.retry_after)
        self._failures = min(self._failures + 1, 20)
        return min(pause, LONGEST_WAIT)


def _words(failure: Exception) -> str:
    if isinstance(failure, NotTakenError):
        return f"the clicks were not taken: {failure}"
    return str(failure).rstrip(".")
