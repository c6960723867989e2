"""Many files are normalised by two processes as by one, whatever happens to the second one."""

import os
import signal
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from seed.normalise import normalise
from seed.parallel import CHUNKS, MANY, normalised, other_process, permits_for
from seed.records import Reading, Source

FILES = MANY + 7  # no whole number of chunks


def source(number: int) -> Source:
    """One of several kinds, good and bad, each with its number in it."""
    bodies = (
        f"title: Roadmap {number}\nrelatedRoadmaps: [a, b-{number}]\nseo: {{keywords: [a, a]}}",
        f"title: {number}\nsponsor: {{title: Spades, url: https://spades.example/{number}}}",
        f"title: Roadmap {number}\nschema: {{datePublished: 2021-02-29}}",
        f"title: [{number}",
        "sitemap: {priority: 1, changefreq: daily}\ndimensions: {width: 1, height: 2.5}",
    )
    slug = f"roadmap-{number}"
    data = f"---\n{bodies[number % len(bodies)]}\n---\n".encode()
    return Source(slug, f"{slug}.md", f"content/{slug}.md", f"sha of {number}", data)


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return [source(number) for number in range(FILES)]


@pytest.fixture(scope="module")
def one_by_one(sources: list[Source]) -> list[Reading]:
    return list(map(normalise, sources))


def children() -> list[int]:
    """The processes that this one has started."""
    own = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(pid) for pid in own.read_text().split()]


@pytest.fixture
def no_child_is_left() -> Iterator[None]:
    before = set(children())
    yield
    assert set(children()) <= before


needs_proc = pytest.mark.skipif(
    not Path(f"/proc/self/task/{os.getpid()}/children").exists(), reason="needs Linux's /proc"
)


def test_two_processes_find_what_one_finds_in_the_same_order(
    sources: list[Source], one_by_one: list[Reading]
) -> None:
    assert list(normalised(sources)) == one_by_one


def test_the_other_process_takes_what_it_may_from_the_end(
    sources: list[Source], one_by_one: list[Reading]
) -> None:
    chunks = [sources[start : start + 10] for start in range(0, 50, 10)]
    with permits_for(3) as permits, other_process(chunks, permits) as wait_for_readings:
        readings = wait_for_readings()
    assert readings == [one_by_one[start : start + 10] for start in (40, 30, 20)]


def test_few_files_need_no_second_process(sources: list[Source], one_by_one: list[Reading]) -> None:
    assert list(normalised(sources[: MANY - 1])) == one_by_one[: MANY - 1]


@needs_proc
@pytest.mark.usefixtures("no_child_is_left")
@pytest.mark.parametrize("after", [1, FILES // CHUNKS * 40, FILES // CHUNKS * 90])
def test_what_a_killed_process_leaves_undone_is_done(
    sources: list[Source], one_by_one: list[Reading], after: int
) -> None:
    before = set(children())
    readings = normalised(sources)
    first = list(islice(readings, after))
    (other,) = set(children()) - before
    os.kill(other, signal.SIGKILL)
    assert [*first, *readings] == one_by_one


@needs_proc
@pytest.mark.usefixtures("no_child_is_left")
def test_a_run_that_is_given_up_ends_the_other_process(sources: list[Source]) -> None:
    before = set(children())
    readings = normalised(sources)
    next(readings)
    assert set(children()) - before
    del readings
