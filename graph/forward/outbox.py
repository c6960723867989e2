"""The clicks that a destination has not taken yet, in the order in which they were stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    select,
    text,
    update,
)

from graph import tables
from graph.database import reading, unavailable
from graph.tables import rows_of

LOCK_MILLISECONDS = 500
"""How long PostgreSQL may wait for the writers of clicks, who wait behind it meanwhile."""


class Outbox:
    """One destination's, by its name. DatabaseNotReadyError where the database is at fault."""

    def __init__(self, engine: Engine, destination: str) -> None:
        self._engine = engine
        self._destination = destination

    def next(self, most: int) -> Sequence[Row[Any]]:
        """The next clicks, `most` at the most, with what is told of them."""
        with reading(self._engine) as connection:
            last = _last(connection)  # before all else: on PostgreSQL what is seen begins here
            values = {"after": self._taken(connection) or 0, "last": last}
            return connection.execute(CLICKS.limit(most), values).all()

    def keep(self, click_id: int, now: datetime) -> None:
        """The destination has taken everything up to that click. It never goes back."""
        table = rows_of(tables.Forwarding)
        row = {"destination": self._destination, "click_id": click_id, "taken_at": now}
        with unavailable(), self._engine.begin() as connection:
            taken = self._taken(connection)
            if taken is None:
                connection.execute(insert(table).values(row))
            elif taken < click_id:
                own = table.c.destination == self._destination
                connection.execute(update(table).where(own).values(row))

    def _taken(self, connection: Connection) -> int | None:
        row = tables.Forwarding
        statement = select(row.click_id).where(row.destination == self._destination)
        return connection.execute(statement).scalar()


def _last(connection: Connection) -> int:
    """The last click before which none can appear any more.

    SQLite has one writer at a time. On PostgreSQL a transaction may be given a number and commit
    after one with a higher number, so the writers that are at work are waited for.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}"))
        connection.execute(text("LOCK TABLE sponsor_click IN SHARE MODE"))
    return connection.execute(select(func.max(tables.SponsorClick.id))).scalar() or 0


def _clicks() -> Select[*tuple[Any, ...]]:
    """What is told of a click: its snapshot, and the judgement that counts now."""
    click, placement = rows_of(tables.SponsorClick).c, rows_of(tables.Placement).c
    roadmap = rows_of(tables.Roadmap).c
    corrections = rows_of(tables.ClickCorrection)
    correction, later = corrections.alias().c, corrections.alias().c
    latest = select(func.max(later.id)).where(later.click_id == click.id).scalar_subquery()
    reason = case((correction.id.is_not(None), correction.reason), else_=click.reason)
    return (
        select(
            click.id,
            *(click.client_event_id, click.occurred_at, click.received_at, click.channel),
            reason.label("reason"),
            *(placement.event_category, placement.event_action, placement.event_label),
            placement.url,
            roadmap.slug,
            click.placement_id,
            placement.sponsor_id,
        )
        .join_from(click.id.table, placement.id.table, placement.id == click.placement_id)
        .join(roadmap.id.table, roadmap.id == placement.roadmap_id)
        .outerjoin(
            correction.id.table, and_(correction.click_id == click.id, correction.id == latest)
        )
        .where(click.id > bindparam("after"), click.id <= bindparam("last"))
        .order_by(click.id)
    )


CLICKS = _clicks()
