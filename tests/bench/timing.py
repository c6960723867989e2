"""Times of several ways of doing a thing, taken in turn so that other load hits them all."""

import gc
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run took, in seconds; `cpu` with that of child processes, waited for."""

    wall: float
    cpu: float


def spent(run: Callable[[], object]) -> Spent:
    """What the call takes; no garbage of earlier ones is collected in it."""
    gc.collect()
    cpu, wall = _cpu(), time.perf_counter()
    run()
    return Spent(time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def in_turn(ways: Mapping[str, Callable[[], Spent]], rounds: int) -> dict[str, Spent]:
    """Each way's medians over the rounds; every round begins with another way."""
    taken: dict[str, list[Spent]] = {name: [] for name in ways}
    names = list(ways)
    for number in range(rounds):
        start = number % len(names)
        for name in names[start:] + names[:start]:
            taken[name].append(ways[name]())
    return {name: medians(runs) for name, runs in taken.items()}


def medians(runs: list[Spent]) -> Spent:
    return Spent(median(run.wall for run in runs), median(run.cpu for run in runs))
