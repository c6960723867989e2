"""Many files normalised by two processes: by this one from the front, by another from the back.

Both take a byte from one pipe before each chunk, and are done when there is none left. The other
one reads its chunks from a file and writes what it finds to a second one, neither of which has a
name: so nobody waits, and nothing stays behind of a run that is killed. What the other one has not
done in the end, because it was killed or could not start, this one does.
"""

import copyreg
import gc
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import fields
from itertools import chain
from operator import attrgetter
from subprocess import Popen
from tempfile import TemporaryFile
from typing import IO, Any

from graph.settings import ROOT
from seed.normalise import normalise
from seed.records import (
    Dimensions,
    Problem,
    Reading,
    Roadmap,
    SchemaBlock,
    Seo,
    Sitemap,
    Source,
    SponsorBlock,
    SponsorEvent,
    Words,
)

MANY = 2_000
"""Files from which on it pays: a process takes as long to start as 500 take to be normalised."""
CHUNKS = 200
RECORDS = (
    *(Dimensions, Problem, Reading, Roadmap, SchemaBlock, Seo, Sitemap),
    *(SponsorBlock, SponsorEvent, Words),
)

Chunk = Sequence[Source]


def normalised(sources: Sequence[Source]) -> Iterator[Reading]:
    """The reading of each, in order."""
    if len(sources) < MANY or os.name != "posix" or os.cpu_count() == 1:
        return map(normalise, sources)
    size = -(-len(sources) // CHUNKS)
    return _by_two([sources[i : i + size] for i in range(0, len(sources), size)])


def _by_two(chunks: Sequence[Chunk]) -> Iterator[Reading]:
    done = 0
    theirs: list[list[Reading]] = []
    with ExitStack() as stack:
        permits = stack.enter_context(permits_for(len(chunks)))
        wait_for_theirs: Callable[[], list[list[Reading]]] = list
        with suppress(OSError):  # no room for a file, or for a process
            wait_for_theirs = stack.enter_context(other_process(chunks, permits))
        while os.read(permits, 1):
            yield from map(normalise, chunks[done])
            done += 1
        if done < len(chunks):
            theirs = wait_for_theirs()
    undone = chunks[done : len(chunks) - len(theirs)]
    yield from map(normalise, chain.from_iterable(undone))
    yield from chain.from_iterable(reversed(theirs))


@contextmanager
def permits_for(chunks: int) -> Iterator[int]:
    """A pipe with a byte in it for each chunk, and no more to come."""
    permits, giving = os.pipe()
    try:
        os.write(giving, bytes(chunks))
        os.close(giving)
        yield permits
    finally:
        os.close(permits)


@contextmanager
def other_process(
    chunks: Sequence[Chunk], permits: int
) -> Iterator[Callable[[], list[list[Reading]]]]:
    """The other process, at work; what is yielded waits for its readings, the last chunk's first.

    It is ended on leaving. Ctrl-C reaches this process alone, which then does so.
    """
    with TemporaryFile() as given, TemporaryFile() as found:
        pickle.dump(chunks, given, pickle.HIGHEST_PROTOCOL)
        given.seek(0)
        command = [sys.executable, "-m", __name__, str(permits)]
        process = Popen(  # noqa: S603  this module
            command, stdin=given, stdout=found, cwd=ROOT, pass_fds=[permits], process_group=0
        )
        try:
            yield lambda: _readings(process, found)
        finally:
            process.kill()
            process.wait()


def _readings(process: Popen[bytes], found: IO[bytes]) -> list[list[Reading]]:
    process.wait()
    found.seek(0)
    chunks = []
    with suppress(EOFError, pickle.UnpicklingError):  # the end, or where it was killed
        while True:
            chunks.append(pickle.load(found))  # noqa: S301  written below
    return chunks


def main(permits: int) -> None:
    """What the other process does, until there is nothing to do or nobody to do it for."""
    gc.disable()
    for kind in RECORDS:
        copyreg.pickle(kind, _by_values(kind))
    chunks = pickle.load(sys.stdin.buffer)  # noqa: S301  written above
    parent = os.getppid()
    while os.read(permits, 1) and os.getppid() == parent:
        readings = list(map(normalise, chunks.pop()))
        pickle.dump(readings, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)


def _by_values(kind: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    """How to pickle a record: what dataclasses do by themselves takes three times as long."""
    values = attrgetter(*(field.name for field in fields(kind)))
    return lambda record: (kind, values(record))


if __name__ == "__main__":
    main(int(sys.argv[1]))
