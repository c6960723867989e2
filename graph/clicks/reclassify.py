"""Stored clicks judged by the rules of today: another verdict is added, and nothing edited.

What no table holds cannot be judged anew: what came from a bot or a prefetch then, still does, and
what was one click too many of a visitor who has been erased since, still is.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, Select, delete, insert, select, tuple_

from graph import tables
from graph.clicks.classify import RULES, Earlier, Verdict, classify
from graph.clicks.judged import judged
from graph.clicks.kept import is_kept
from graph.clicks.rollup import VALID, add, cell_of, summed
from graph.clicks.statements import Statements
from graph.clicks.transaction import alone
from graph.database import reading
from graph.tables import rows_of

CHUNK = 1_000
"""Clicks in one transaction; recording waits for no more than that."""

BY_VISITOR = ("EXCESSIVE", "DOUBLE_CLICK")
"""Reasons that depend on what else the visitor clicked."""

CLICK, PLACEMENT = rows_of(tables.SponsorClick), rows_of(tables.Placement)
CORRECTION, DAY = rows_of(tables.ClickCorrection), rows_of(tables.ClickDay)
Stored = Row[Any]
Place = Sequence[Any]
"""Where a walk through the clicks stands: after a click's visitor, placement and number."""


class Change(NamedTuple):
    """Reasons before and after; VALID is one."""

    before: str
    after: str


class Reclassified(NamedTuple):
    clicks: int
    """How many were looked at."""
    changes: Counter[Change]


class Reclassifier:
    """Walks through all clicks, each visitor's in the order in which they were stored."""

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime], *, writes: bool, chunk: int = CHUNK
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._writes = writes
        self._size = chunk
        self._statements = Statements(engine.dialect)
        self._visitor: Place | None = None
        self._earlier: list[Earlier] = []

    def run(self) -> Reclassified:
        """All of them; DBAPIError where the database is at fault, which loses no chunk before."""
        clicks, changes = 0, Counter[Change]()
        for walk in (_unknown, _known):
            place: Place | None = ()
            while place is not None:
                with self._transaction() as connection:
                    if self._writes:
                        alone(connection)  # before the look, so that no other walk corrects too
                    chunk = connection.execute(walk(place).limit(self._size)).all()
                    changes += self._judge(connection, chunk)
                clicks += len(chunk)
                place = _place(chunk[-1]) if len(chunk) == self._size else None
        return Reclassified(clicks, changes)

    def _transaction(self) -> AbstractContextManager[Connection]:
        return self._engine.begin() if self._writes else reading(self._engine)

    def _judge(self, connection: Connection, chunk: Sequence[Stored]) -> Counter[Change]:
        verdicts = [(click, self._verdict(click)) for click in chunk]
        others = [(click, new) for click, new in verdicts if new != _old(click)]
        if self._writes and others:
            self._correct(connection, others)
        return Counter(Change(click.judged or VALID, new.reason or VALID) for click, new in others)

    def _verdict(self, click: Stored) -> Verdict:
        return self._unknown_verdict(click) if click.visitor is None else self._verdict_on(click)

    def _unknown_verdict(self, click: Stored) -> Verdict:
        """What the visitor did before was judged once, and is not known any more."""
        verdict = classify(click, click.occurred_at, None, **_evidence(click))
        reason = verdict.reason or (click.judged if click.judged in BY_VISITOR else None)
        return Verdict(reason, is_unique=click.counts_once and reason is None)

    def _verdict_on(self, click: Stored) -> Verdict:
        visitor = (click.visitor, click.placement_id)
        if visitor != self._visitor:
            self._visitor, self._earlier = visitor, []
        verdict = classify(click, click.occurred_at, self._earlier, **_evidence(click))
        self._earlier.append(Earlier(click.occurred_at, verdict.reason))
        return verdict

    def _correct(self, connection: Connection, others: Sequence[tuple[Stored, Verdict]]) -> None:
        driver, now = alone(connection), self._clock()
        connection.execute(
            insert(CORRECTION),
            [
                {"click_id": click.id, "rules": RULES, "made_at": now, **verdict._asdict()}
                for click, verdict in others
            ],
        )
        for cells, sign in ((_cells(others, old=True), -1), (_cells(others, old=False), 1)):
            counts = {
                cell: count._replace(total=sign * count.total, uniques=sign * count.uniques)
                for cell, count in summed(cells).items()
            }
            add(driver, self._statements, counts)
        connection.execute(delete(DAY).where(DAY.c.total == 0))


def _evidence(click: Stored) -> dict[str, bool]:
    return {"is_prefetch": click.reason == "PREFETCH", "is_bot": click.reason == "BOT"}


def _old(click: Stored) -> Verdict:
    return Verdict(click.judged, click.counts_once)


def _cells(others: Sequence[tuple[Stored, Verdict]], *, old: bool) -> Iterator[Any]:
    for click, new in others:
        reason, is_unique = _old(click) if old else new
        yield cell_of(click.occurred_at, click.placement_id, click.channel, reason), is_unique


def _place(click: Stored) -> Place:
    return (click.visitor, click.placement_id, click.id)


def _clicks() -> Select[*tuple[Any, ...]]:
    clicks, reason, is_unique, _ = judged()
    return (
        select(
            *(CLICK.c.id, CLICK.c.placement_id, CLICK.c.occurred_at, CLICK.c.channel),
            *(CLICK.c.visitor, CLICK.c.reason, PLACEMENT.c.expires_at, PLACEMENT.c.withdrawn_at),
            *(reason.label("judged"), is_unique.label("counts_once")),
        )
        .select_from(clicks)
        .join(PLACEMENT, PLACEMENT.c.id == CLICK.c.placement_id)
        .where(is_kept(CLICK.c))
    )


def _unknown(place: Place) -> Select[*tuple[Any, ...]]:
    """Clicks of nobody, or of nobody knows whom."""
    clicks = _clicks().where(CLICK.c.visitor.is_(None)).order_by(CLICK.c.id)
    return clicks.where(CLICK.c.id > place[2]) if place else clicks


def _known(place: Place) -> Select[*tuple[Any, ...]]:
    order = (CLICK.c.visitor, CLICK.c.placement_id, CLICK.c.id)
    clicks = _clicks().where(CLICK.c.visitor.is_not(None)).order_by(*order)
    return clicks.where(tuple_(*order) > tuple_(*place)) if place else clicks
