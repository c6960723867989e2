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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":  # where writers go on trying their luck
    from fcntl import LOCK_EX, LOCK_NB, flock

LOOK_SECONDS = 0.001


@contextmanager
def turn(file: str, seconds: float) -> Iterator[None]:
    """Wait for the turn to take the file's write lock, but no longer than that."""
    try:
        folder = os.open(Path(file).parent, os.O_RDONLY)
    except OSError:  # then there is no file either, or it will say so itself
        yield
        return
    try:
        _wait(folder, time.monotonic() + seconds)
        yield
    finally:
        os.close(folder)  # and with it the lock


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
