"""What a run tells: the problems, what changed, and one line that sums it up."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from seed.changes import Changes
from seed.files import RoadmapFile
from seed.records import Problem, Severity, printable
from seed.run import Outcome

RED, YELLOW, PLAIN = "\033[31m", "\033[33m", "\033[0m"
KINDS = ("added", "changed", "retired", "refused")


def progress_bar(files: Iterable[RoadmapFile]) -> Iterable[RoadmapFile]:
    """The files one by one, with a bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        return files
    from tqdm import tqdm

    bar: Iterable[RoadmapFile] = tqdm(files, desc="reading", unit=" files", leave=False)
    return bar


def print_problems(problems: Sequence[Problem], stream: TextIO) -> None:
    for problem in problems:
        print(_coloured(problem) if stream.isatty() else problem, file=stream)


def _coloured(problem: Problem) -> str:
    colour = RED if problem.severity is Severity.ERROR else YELLOW
    return str(problem).replace(f" {problem.code} ", f" {colour}{problem.code}{PLAIN} ", 1)


def print_changes(changes: Changes, stream: TextIO) -> None:
    """A line for each roadmap that is not as it was."""
    for kind in KINDS:
        for slug in getattr(changes, kind):
            print(f"{kind:8} {printable(slug)}", file=stream)


def summary(verb: str, outcome: Outcome, seconds: float) -> str:
    """One line: what was done to how many, and how long it took."""
    changes = outcome.changes
    kinds = _COUNTED if verb != "checked" else _COUNTED[-1:]  # it compares with no database
    counts = ", ".join(f"{len(getattr(changes, kind))} {kind}" for kind in kinds)
    files, problems = _several(outcome.files, "file"), _several(len(outcome.problems), "problem")
    return f"{verb} {files}: {counts}, {problems}, {seconds:.2f} s"


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


_COUNTED = ("added", "changed", "unchanged", "retired", "refused")


def as_json(verb: str, outcome: Outcome, seconds: float) -> str:
    """The same and all problems, as one JSON object."""
    changes = outcome.changes
    document: dict[str, Any] = {
        "run": verb,
        "files": outcome.files,
        **{kind: getattr(changes, kind) for kind in KINDS},
        "unchanged": len(changes.unchanged),
        "problems": [_as_mapping(problem) for problem in outcome.problems],
        "seconds": round(seconds, 3),
    }
    return json.dumps(document, indent=2)  # in ASCII: a file's name may be no Unicode


def _as_mapping(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }
