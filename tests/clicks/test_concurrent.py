"""Many at once, over HTTP, to one process and to two; and clicks while the content changes."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGKILL, SIGTERM
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from graph.settings import ROOT, Settings, SqliteModule
from tests.clicks.client import RECORD, Client, Visitors, visitors
from tests.clicks.content import FILES, LASTING, OTHER_LABEL, replaced, without
from tests.clicks.site import Site, site_like
from tests.conftest import seed_into, write_files
from tests.http.process import Server

AT_ONCE = 50
SEEDINGS = 10
VISITORS = 3
STARTED = "Application startup complete"


@dataclass(frozen=True)
class Served:
    """A site with a server before it."""

    site: Site
    port: int

    def clicks_of(self, event: str) -> list[tuple[Any, ...]]:
        return self.site.rows(
            "SELECT r.slug, p.title FROM sponsor_click c"
            " JOIN placement p ON p.id = c.placement_id JOIN roadmap r ON r.id = p.roadmap_id"
            f" WHERE c.client_event_id = '{event}'"
        )


@pytest.fixture(scope="module", params=[1, 2], ids=["one worker", "two workers"])
def served(
    request: pytest.FixtureRequest,
    template: Path,
    module: SqliteModule,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    with (
        site_like(template, tmp_path_factory.mktemp("served"), module) as site,
        serving(site.settings, request.param) as port,
    ):
        yield Served(site, port)


@contextmanager
def serving(settings: Settings, workers: int) -> Iterator[int]:
    """`python -m graph serve`; its port, once each worker is there."""
    environ = {"DATABASE_URL": settings.database_url, "SQLITE_MODULE": settings.sqlite_module}
    with subprocess.Popen(
        [sys.executable, "-m", "graph", "serve", "--port", "0", "--workers", str(workers)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environ},
        start_new_session=True,
    ) as process:
        try:
            server = Server(process)
            wait_for_others(process, workers - started(server.log))
            yield server.port
            process.send_signal(SIGTERM)
            process.communicate(timeout=30)
        finally:
            with suppress(ProcessLookupError):  # all of them have ended
                os.killpg(process.pid, SIGKILL)


def started(log: Sequence[str]) -> int:
    return sum(STARTED in line for line in log)


def wait_for_others(process: "subprocess.Popen[str]", missing: int) -> None:
    assert process.stderr is not None
    while missing > 0:
        missing -= started([process.stderr.readline()])


def send_at_once(port: int, clicks: Sequence[dict[str, str]]) -> list[Any]:
    """The answers, each over a connection of its own."""
    start = Barrier(len(clicks))

    def send(values: dict[str, str]) -> Any:
        with closing(Client(port)) as client:
            start.wait()
            return client.send(**values)

    with ThreadPoolExecutor(len(clicks)) as threads:
        return list(threads.map(send, clicks))


def test_an_id_sent_many_times_at_once_is_one_row_and_one_first_answer(served: Served) -> None:
    event = str(uuid4())
    clicks = [{"roadmap": "knots", "clientEventId": event}] * AT_ONCE
    answers = send_at_once(served.port, clicks)
    replays = Counter(answer.pop("replayed") for answer in answers)
    assert replays == {False: 1, True: AT_ONCE - 1}
    assert answers == [answers[0]] * AT_ONCE
    assert served.clicks_of(event) == [("knots", "Rope & Co")]


def test_of_different_clicks_with_one_id_one_is_stored_and_the_others_are_told(
    served: Served,
) -> None:
    event = str(uuid4())
    slugs = ["knots", "ropes", "rigging"] * 8
    clicks = [{"roadmap": slug, "clientEventId": event} for slug in slugs]
    answers = send_at_once(served.port, clicks)
    ((winner, _),) = served.clicks_of(event)
    told = Counter(
        (slug, answer["__typename"], answer.get("replayed"))
        for slug, answer in zip(slugs, answers, strict=True)
    )
    first, second = {*slugs} - {winner}
    assert told == {
        (winner, "SponsorClickRecorded", False): 1,
        (winner, "SponsorClickRecorded", True): 7,
        (first, "IdempotencyConflict", None): 8,
        (second, "IdempotencyConflict", None): 8,
    }


# Clicks while the content changes

ERAS = (
    replaced("knots", f"title: Knots\n{OTHER_LABEL}"),
    without("knots"),
    replaced("knots", f"title: Knots, anew\n{LASTING}"),
    replaced("knots", "title: Knots\n"),
    FILES,
)
STORED = """
    SELECT c.client_event_id, c.id, p.id, p.event_label, p.url FROM sponsor_click c
    JOIN placement p ON p.id = c.placement_id"""
MISJUDGED = """
    SELECT c.id, c.reason, c.received_at, p.withdrawn_at FROM sponsor_click c
    JOIN placement p ON p.id = c.placement_id
    WHERE (p.withdrawn_at IS NOT NULL AND c.received_at >= p.withdrawn_at)
    != (coalesce(c.reason, '') = 'PLACEMENT_WITHDRAWN')"""


def as_told(people: Visitors) -> dict[str, tuple[str, str, str, str]]:
    """The recorded clicks by their ids: receipt, placement, label and link."""
    clicks = {event: told["click"] for event, told in people.receipts.items() if "click" in told}
    return {
        event: (click["id"], click["placement"]["id"], click["label"], click["targetUrl"])
        for event, click in clicks.items()
    }


def as_stored(site: Site, events: set[str]) -> dict[str, tuple[str, str, str, str]]:
    """The same of what the database has."""
    rows = site.rows(STORED)
    return {
        event: (f"SponsorClick:{click}".encode().hex(), placement_id(placement), label, url)
        for event, click, placement, label, url in rows
        if event in events
    }


def placement_id(number: int) -> str:
    return f"Placement:{number}".encode().hex()


def kinds(people: Visitors) -> set[str]:
    return {told["__typename"] for told in people.receipts.values()}


def test_clicks_while_the_content_changes_are_neither_lost_nor_moved(
    served: Served, tmp_path: Path
) -> None:
    site, port = served.site, [served.port]
    site.seed(FILES)
    shown = site.placement("knots", "Rope & Co")
    with (
        visitors(port, VISITORS, query=RECORD, roadmap="knots", placement=shown) as faithful,
        visitors(port, VISITORS, query=RECORD, roadmap="knots") as others,
    ):
        for number in range(SEEDINGS):
            files = write_files(tmp_path / "content", ERAS[number % len(ERAS)])
            seed_into(site.settings, files, now=lambda: datetime.now(UTC))
            others.click_on(2 * VISITORS)
    told = as_told(faithful) | as_told(others)
    assert as_stored(site, {*faithful.receipts, *others.receipts}) == told
    assert site.rows(MISJUDGED) == []
    assert faithful.unanswered | others.unanswered == set()
    assert kinds(faithful) == {"SponsorClickRecorded"}
    assert {placement for _, placement, _, _ in as_told(faithful).values()} == {shown}
    assert kinds(others) == {"SponsorClickRecorded", "RoadmapNotFound", "NoSponsor"}
    assert len({placement for _, placement, _, _ in as_told(others).values()}) > 2
