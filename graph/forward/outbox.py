"""The clicks that a destination has not taken yet, in the order in which they were stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from graph import tables
from graph.clicks.erased import shown_id
from graph.clicks.judged import judged
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


def destinations(engine: Engine) -> Sequence[str]:
    """The names of those that have taken anything, and for whose sake clicks are kept."""
    with reading(engine) as connection:
        row = tables.Forwarding
        return connection.execute(select(row.destination).order_by(row.destination)).scalars().all()


def forget(engine: Engine, destination: str) -> bool:
    """Know nothing of it any more; whether anything was known."""
    table = rows_of(tables.Forwarding)
    with unavailable(), engine.begin() as connection:
        own = delete(table).where(table.c.destination == destination)
        return connection.execute(own).rowcount > 0


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
    click, placement = rows_of(tables.SponsorClick), rows_of(tables.Placement)
    roadmap = rows_of(tables.Roadmap)
    clicks, reason, *_ = judged()
    return (
        select(
            *(click.c.id, shown_id(click.c.client_event_id).label("client_event_id")),
            *(click.c.occurred_at, click.c.received_at),
            *(click.c.channel, reason.label("reason")),
            *(placement.c.event_category, placement.c.event_action, placement.c.event_label),
            *(placement.c.url, roadmap.c.slug, click.c.placement_id, placement.c.sponsor_id),
        )
        .select_from(clicks)
        .join(placement, placement.c.id == click.c.placement_id)
        .join(roadmap, roadmap.c.id == placement.c.roadmap_id)
        .where(click.c.id > bindparam("after"), click.c.id <= bindparam("last"))
        .order_by(click.c.id)
    )


CLICKS = _clicks()
