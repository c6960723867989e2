"""What is to be reached, and whether it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.table import Table


@dataclass(frozen=True, slots=True)
class Goal:
    name: str
    limit: float
    is_least: bool = False
    """Whether figures are to be at least the limit; others at most."""

    def is_reached(self, value: float) -> bool:
        return value >= self.limit if self.is_least else value <= self.limit

    def worst(self, figures: Iterable["Figure"]) -> "Figure":
        pick = min if self.is_least else max
        return pick(figures, key=lambda figure: figure.value)

    @property
    def wanted(self) -> str:
        return f"{'>=' if self.is_least else '<='} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value that a goal is about."""

    goal: Goal
    where: str
    value: float


SEEDED_FIRST = Goal("seeding / loading YAML, first run", 2.0)
SEEDED_AGAIN = Goal("seeding / loading YAML, nothing changed", 0.1)
HAND_SMALL = Goal("ours / by hand, small shapes", 1.15)
HAND = Goal("ours / by hand, others", 1.2)
USUAL_SMALL = Goal("usual / ours, small shapes", 25, is_least=True)
USUAL = Goal("usual / ours, others", 40, is_least=True)
GROWTH = Goal("growth of ours / of by hand", 1.2)
MEMORY = Goal("growth of ours, memory", 1.2)
FIRST_SIGHT = Goal("first sight of an operation, ms", 10)
START = Goal("start of the server, s", 1)
REPORT = Goal("a year's report, ms", 50)
CLICKS_FEW = Goal("clicks a second, ours / bare, 16 connections", 2, is_least=True)
CLICKS_MANY = Goal("clicks a second, ours / bare, 64 connections", 3, is_least=True)
CLICK_CPU = Goal("CPU of a click, ours / bare", 1.2)


def summary(figures: Sequence[Figure]) -> Table:
    """Every goal that there are figures for, and whether all of these reach it."""
    columns = ["goal", "wanted", "median", "worst", "where", "reach it", "result"]
    table = Table("goals", columns)
    for goal in dict.fromkeys(figure.goal for figure in figures):
        own = [figure for figure in figures if figure.goal == goal]
        worst = goal.worst(own)
        reached = sum(goal.is_reached(figure.value) for figure in own)
        table.add(
            *(goal.name, goal.wanted, median(figure.value for figure in own), worst.value),
            *(worst.where, f"{reached} of {len(own)}"),
            "reached" if reached == len(own) else "not reached",
        )
    return table
