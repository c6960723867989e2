"""The measures of a bar chart; `templates/chart.svg` draws it.

Pure. No library for it was found that does without scripts and styles inside of the picture, which
the pages' security policy forbids.
"""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 220
LEFT = 44
"""Room for the figures at the left."""
TOP, BOTTOM = 12, 24
STEPS = (1, 2, 5)
MOST_TICKS = 4
LABEL_WIDTH = 76
WIDEST_BAR = 36
GAP = 0.25
"""Of the room of a bar that stays empty."""


@dataclass(frozen=True, slots=True)
class Point:
    """What one bar shows."""

    name: str
    short: str
    valid: int
    invalid: int
    is_final: bool

    @property
    def total(self) -> int:
        return self.valid + self.invalid


@dataclass(frozen=True, slots=True)
class Bar:
    point: Point
    x: float
    width: float
    valid_y: float
    """Where its lower part begins; the upper one ends there."""
    invalid_y: float
    has_label: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Tick:
    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    open_x: float | None
    """From where on nothing is final; null where all is."""
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    floor: int = HEIGHT - BOTTOM


def draw(points: Sequence[Point], width: int) -> Chart:
    """The chart of the points, side by side in a picture of that width."""
    top = ceiling(max((point.total for point in points), default=0))
    room = (width - LEFT) / max(len(points), 1)
    every = -(-len(points) * LABEL_WIDTH // (width - LEFT)) or 1
    bars = [
        _bar(point, LEFT + i * room, room, top, i % every == 0) for i, point in enumerate(points)
    ]
    step = _step(top)
    ticks = [Tick(_y(value, top), value) for value in range(0, top + 1, step)]
    final = sum(point.is_final for point in points)
    open_x = None if final == len(points) else round(LEFT + final * room, 1)
    return Chart(width, bars, ticks, open_x)


def _bar(point: Point, left: float, room: float, top: int, has_label: bool) -> Bar:
    width = min(room * (1 - GAP), WIDEST_BAR)
    x = left + (room - width) / 2
    valid_y, invalid_y = _y(point.valid, top), _y(point.total, top)
    return Bar(point, round(x, 1), round(width, 1), valid_y, invalid_y, has_label)


def _y(value: int, top: int) -> float:
    floor = HEIGHT - BOTTOM
    return round(floor - (floor - TOP) * value / top, 1)


def _step(top: int) -> int:
    """The least round number of which there are not too many up to the top."""
    size = 1
    while True:
        for step in STEPS:
            if top <= step * size * MOST_TICKS:
                return step * size
        size *= 10


def ceiling(value: int) -> int:
    """The least number of whole steps that is not below the value; at least 1."""
    step = _step(max(value, 1))
    return -(-max(value, 1) // step) * step
