"""Sponsor blocks -> sponsors and placements: what stands, what is new, what is withdrawn."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from graph import tables
from graph.tables import rows_of
from graph.tables.fold import folded
from seed.records import Roadmap, SponsorBlock

PLACEMENT = tables.Placement
SNAPSHOT = (
    "title",
    "url",
    "image_url",
    "description",
    "has_event",
    "event_category",
    "event_action",
    "event_label",
    "expiry_date",
)
"""The columns that make two placements of one roadmap the same."""


def snapshot(block: SponsorBlock) -> dict[str, Any]:
    """The block as a placement's columns."""
    event = block.event
    return {
        "title": block.title,
        "url": block.url,
        "image_url": block.image_url,
        "description": block.description,
        "has_event": event is not None,
        "event_category": event and event.category,
        "event_action": event and event.action,
        "event_label": event and event.label,
        "expiry_date": block.expiry_date,
    }


def end_of(day: date | None) -> datetime | None:
    """The midnight, UTC, that ends a day; null where that lies past the year 9999."""
    if day is None or day == date.max:
        return None
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def fingerprint(block: SponsorBlock) -> str:
    """What identifies a creative: the digest of its four fields, null apart from empty."""
    fields = (block.title, block.url, block.image_url, block.description)
    return sha256(repr(fields).encode()).hexdigest()


def store_placements(
    connection: Connection, roadmaps: Sequence[tuple[int, Roadmap]], now: datetime
) -> None:
    """Make the placements of these roadmaps, given with their ids, those that their files name."""
    standing = _standing(connection, {roadmap_id for roadmap_id, _ in roadmaps})
    new: list[tuple[int, int, SponsorBlock]] = []
    for roadmap_id, roadmap in roadmaps:
        for position, block in enumerate(roadmap.sponsors):
            key = (roadmap_id, *snapshot(block).values())
            found = standing.get(key)
            if not found:
                new.append((roadmap_id, position, block))
                continue
            placement_id, old_position = found.pop(0)
            if position != old_position:
                _move(connection, placement_id, position)
    gone = [placement_id for left in standing.values() for placement_id, _ in left]
    withdraw(connection, gone, now)
    _add(connection, new, now)


def withdraw(connection: Connection, placement_ids: Sequence[int], now: datetime) -> None:
    """Mark placements as having left their files."""
    if placement_ids:
        statement = update(rows_of(PLACEMENT)).where(PLACEMENT.id == bindparam("placement_id"))
        rows = [{"placement_id": placement_id} for placement_id in placement_ids]
        connection.execute(statement.values(withdrawn_at=now), rows)


def withdraw_from(connection: Connection, roadmap_ids: Iterable[int], now: datetime) -> None:
    """Withdraw whatever stands on these roadmaps."""
    standing = _standing(connection, set(roadmap_ids))
    withdraw(connection, [found[0] for same in standing.values() for found in same], now)


def _standing(
    connection: Connection, roadmap_ids: set[int]
) -> dict[tuple[Any, ...], list[tuple[int, int]]]:
    """(id, position) of the placements that stand on these roadmaps, by roadmap and snapshot."""
    columns = [getattr(PLACEMENT, name) for name in SNAPSHOT]
    rows = connection.execute(
        select(PLACEMENT.id, PLACEMENT.position, PLACEMENT.roadmap_id, *columns)
        .where(PLACEMENT.withdrawn_at.is_(None))
        .order_by(PLACEMENT.position)
    )
    standing: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
    for placement_id, position, *key in rows:
        if key[0] in roadmap_ids:
            standing.setdefault(tuple(key), []).append((placement_id, position))
    return standing


def _move(connection: Connection, placement_id: int, position: int) -> None:
    connection.execute(
        update(PLACEMENT).where(PLACEMENT.id == placement_id).values(position=position)
    )


def _add(
    connection: Connection, new: Sequence[tuple[int, int, SponsorBlock]], now: datetime
) -> None:
    if not new:
        return
    sponsors = _sponsor_ids(connection, [block for _, _, block in new])
    first = connection.execute(select(func.coalesce(func.max(PLACEMENT.id), 0))).scalar_one() + 1
    rows = [
        {
            "id": placement_id,
            "roadmap_id": roadmap_id,
            "sponsor_id": sponsors[fingerprint(block)],
            "position": position,
            **snapshot(block),
            "expires_at": end_of(block.expiry_date),
            "first_seen_at": now,
            "withdrawn_at": None,
        }
        for placement_id, (roadmap_id, position, block) in zip(count(first), new, strict=False)
    ]
    connection.execute(insert(rows_of(PLACEMENT)), rows)


def _sponsor_ids(connection: Connection, blocks: Sequence[SponsorBlock]) -> dict[str, int]:
    """The sponsors of the blocks by fingerprint; those not known yet are added."""
    sponsor = tables.Sponsor
    ids: dict[str, int] = dict(connection.execute(select(sponsor.fingerprint, sponsor.id)).all())
    missing = {fingerprint(block): block for block in blocks if fingerprint(block) not in ids}
    new = {key: i for i, key in enumerate(missing, max(ids.values(), default=0) + 1)}
    rows = [
        {
            "id": new[key],
            "title": block.title,
            "title_folded": folded(block.title),
            "url": block.url,
            "image_url": block.image_url,
            "description": block.description,
            "fingerprint": key,
        }
        for key, block in missing.items()
    ]
    if rows:
        connection.execute(insert(rows_of(sponsor)), rows)
    return ids | new
