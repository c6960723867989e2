"""Statements that were slow, and for how long they are taken to be."""

from graph.plan.recent import Recent


class Slow:
    """Statements that must not be run where others wait, until they are tried there again.

    One that is slow again waits twice as long for its next trial: what was slow because the disk
    was cold or the machine busy is soon forgiven, and what always is tries everybody's patience
    once a minute. Times are monotonic seconds.
    """

    FIRST_SECONDS = 1.0
    MOST_SECONDS = 60.0
    MOST = 10_000

    def __init__(self) -> None:
        self._held: Recent[bytes, tuple[float, float]] = Recent(self.MOST)
        """By their digests: until when, and for how long."""

    def is_held(self, digest: bytes, now: float) -> bool:
        held = self._held.get(digest)
        return held is not None and now < held[0]

    def hold(self, digest: bytes, now: float) -> None:
        """It was slow, begun at that time."""
        held = self._held.get(digest)
        seconds = min(held[1] * 2, self.MOST_SECONDS) if held else self.FIRST_SECONDS
        self._held.keep(digest, (now + seconds, seconds))
