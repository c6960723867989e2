"""The problems of one file, gathered while it is read, and how they quote it."""

import json
from collections.abc import Iterable

from seed.records import Code, Position, Problem, Severity

_SHOWN = 60
"""Characters of a file's own text that a message repeats."""


class Problems:
    """Everything found wrong with one file so far."""

    def __init__(self, path: str, found: Iterable[Problem] = ()) -> None:
        self.path = path
        self.found = list(found)

    def add(self, code: Code, at: Position, message: str, hint: str | None = None) -> None:
        self.found.append(Problem(self.path, at.line, at.column, code, message, hint))

    def has_error(self) -> bool:
        """Whether one of them is an ERROR."""
        return any(problem.severity is Severity.ERROR for problem in self.found)

    def in_file_order(self) -> tuple[Problem, ...]:
        return tuple(sorted(self.found, key=lambda problem: (problem.line, problem.column)))


def quoted(text: str) -> str:
    """The text in double quotes, on one line and not long: a report must stay readable."""
    shown = json.dumps(shortened(text), ensure_ascii=False)
    return shown if shown.isprintable() else json.dumps(shortened(text))


def shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
