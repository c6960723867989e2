"""Whose turn it is to write a SQLite file.

SQLite does not queue its writers: whoever waits looks again after up to 100 ms, and a writer that
goes on and on takes the lock in between each time. So whoever wants it holds a turnstile until they
have it, and the next one, be it the one that just wrote, comes after them. It is an advisory lock
on the file's folder, which ends with the process that holds it; SQLite's own lock is what protects
the file, and who does not know of the turnstile is only less lucky.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

if sys.platform != "win32":  # where writers go on trying their luck
    from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock

LOOK_SECONDS = 0.0005
"""From one look at a lock to the next; SQLite's own looks lie up to 100 ms apart."""


class Turnstile:
    """Of one file's writers; keeps the file's folder open."""

    def __init__(self, file: str) -> None:
        self._folder: int | None = None
        with suppress(OSError):  # there is no file either then, or it will say so itself
            self._folder = os.open(Path(file).parent, os.O_RDONLY)

    def begin(self, run: Callable[[str], Any], timeout_ms: int) -> None:
        """Begin a transaction that writes, once it is our turn; the driver's error where the lock
        is not to be had in time. `run` executes a statement, and does not wait by itself."""
        self._enter(timeout_ms / 1_000)
        try:
            insist(run, "BEGIN IMMEDIATE", timeout_ms)
        finally:
            self._leave()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Wait for the turn to take the file's write lock, but no longer than that."""
        self._enter(seconds)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, seconds: float) -> None:
        if self._folder is not None:
            _wait(self._folder, time.monotonic() + seconds)

    def _leave(self) -> None:
        if self._folder is not None and sys.platform != "win32":
            with suppress(OSError):  # of a file system that knows no locks
                flock(self._folder, LOCK_UN)

    def close(self) -> None:
        if self._folder is not None:
            os.close(self._folder)


def begin_in_turn(run: Callable[[str], Any], file: str) -> None:
    """Begin so on a connection that waits by itself, for as long as its busy_timeout says."""
    (timeout_ms,) = run("PRAGMA busy_timeout").fetchone()
    with closing(Turnstile(file)) as turnstile:
        run("PRAGMA busy_timeout = 0")
        try:
            turnstile.begin(run, timeout_ms)
        finally:
            run(f"PRAGMA busy_timeout = {timeout_ms}")


def insist(run: Callable[[str], Any], sql: str, timeout_ms: int) -> None:
    """Run what SQLite does not wait for by itself, until the lock is free or the time is over."""
    until = time.monotonic() + timeout_ms / 1_000
    while True:
        try:
            run(sql)
        except Exception as error:  # of either driver, or SQLAlchemy's own around it
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(LOOK_SECONDS)
        else:
            return


@contextmanager
def turn(file: str, seconds: float) -> Iterator[None]:
    """Wait for one turn to take the file's write lock, but no longer than that."""
    with closing(Turnstile(file)) as turnstile, turnstile.turn(seconds):
        yield


def _wait(folder: int, until: float) -> None:
    while sys.platform != "win32" and time.monotonic() < until:
        try:
            flock(folder, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            time.sleep(LOOK_SECONDS)
        except OSError:  # a file system that knows no locks
            return
        else:
            return
