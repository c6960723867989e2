"""Issues of files: what reading found, and the relations that name no roadmap."""

from collections.abc import Iterable, Iterator

from seed.records import Code, Problem
from tests.oracle.history import Version, suggestion
from tests.oracle.sorting import Object


def unresolved(version: Version, live: Iterable[str]) -> Iterator[tuple[int, Problem]]:
    """A problem for each relation that leads nowhere, with its place in the list."""
    known = list(live)
    for position, (slug, (line, column)) in enumerate(version.record.relations):
        if slug not in known:
            near = suggestion(slug, known)
            hint = f"did you mean {near!r}?" if near else None
            message = f"no roadmap has the slug {slug!r}"
            code = Code.UNRESOLVED_RELATION
            yield position, Problem(version.path, line, column, code, message, hint)


def issue(position: int, problem: Problem) -> Object:
    return {
        "position": position,
        "code": problem.code.value,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "hint": problem.hint,
    }
