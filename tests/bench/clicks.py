"""Durable clicks over HTTP, beside a bare application with one insert and one commit for each."""

import json
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import chain, count, islice, product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from sqlalchemy import text

from graph.database import open_engine, reading
from graph.settings import Settings
from tests.bench import client
from tests.bench.goals import CLICK_CPU, CLICKS_FEW, CLICKS_MANY, Figure
from tests.bench.reads import Cost, cost
from tests.bench.server import BARE_CLICKS, OURS, PATIENT, Server, pinned
from tests.bench.table import Table

MUTATION = """mutation($input: RecordSponsorClickInput!) { recordSponsorClick(input: $input) {
  __typename ... on SponsorClickRecorded { replayed click { id targetUrl } }
  ... on ClickError { message } } }"""
OUR_NAME, BARE_NAME = "ours", "bare"
PROXIED = {**PATIENT, "TRUSTED_PROXIES": "127.0.0.1", "CLICKS_PER_MINUTE": "0"}
"""So that the clicks come from many addresses, as they do."""
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
BROWSERS = 40
MADE_A_SECOND = 12_000
"""Requests that are made before each round: while it goes on their making would keep a client of
many connections as busy as its server."""
PLACEMENTS = """
    SELECT r.slug, lower(hex('Placement:' || p.id)) FROM placement p
    JOIN roadmap r ON r.id = p.roadmap_id WHERE p.withdrawn_at IS NULL ORDER BY p.id"""
GOALS = {1: None, 16: CLICKS_FEW, 64: CLICKS_MANY}


def measure(
    database: str, connections: Sequence[int], seconds: float, rounds: int
) -> Iterator[Table | Figure]:
    """By each door; the servers take turns, each on a database of its own, which is a new one for
    each measurement, since who is faster stores more. What the bare one waits for at each click is
    the disk, and with one connection the client as well: the slower the disk, the more there is to
    be gained."""
    columns = [f"{name}: {what}" for what in ("us", "clicks/s") for name in NAMES]
    table = Table(
        "durable clicks: CPU of the server and clicks acknowledged a second",
        [
            "door, connections",
            *columns,
            "bare: waits, us",
            "CPU, ours / bare",
            "clicks, ours / bare",
        ],
    )
    figures = []
    for door, number in product(DOORS, connections):
        with _serving(database) as servers:
            clicks = _clicks(database, DOORS[door])
            costs = _in_turn(servers, clicks, number, seconds, rounds)
        ours, bare = costs[OUR_NAME], costs[BARE_NAME]
        cpu, speed = ours.microseconds / bare.microseconds, ours.per_second / bare.per_second
        all_us = [cost.microseconds for cost in costs.values()]
        all_speeds = [cost.per_second for cost in costs.values()]
        waits = 1e6 / bare.per_second - bare.microseconds
        where = f"{door}, {number}"
        table.add(where, *all_us, *all_speeds, waits, cpu, speed)
        figures.append(Figure(CLICK_CPU, where, cpu))
        if goal := GOALS.get(number):
            figures.append(Figure(goal, where, speed))
    yield table
    yield from figures


SERVERS: Mapping[str, tuple[Sequence[str], Mapping[str, str]]] = {
    OUR_NAME: (OURS, PROXIED),
    BARE_NAME: (BARE_CLICKS, {}),
}
NAMES = tuple(SERVERS)


@contextmanager
def _serving(database: str) -> Iterator[Mapping[str, Server]]:
    """Both, on copies of the database."""
    with TemporaryDirectory() as place, ExitStack() as stack:
        servers = {
            name: stack.enter_context(Server(command, _copy(database, place, name), environ))
            for name, (command, environ) in SERVERS.items()
        }
        stack.enter_context(pinned(1))
        yield servers


def _in_turn(
    servers: Mapping[str, Server],
    clicks: Iterator[bytes],
    connections: int,
    seconds: float,
    rounds: int,
) -> Mapping[str, Cost]:
    taken: dict[str, list[Cost]] = {name: [] for name in servers}
    for number in range(rounds):
        for name in NAMES[:: 1 if number % 2 else -1]:
            made = [*islice(clicks, round(seconds * MADE_A_SECOND))]
            requests = chain(made, clicks)
            taken[name].append(cost(servers[name], requests, connections, seconds))
    return {
        name: Cost(median(run.microseconds for run in runs), median(run.per_second for run in runs))
        for name, runs in taken.items()
    }


def _copy(database: str, place: str, name: str) -> str:
    return str(shutil.copyfile(database, Path(place) / f"{name}.sqlite"))


def _clicks(database: str, door: "Door") -> Iterator[bytes]:
    """Requests without end, each with an id of its own, from so many visitors."""
    engine = open_engine(Settings(database_url=f"sqlite:///{database}"), read_only=True)
    with reading(engine) as connection:
        placements = [tuple(row) for row in connection.execute(text(PLACEMENTS))]
    engine.dispose()
    for number in count():
        slug, placement = placements[number % len(placements)]
        headers = {
            "User-Agent": BROWSER.format(100 + number % BROWSERS),
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        }
        yield door({"roadmap": slug, "placement": placement}, headers)


Door = Callable[[Mapping[str, str], Mapping[str, str]], bytes]
"""The request for a click on something, with some headers."""


def _by_mutation(
    make_id: Callable[[], UUID], clicked: Mapping[str, str], headers: Mapping[str, str]
) -> bytes:
    click = {**clicked, "clientEventId": str(make_id())}
    body = json.dumps({"query": MUTATION, "variables": {"input": click}}).encode()
    return client.request_bytes(body, headers=headers)


def _by_page(clicked: Mapping[str, str], headers: Mapping[str, str]) -> bytes:
    """As `clicks.js` sends it."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    click = {**clicked, "clientEventId": str(_uuid7()), "occurredAt": now, "sentAt": now}
    return client.request_bytes(json.dumps(click).encode(), "/clicks", headers)


def _uuid7() -> UUID:
    """The time in milliseconds, then at random."""
    random = bytearray(secrets.token_bytes(10))
    random[0], random[2] = 0x70 | random[0] & 0x0F, 0x80 | random[2] & 0x3F
    return UUID(bytes=round(time.time() * 1_000).to_bytes(6) + bytes(random))


DOORS: Mapping[str, Door] = {
    "mutation": partial(_by_mutation, uuid4),
    "mutation, ids of version 7": partial(_by_mutation, _uuid7),
    "POST /clicks": _by_page,
}
