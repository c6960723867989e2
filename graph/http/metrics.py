"""Counts of what the server does, as Prometheus reads them.

Each process counts for itself, in plain numbers, because a request must not wait for a lock. Where
several serve, each writes its readings down every few seconds, and the one that is asked adds up
its own and those of all others, also of those that have ended: a counter never falls.
"""

import asyncio
import json
import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, time
from typing import Literal

from prometheus_client import generate_latest
from prometheus_client.core import (
    CollectorRegistry,
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

PREFIX = "roadmap_graph_"
SECONDS_BETWEEN = 2
"""How often a process writes its readings down."""
SECONDS_ALIVE = 10
"""A process that has not written for so long has ended: what it held it does not hold any more."""
BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds in seconds of the classes of latency."""

Kind = Literal["counter", "gauge", "histogram"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One metric: a number for each value of its label, which is empty where there is but one."""

    name: str
    kind: Kind
    description: str
    values: Mapping[str, float]
    """Of a histogram: how many fell in each class by its upper bound, and their `sum`."""
    label: str = ""


Source = Callable[[], Iterable[Reading]]


class Metrics:
    """The counts of one process; with a folder, also of all others that write into it."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = folder / f"{os.getpid()}.json" if folder else None
        self._sources: list[Source] = [self._own]
        self._outcomes: Counter[str] = Counter()
        self._classes = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0
        self._in_flight = 0

    def add(self, source: Source) -> None:
        """Ask the source, too, whenever somebody reads."""
        self._sources.append(source)

    def begun(self) -> float:
        """Count a GraphQL request that has come; the instant for `ended`."""
        self._in_flight += 1
        return perf_counter()

    def ended(self, begun: float, outcome: str) -> None:
        self._in_flight -= 1
        self.count(begun, outcome)

    def count(self, begun: float, outcome: str) -> None:
        """Count a GraphQL request that came and was answered in one go."""
        seconds = perf_counter() - begun
        self._outcomes[outcome] += 1
        self._classes[bisect_left(BUCKETS, seconds)] += 1
        self._seconds += seconds

    def _own(self) -> Iterator[Reading]:
        told = "GraphQL requests that were answered, by what became of them."
        yield Reading("requests", "counter", told, dict(self._outcomes), "outcome")
        told = "GraphQL requests that are being answered."
        yield Reading("requests_in_flight", "gauge", told, {"": self._in_flight})
        bounds = [*map(str, BUCKETS), "+Inf"]
        values = {**dict(zip(bounds, self._classes, strict=True)), "sum": self._seconds}
        told = "Seconds from a GraphQL request's headers to its answer."
        yield Reading("request_seconds", "histogram", told, values)

    def text(self) -> bytes:
        """All readings in Prometheus' text format."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Collected([_family(each) for each in self._all()]))
        return generate_latest(registry)

    def _all(self) -> Iterable[Reading]:
        readings = [reading for source in self._sources for reading in source()]
        found = {reading.name: reading for reading in readings}
        for other in self._others():
            known = found.get(other.name)
            values = Counter(known.values if known else {})
            values.update(other.values)
            found[other.name] = Reading(
                other.name, other.kind, other.description, values, other.label
            )
        return found.values()

    def _others(self) -> Iterator[Reading]:
        files = self._file.parent.glob("*.json") if self._file else ()
        for file in files:
            if file != self._file:
                with suppress(OSError, ValueError):  # it is being written, or was cleared away
                    is_alive = time() - file.stat().st_mtime < SECONDS_ALIVE
                    for each in map(_read, json.loads(file.read_text())):
                        if is_alive or each.kind != "gauge":
                            yield each

    async def write_down(self) -> None:
        """Go on writing the readings for the other processes, until cancelled."""
        while self._file is not None:
            self._write(self._file)
            await asyncio.sleep(SECONDS_BETWEEN)

    def _write(self, file: Path) -> None:
        readings = [asdict(reading) for source in self._sources for reading in source()]
        new = file.with_suffix(".new")
        with suppress(OSError):  # a full disk must not end what is only being counted
            new.write_text(json.dumps(readings))
            new.replace(file)


def _read(told: Mapping[str, object]) -> Reading:
    return Reading(**told)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, eq=False)
class _Collected:
    """What prometheus_client asks for families."""

    families: Sequence[Metric]

    def collect(self) -> Sequence[Metric]:
        return self.families


def _family(reading: Reading) -> Metric:
    name, labels = PREFIX + reading.name, [reading.label] if reading.label else []
    if reading.kind == "histogram":
        return _histogram(name, reading)
    of_kind = CounterMetricFamily if reading.kind == "counter" else GaugeMetricFamily
    family = of_kind(name, reading.description, labels=labels)
    for value, number in reading.values.items():
        family.add_metric([value] if labels else [], number)
    return family


def _histogram(name: str, reading: Reading) -> Metric:
    values = dict(reading.values)
    total = values.pop("sum")
    buckets, count = [], 0.0
    for bound, number in values.items():
        count += number
        buckets.append((bound, count))
    family = HistogramMetricFamily(name, reading.description)
    family.add_metric([], buckets=buckets, sum_value=total)
    return family
