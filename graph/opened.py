"""Which file a SQLite connection has open, however its name is used since.

Whoever deletes a database's file, or moves another one into its place, takes it from nobody who has
it open: what they commit goes into a file that nobody will find. And its log stays beside the new
file, as if it were that one's; who opens both mixes two databases.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from graph.turnstile import turn

File = tuple[int, int]
"""Device and number, which no other file has while anybody has this one open."""

TURN_SECONDS = 1.0


class ReplacedError(RuntimeError):
    """The file that is open is no longer the one of that name."""


class Opened:
    """The file of one connection; made before it is opened, so that a later file is another one."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.file = file_at(path)
        self._log: File | None = None

    def note_log(self) -> None:
        """Once the connection has read something, and so has its log open."""
        self.file = self.file or file_at(self.path)  # which did not exist before
        self._log = file_at(_log(self.path))

    @property
    def is_current(self) -> bool:
        return file_at(self.path) == self.file

    def require_current(self) -> None:
        """Raise ReplacedError where what is written now would be lost."""
        if not self.is_current:
            raise ReplacedError("the database's file was deleted or replaced")

    def leave(self, driver: Any) -> None:
        """Take the log of the file that is gone from beside the one that came; what is in it goes
        into its own file, which may have been moved. In turn, for a log that came since, when
        another process did the same, is not ours."""
        with turn(self.path, TURN_SECONDS):
            if self._log is None or file_at(_log(self.path)) != self._log:
                return
            with suppress(Exception):  # of either driver; whoever is in the middle keeps us off
                driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            for left in (_log(self.path), f"{self.path}-shm"):
                Path(left).unlink(missing_ok=True)


def file_at(path: str) -> File | None:
    """The file that has this name now; it takes a microsecond."""
    try:
        found = os.stat(path)  # noqa: PTH116  Path.stat takes three times as long
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _log(path: str) -> str:
    return f"{path}-wal"
