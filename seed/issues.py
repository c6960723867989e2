"""The problems of published files as rows, kept so that unchanged files are reported again, and so
that the API can tell them."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, bindparam, delete, func, select

from graph import tables
from graph.tables import rows_of
from seed.insert import insert_rows
from seed.records import Code, Problem
from seed.state import unresolved_problem

ISSUE = tables.RoadmapIssue
PLACE = ("roadmap_id", "line", "column", "code", "position")
COLUMNS = (*PLACE, "message", "hint")
Row = tuple[int, int, int, str, int, str, str | None]
"""COLUMNS of one issue."""


def store_issues(connection: Connection, accepted: Iterable[tuple[int, Sequence[Problem]]]) -> None:
    """Write the problems of new versions, and make the relations that name no roadmap the ones
    told: which these are, any change of any file may have changed."""
    found = [row for roadmap_id, problems in accepted for row in _rows(roadmap_id, problems)]
    stored, waiting = set(_stored(connection)), set(_waiting(connection))
    _delete(connection, stored - waiting)
    _insert(connection, [*found, *sorted(waiting - stored, key=lambda row: row[: len(PLACE)])])


def _rows(roadmap_id: int, problems: Iterable[Problem]) -> Iterator[Row]:
    for position, problem in enumerate(problems):
        yield _row(roadmap_id, position, problem)


def _row(roadmap_id: int, position: int, problem: Problem) -> Row:
    place = (roadmap_id, problem.line, problem.column, problem.code.value, position)
    return (*place, problem.message, problem.hint)


def _stored(connection: Connection) -> Iterator[Row]:
    """The relations that are told."""
    own = rows_of(ISSUE).c
    told = select(*(own[name] for name in COLUMNS)).where(own.code == Code.UNRESOLVED_RELATION)
    for row in connection.execute(told):
        yield tuple(row)


def _waiting(connection: Connection) -> Iterator[Row]:
    """The relations that are to be told."""
    own = rows_of(tables.RoadmapRelation).c
    place = (own.roadmap_id, own.position, own.line, own.column)
    waiting = select(*place, own.target_slug, own.suggestion).where(own.target_id.is_(None))
    for roadmap_id, position, line, column, target, suggestion in connection.execute(waiting):
        problem = unresolved_problem("", target, suggestion, line, column)
        yield _row(roadmap_id, position, problem)


def _delete(connection: Connection, rows: Iterable[Row]) -> None:
    own = rows_of(ISSUE).c
    gone = [
        {f"gone_{name}": value for name, value in zip(PLACE, row[: len(PLACE)], strict=True)}
        for row in rows
    ]
    if gone:
        at = (own[name] == bindparam(f"gone_{name}") for name in PLACE)
        connection.execute(delete(rows_of(ISSUE)).where(*at), gone)


def _insert(connection: Connection, rows: Iterable[Row]) -> None:
    highest = connection.execute(select(func.max(rows_of(ISSUE).c.id))).scalar() or 0
    numbered = [(number, *row) for number, row in enumerate(rows, highest + 1)]
    insert_rows(connection, ISSUE, ("id", *COLUMNS), numbered)
