"""That the benchmark runs: that all servers answer alike, and that its tables are printed.

What it measures is not looked at: on a busy machine that says nothing.
"""

import json
import sys
from pathlib import Path

import pytest

from tests.bench.__main__ import QUICK, main, read_options
from tests.bench.goals import Figure, Goal, summary
from tests.bench.shapes import SHAPES

TINY = (
    *("--files", "10", "--sizes", "40", "--largest", "60", "--connections", "2"),
    *("--clicks", "1000"),
    *("--rounds", "1", "--seconds", "0.01", "--patience", "0"),
)
NAMES = [shape.name for shape in SHAPES]
EACH_SHAPE = (
    *("first sight of an operation at 40 roadmaps: CPU",),
    *(f"server CPU for a request, 40 roadmaps, {n}" for n in ("1 connection", "2 connections")),
    *("server CPU for a request, 60 roadmaps, 1 connection",),
    *("growth of server CPU for a request from 40 roadmaps",),
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it reads a process's CPU by Linux")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, object]]]:
    """The rows of each table of one small run, by its title; the run fails where answers differ."""
    path = tmp_path_factory.mktemp("bench") / "figures.json"
    assert main([*TINY, "--json", str(path)]) == 0
    return {table["title"]: table["rows"] for table in json.loads(path.read_text())}


@pytest.mark.parametrize("title", EACH_SHAPE)
def test_every_shape_is_measured(tables: dict[str, list[dict[str, object]]], title: str) -> None:
    assert [row["shape"] for row in tables[title]] == NAMES


def test_every_goal_is_judged(tables: dict[str, list[dict[str, object]]]) -> None:
    assert [row["goal"] for row in tables["goals"]] == [
        "seeding / loading YAML, first run",
        "seeding / loading YAML, nothing changed",
        "first sight of an operation, ms",
        "start of the server, s",
        "ours / by hand, small shapes",
        "usual / ours, small shapes",
        "ours / by hand, others",
        "usual / ours, others",
        "growth of ours / of by hand",
        "growth of ours, memory",
        "CPU of a click, ours / bare",
        "a year's report, ms",
    ]


def test_a_goal_is_reached_by_all_of_its_figures_or_not_at_all() -> None:
    most, least = Goal("at most", 2), Goal("at least", 10, is_least=True)
    figures = [Figure(most, "a", 1), Figure(most, "b", 2), Figure(least, "c", 9.5)]
    figures += [Figure(least, "d", 30), Figure(least, "e", 11)]
    assert summary(figures).rows == [
        ["at most", "<= 2", 1.5, 2, "b", "2 of 2", "reached"],
        ["at least", ">= 10", 11, 9.5, "c", "2 of 3", "not reached"],
    ]


def test_tables_are_printed_and_written_as_markdown(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "tables.md"
    main([*TINY, "preparing", "--markdown", str(path)])
    printed = capsys.readouterr().out
    assert "first sight of an operation at 40 roadmaps: CPU\nshape" in printed
    assert "\ngoals\ngoal " in printed
    assert "| shape | ms |\n| :-- | --: |\n| scalars |" in path.read_text()


def test_quick_gives_defaults_that_options_overrule() -> None:
    quick = vars(read_options(["--quick", "--rounds", "2"]))
    assert {name: quick[name] for name in QUICK} == QUICK | {"rounds": 2}
    assert vars(read_options([]))["largest"] == 100_000


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["writing"]) == 2
    assert (
        "no part 'writing'; there are seeding, preparing, reads, clicks" in capsys.readouterr().err
    )
