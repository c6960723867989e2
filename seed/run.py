"""One seeding run: find, compare, write."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text

from graph.database import DatabaseNotReadyError, reading, unavailable
from graph.migrate import migrate
from seed.changes import Changes, compare
from seed.files import Found, RoadmapFile, find
from seed.records import Problem
from seed.state import (
    State,
    latest_revision,
    load_state,
    stored_problems,
    stored_relations,
    unresolved,
    unresolved_problem,
)
from seed.store import store
from seed.suggest import suggestions

Progress = Callable[[Iterable[RoadmapFile]], Iterable[RoadmapFile]]

MOST_ATTEMPTS = 5
"""Runs that find, when they come to write, that another one has written meanwhile, start over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, or would do."""

    files: int
    changes: Changes
    problems: Sequence[Problem]
    """All of the files' problems, those of unchanged files included, by place."""

    @property
    def did_nothing(self) -> bool:
        """Whether every file was refused, and nothing else happened."""
        return bool(self.changes.refused or self.problems) and not (
            self.changes.writes or self.changes.unchanged
        )


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles, which would look again and again through all that was read:
    a run keeps nearly all that it makes, and reading files makes no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@uncollected()
def seed(
    engine: Engine, paths: Sequence[str], now: Callable[[], datetime], progress: Progress
) -> Outcome:
    """Make the database say what the files say, in one transaction, or leave it as it is.

    A new or older database is migrated first. Raises UsageError for paths without a roadmap, before
    the database is touched, and DatabaseNotReadyError where it cannot be written.
    """
    found = find(paths)
    migrate(engine)
    for _ in range(MOST_ATTEMPTS):
        with reading(engine) as connection:
            state = load_state(connection)
        changes = compare(found, state, progress)
        if (state.is_indexed and not changes.writes) or _write(engine, changes, state, now):
            with reading(engine) as connection:
                waiting = unresolved(connection, changes.published())
                return _outcome(found, changes, _remembered(connection, changes) + waiting)
    raise DatabaseNotReadyError(
        "Other seeding runs wrote all the while: seed again when they are done."
    )


def _write(engine: Engine, changes: Changes, state: State, now: Callable[[], datetime]) -> bool:
    """Store the changes, unless another run has written since the state was read."""
    with unavailable(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE content_revision IN EXCLUSIVE MODE"))
        if latest_revision(connection) != state.revision:
            return False
        store(connection, changes, state, now())
        return True


@uncollected()
def preview(engine: Engine | None, paths: Sequence[str], progress: Progress) -> Outcome:
    """What `seed` would do to the database, or to an empty one where there is no engine."""
    found = find(paths)
    if engine is None:
        changes = compare(found, State(), progress)
        return _outcome(found, changes, _foreseen(changes, State(), []))
    with reading(engine) as connection:
        state = load_state(connection)
    changes = compare(found, state, progress)
    with reading(engine) as connection:
        relations = stored_relations(connection, set(changes.unchanged))
        remembered = _remembered(connection, changes)
    return _outcome(found, changes, remembered + _foreseen(changes, state, relations))


@uncollected()
def check(engine: Engine | None, paths: Sequence[str], progress: Progress) -> Outcome:
    """The problems of the files, all of them read; a database only tells which slugs there are."""
    found = find(paths)
    state = State()
    if engine is not None:
        with reading(engine) as connection:
            state = load_state(connection)
    changes = compare(found, State(), progress)
    if found.mirrors:
        changes.retired = sorted(state.live() - found.claimed)
    return _outcome(found, changes, _foreseen(changes, state, []))


def _remembered(connection: Connection, changes: Changes) -> list[Problem]:
    """The problems of the files that were not parsed again."""
    return stored_problems(connection, {slug: changes.shown[slug] for slug in changes.unchanged})


def _foreseen(
    changes: Changes, state: State, relations: Sequence[tuple[str, str, int, int]]
) -> list[Problem]:
    """The relations that will lead nowhere: those given, of unchanged files, and the new ones."""
    live = changes.live(state)
    new = [
        (a.roadmap.slug, relation.slug, *relation.position)
        for a in changes.accepted
        for relation in a.roadmap.relations
    ]
    waiting = [relation for relation in (*relations, *new) if relation[1] not in live]
    nearest = suggestions((target for _, target, _, _ in waiting), live)
    return [
        unresolved_problem(changes.shown[slug], target, nearest[target], line, column)
        for slug, target, line, column in waiting
    ]


def _outcome(found: Found, changes: Changes, further: Sequence[Problem]) -> Outcome:
    files = len(found.files) + len(found.refused)
    return Outcome(files, changes, sorted([*changes.problems, *further], key=_place))


def _place(problem: Problem) -> tuple[str, int, int, str]:
    return (problem.path, problem.line, problem.column, problem.code)
