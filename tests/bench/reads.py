"""CPU of a server for each request, over HTTP, beside other ways of answering the same."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

from graph.database import open_engine, reading
from graph.settings import Settings
from tests.bench import client
from tests.bench.samples import Samples
from tests.bench.server import BY_HAND, CONSTANT, OURS, PATIENT, UNCACHED, USUAL, Server, pinned
from tests.bench.shapes import Shape

OUR_NAME, HAND_NAME, USUAL_NAME = "ours", "by hand", "usual"
CACHED_NAME, BARE_NAME = "cached", "uvicorn"
SERVERS: Mapping[str, tuple[Sequence[str], Mapping[str, str]]] = {
    OUR_NAME: (OURS, UNCACHED),
    HAND_NAME: (BY_HAND, {}),
    USUAL_NAME: (USUAL, {}),
    CACHED_NAME: (OURS, PATIENT),
    BARE_NAME: (CONSTANT, {}),
}
Requests = Mapping[str, Sequence[bytes]]
Servers = Mapping[str, Server]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long is measured."""

    seconds: float
    """Of load in one round."""
    rounds: int
    patience: float
    """Seconds that one server may take over all rounds of one measurement. There is always one
    round, and for a slow server with many connections that may be all."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run of load: server CPU for one request, and requests answered a second."""

    microseconds: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What one shape costs each server."""

    shape: Shape
    costs: Mapping[str, Cost]

    def ratio(self, server: str, other: str) -> float:
        """How many times the CPU of the other one."""
        return self.costs[server].microseconds / self.costs[other].microseconds


def requests_of(database: str, shapes: Sequence[Shape]) -> Requests:
    """Requests for each shape, by its name."""
    engine = open_engine(Settings(database_url=f"sqlite:///{database}"), read_only=True)
    with reading(engine) as connection:
        samples = Samples(connection)
        requests = {
            shape.name: [client.request_bytes(body) for body in samples.bodies(shape)]
            for shape in shapes
        }
    engine.dispose()
    return requests


@contextmanager
def serving(database: str, names: Sequence[str]) -> Iterator[Servers]:
    """Those of SERVERS, on one core, with this process on another one."""
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(Server(arguments, database, environ))
            for name, (arguments, environ) in SERVERS.items()
            if name in names
        }
        stack.enter_context(pinned(1))
        yield servers


def require_equal(servers: Servers, requests: Requests) -> None:
    """RuntimeError unless the servers give the same data to each request as ours does."""
    compared = [name for name in servers if name != BARE_NAME]
    for shape, asked in requests.items():
        expected = _answers(servers[OUR_NAME], asked)
        if expected[0] is None:
            raise RuntimeError(f"{OUR_NAME} gives {shape} no data")
        for name in compared:
            said = _answers(servers[name], asked)
            different = [i for i, data in enumerate(said) if data != expected[i]]
            if different:
                first = asked[different[0]].partition(b"\r\n\r\n")[2].decode()
                raise RuntimeError(
                    f"{name} answers {len(different)} of {len(said)} requests of {shape} otherwise "
                    f"than {OUR_NAME}, at first {first}"
                )


def _answers(server: Server, asked: Sequence[bytes]) -> list[object]:
    return [json.loads(text).get("data") for text in client.ask(server.port, asked)]


def cost(server: Server, requests: Iterable[bytes], connections: int, seconds: float) -> Cost:
    cpu = server.cpu()
    answered, took = client.load(server.port, requests, connections, seconds)
    return Cost((server.cpu() - cpu) / answered * 1e6, answered / took)


def costs(
    servers: Servers, requests: Sequence[bytes], connections: int, effort: Effort
) -> dict[str, Cost]:
    """The medians of each server; they take turns, and every round begins with another one."""
    names = list(servers)
    taken: dict[str, list[Cost]] = {name: [] for name in names}
    spent = dict.fromkeys(names, 0.0)
    for number in range(effort.rounds):
        start = number % len(names)
        for name in names[start:] + names[:start]:
            if not taken[name] or spent[name] < effort.patience:
                started = time.perf_counter()
                taken[name].append(cost(servers[name], requests, connections, effort.seconds))
                spent[name] += time.perf_counter() - started
    return {name: _medians(runs) for name, runs in taken.items()}


def _medians(runs: Sequence[Cost]) -> Cost:
    return Cost(median(run.microseconds for run in runs), median(run.per_second for run in runs))


def read(
    servers: Servers,
    shapes: Sequence[Shape],
    requests: Requests,
    connections: int,
    effort: Effort,
) -> list[Reading]:
    """What each shape costs."""
    return [
        Reading(shape, costs(servers, requests[shape.name], connections, effort))
        for shape in shapes
    ]
