"""What is kept of old clicks: the rollup for ever, the clicks themselves for some time."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import Delete, Engine, Insert, Select, Update, delete, func, select, update

from graph import tables
from graph.clicks.erased import erased_id
from graph.clicks.judge import LATEST_ARRIVAL
from graph.clicks.kept import keep_from
from graph.clicks.salt import forget, leave_zeros
from graph.clicks.transaction import alone
from graph.database import reading
from graph.tables import rows_of

CHUNK = 1_000
"""Clicks that are changed in one transaction; recording waits for no more than that."""
MOST_AT_ONCE = 25_000
"""Clicks that are deleted in one: mostly a day, which is there as a whole then or not at all."""
DAYS_KEPT = 400

CLICK, CORRECTION = rows_of(tables.SponsorClick), rows_of(tables.ClickCorrection)
FORWARDING = rows_of(tables.Forwarding)
Told = Callable[[int], None]
"""Is told after each transaction how many clicks it was."""


class Unsent(NamedTuple):
    """Clicks that a known destination has not taken."""

    destination: str
    clicks: int
    oldest: datetime


def first_kept(engine: Engine, now: datetime, days: int) -> date:
    """The first day whose clicks stay.

    A day to which clicks may still be added is one, and the day of the newest click, however old:
    its number must not be given out again. Of a day either all clicks are there or none, unless
    deleting them was stopped in the middle.
    """
    first_open = (now - LATEST_ARRIVAL).astimezone(UTC).date()
    first = min(now.astimezone(UTC).date() - timedelta(days=days), first_open)
    with reading(engine) as connection:
        newest = select(CLICK.c.occurred_at).order_by(CLICK.c.id.desc()).limit(1)
        occurred_at: datetime | None = connection.execute(newest).scalar()
    return first if occurred_at is None else min(first, occurred_at.astimezone(UTC).date())


def unsent_before(engine: Engine, day: date) -> Sequence[Unsent]:
    """What would be lost to each destination of clicks if those before that day were deleted."""
    counts = func.count(), func.min(CLICK.c.occurred_at)
    found = (
        select(FORWARDING.c.destination, *counts)
        .join(CLICK, CLICK.c.id > FORWARDING.c.click_id)
        .where(CLICK.c.occurred_at < _midnight(day))
        .group_by(FORWARDING.c.destination)
        .order_by(FORWARDING.c.destination)
    )
    with reading(engine) as connection:
        return [Unsent(*row) for row in connection.execute(found)]


def count_before(engine: Engine, day: date) -> int:
    """How many clicks are older than that day."""
    with reading(engine) as connection:
        found = select(func.count()).select_from(CLICK).where(CLICK.c.occurred_at < _midnight(day))
        return connection.execute(found).scalar_one()


def delete_before(engine: Engine, day: date, told: Told, most: int = MOST_AT_ONCE) -> None:
    """Delete the clicks that are older than that day, with their corrections, the oldest day first
    and each by itself, as far as `most` lets it. Their clientEventIds are free again then.
    DBAPIError where the database is at fault; what is done stays done. What is left of a day then
    is no longer compared with the rollup, nor judged anew."""
    while (oldest := _oldest(engine)) is not None and oldest < day:
        end = _midnight(oldest + timedelta(days=1))
        of_day = select(CLICK.c.id).where(CLICK.c.occurred_at < end)
        _by_chunks(engine, of_day.limit(most), partial(_gone, end), told)
    _forget(engine)


def _gone(whole_from: datetime, ids: Sequence[int]) -> Sequence[Delete | Insert]:
    return [
        *keep_from(whole_from),
        delete(CORRECTION).where(CORRECTION.c.click_id.in_(ids)),
        delete(CLICK).where(CLICK.c.id.in_(ids)),
    ]


def _oldest(engine: Engine) -> date | None:
    with reading(engine) as connection:
        found = connection.execute(select(func.min(CLICK.c.occurred_at))).scalar()
    return found and found.astimezone(UTC).date()


def erase_visitors_before(engine: Engine, day: date, told: Told) -> None:
    """Take from older clicks what ties those of one visitor's day together. They still count."""
    old = select(CLICK.c.id).where(
        CLICK.c.visitor.is_not(None), CLICK.c.occurred_at < _midnight(day)
    )
    _by_chunks(engine, old.limit(CHUNK), lambda ids: [_without_visitors(ids)], told)
    _forget(engine)


def erase_events(engine: Engine, events: Sequence[str], told: Told) -> None:
    """Take from the clicks of these clientEventIds, in lower case, all that their senders know.
    They still count; sent again, they are found by the digests of their ids, and not counted."""
    with engine.begin() as connection:
        leave_zeros(engine, alone(connection))
        erased = [connection.execute(_erase(event)).rowcount for event in set(events)]
    told(sum(erased))
    _forget(engine)


def _erase(event: str) -> Update:
    nothing = {"client_event_id": erased_id(event), "content_sha256": None, "visitor": None}
    return update(CLICK).where(CLICK.c.client_event_id == event).values(nothing)


def _without_visitors(ids: Sequence[int]) -> Update:
    return update(CLICK).where(CLICK.c.id.in_(ids)).values(visitor=None)


def _by_chunks(
    engine: Engine,
    found: Select[int],
    change: Callable[[Sequence[int]], Sequence[Delete | Insert | Update]],
    told: Told,
) -> None:
    """Change what is found until nothing is."""
    ids: Sequence[int] = (0,)
    while ids:
        with engine.begin() as connection:
            leave_zeros(engine, alone(connection))
            ids = connection.execute(found).scalars().all()
            for statement in change(ids) if ids else ():
                connection.execute(statement)
        if ids:
            told(len(ids))


def _forget(engine: Engine) -> None:
    """Leave nothing of what was there in the files."""
    for table in (CORRECTION, CLICK):
        forget(engine, table.name)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
