"""CPU of a server for each request, over HTTP, beside other ways of answering the same."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from graph.database import open_engine, reading
from graph.settings import Settings
from tests.bench import client
from tests.bench.samples import Samples
from tests.bench.server import BY_HAND, CONSTANT, OURS, UNCACHED, Server, pin
from tests.bench.shapes import Shape
from tests.bench.table import Table

OUR_NAME, HAND_NAME, BARE_NAME, CACHED_NAME = "ours", "by hand", "uvicorn", "ours cached"
SERVERS: Mapping[str, tuple[Sequence[str], Mapping[str, str]]] = {
    OUR_NAME: (OURS, UNCACHED),
    HAND_NAME: (BY_HAND, {}),
    BARE_NAME: (CONSTANT, {}),
    CACHED_NAME: (OURS, {}),
}
CONNECTIONS = (1, 16, 64)
Requests = Mapping[str, Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run of load: server CPU for one request, and requests answered a second."""

    microseconds: float
    per_second: float


def requests_of(database: str, shapes: Sequence[Shape]) -> Requests:
    """Requests for each shape, by its name."""
    engine = open_engine(Settings(database_url=f"sqlite:///{database}"), read_only=True)
    with reading(engine) as connection:
        samples = Samples(connection)
        return {
            shape.name: [client.request_bytes(body) for body in samples.bodies(shape)]
            for shape in shapes
        }


def require_equal(servers: Mapping[str, Server], requests: Requests) -> None:
    """RuntimeError unless the servers give the same data to each request."""
    for name, asked in requests.items():
        answers = {
            who: [json.loads(text).get("data") for text in client.ask(server.port, asked)]
            for who, server in servers.items()
            if who != BARE_NAME
        }
        expected = answers.pop(HAND_NAME)
        for who, said in answers.items():
            different = sum(one != other for one, other in zip(said, expected, strict=True))
            if different or said[0] is None:
                raise RuntimeError(f"{who} answers {different} requests of {name} otherwise")


def cost(server: Server, requests: Sequence[bytes], connections: int, seconds: float) -> Cost:
    cpu = server.cpu()
    answered = client.load(server.port, requests, connections, seconds)
    return Cost((server.cpu() - cpu) / answered * 1e6, answered / seconds)


def costs(
    servers: Mapping[str, Server],
    requests: Sequence[bytes],
    connections: int,
    seconds: float,
    rounds: int,
) -> dict[str, Cost]:
    """The medians of each server, which take turns."""
    names = list(servers)
    taken: dict[str, list[Cost]] = {name: [] for name in names}
    for number in range(rounds + 1):  # the first of them only warms up
        start = number % len(names)
        for name in names[start:] + names[:start]:
            taken[name].append(cost(servers[name], requests, connections, seconds))
    return {
        name: Cost(
            median(run.microseconds for run in runs[1:]), median(run.per_second for run in runs[1:])
        )
        for name, runs in taken.items()
    }


def measure(
    database: str, label: str, shapes: Sequence[Shape], seconds: float, rounds: int
) -> Iterator[Table]:
    """CPU of every server at one connection and at many, and requests a second."""
    requests = requests_of(database, shapes)
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(Server(arguments, database, environ))
            for name, (arguments, environ) in SERVERS.items()
        }
        pin(1)
        require_equal(servers, requests)
        for connections in CONNECTIONS:
            title = f"{label}, {connections} connections, medians of {rounds} rounds"
            yield _table(title, servers, requests, connections, seconds, rounds)


def _table(
    title: str,
    servers: Mapping[str, Server],
    requests: Requests,
    connections: int,
    seconds: float,
    rounds: int,
) -> Table:
    columns = [f"{who}: {what}" for what in ("us", "req/s") for who in servers]
    table = Table(f"server CPU for a request at {title}", ["shape", *columns, "ours/by hand"])
    for name, asked in requests.items():
        found = costs(servers, asked, connections, seconds, rounds)
        us = [value.microseconds for value in found.values()]
        per_second = [value.per_second for value in found.values()]
        ratio = found[OUR_NAME].microseconds / found[HAND_NAME].microseconds
        table.add(name, *us, *per_second, ratio)
    return table
