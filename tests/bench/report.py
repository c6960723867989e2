"""What was read as tables, and as figures that goals are about."""

from collections.abc import Iterator, Mapping, Sequence

from tests.bench import goals
from tests.bench.goals import Figure
from tests.bench.reads import BARE_NAME, HAND_NAME, OUR_NAME, USUAL_NAME, Reading
from tests.bench.table import Cell, Table

Sized = Mapping[int, Sequence[Reading]]
"""Readings at one connection, by the number of roadmaps."""


def comparison(label: str, readings: Sequence[Reading]) -> Table:
    """CPU and requests a second of each server, and how they compare."""
    names = list(readings[0].costs)
    columns = [f"{name}: {what}" for what in ("us", "req/s") for name in names]
    ratios = _ratios(names)
    table = Table(
        f"server CPU for a request, {label}",
        ["shape", *columns, *(f"{one} / {other}" for one, other in ratios)],
    )
    for reading in readings:
        costs = reading.costs.values()
        table.add(
            reading.shape.name,
            *(cost.microseconds for cost in costs),
            *(cost.per_second for cost in costs),
            *(reading.ratio(*pair) for pair in ratios),
        )
    return table


def _ratios(names: Sequence[str]) -> list[tuple[str, str]]:
    pairs = [(OUR_NAME, HAND_NAME), (USUAL_NAME, OUR_NAME)]
    return [(one, other) for one, other in pairs if one in names and other in names]


def compared(label: str, readings: Sequence[Reading]) -> Iterator[Figure]:
    """The figures in such a table."""
    for reading in readings:
        small, where = reading.shape.is_small, f"{reading.shape.name}, {label}"
        for pair in _ratios(list(reading.costs)):
            by_size = {
                OUR_NAME: goals.HAND_SMALL if small else goals.HAND,
                USUAL_NAME: goals.USUAL_SMALL if small else goals.USUAL,
            }
            yield Figure(by_size[pair[0]], where, reading.ratio(*pair))


def cached(label: str, readings: Sequence[Reading]) -> Table:
    """Answers out of the cache, beside a server that answers everything alike."""
    table = comparison(label, readings)
    table.title = f"the same out of the answer cache, beside {BARE_NAME} alone, {label}"
    return table


def growth(sized: Sized) -> tuple[Table, list[Figure]]:
    """How the CPU for each shape grows from the smallest size to the others."""
    first, *others = sized
    columns = [f"{name} to {size:,}" for size in others for name in (OUR_NAME, HAND_NAME, "ratio")]
    table = Table(
        f"growth of server CPU for a request from {first:,} roadmaps", ["shape", *columns]
    )
    figures = []
    for row, start in enumerate(sized[first]):
        cells: list[Cell] = []
        for size in others:
            ours, hand = (_growth(start, sized[size][row], name) for name in (OUR_NAME, HAND_NAME))
            cells += [ours, hand, ours / hand]
            figures.append(Figure(goals.GROWTH, f"{start.shape.name} to {size:,}", ours / hand))
        table.add(start.shape.name, *cells)
    return table, figures


def _growth(start: Reading, end: Reading, name: str) -> float:
    return end.costs[name].microseconds / start.costs[name].microseconds


def memory(sized: Mapping[int, Mapping[str, float]]) -> tuple[Table, list[Figure]]:
    """Memory of each server after the requests of one connection."""
    first, *others = sized
    names = list(sized[first])
    table = Table("memory of a server: MiB resident", ["roadmaps", *names])
    for size, used in sized.items():
        table.add(f"{size:,}", *(used.get(name) for name in names))
    ratios = ((size, sized[size][OUR_NAME] / sized[first][OUR_NAME]) for size in others)
    return table, [Figure(goals.MEMORY, f"to {size:,}", ratio) for size, ratio in ratios]
