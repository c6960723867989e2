"""The rollup of clicks by day, written in the transaction of the clicks that it counts."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from graph.clicks.prepared import Driver
from graph.clicks.statements import Statements

VALID = "VALID"
"""Stands in the rollup where a click has no reason against it."""


class Cell(NamedTuple):
    """What a click is counted under."""

    day: date
    placement_id: int
    channel: str
    reason: str


class Counts(NamedTuple):
    total: int
    uniques: int


def cell_of(occurred_at: datetime, placement_id: int, channel: str, reason: str | None) -> Cell:
    """Where a click is counted; its day is that of UTC."""
    return Cell(occurred_at.astimezone(UTC).date(), placement_id, channel, reason or VALID)


def summed(clicks: Iterable[tuple[Cell, bool]]) -> Mapping[Cell, Counts]:
    """How many clicks there are under each cell; each comes with whether it is unique."""
    sums: dict[Cell, Counts] = {}
    for cell, is_unique in clicks:
        total, uniques = sums.get(cell, (0, 0))
        sums[cell] = Counts(total + 1, uniques + is_unique)
    return sums


def add(driver: Driver, statements: Statements, counts: Mapping[Cell, Counts]) -> None:
    """Add to the rollup, in the caller's transaction."""
    rows = [
        (statements.day(cell.day), *cell[1:], *count)
        for cell, count in sorted(counts.items())  # so two transactions lock rows in the same order
    ]
    if rows:
        statements.count.run_all(driver, rows)
