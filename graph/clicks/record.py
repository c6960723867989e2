"""Recording a click: one transaction, and an answer only after it is committed to disk."""

import asyncio
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, Select, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from graph import tables
from graph.clicks.judge import moment_of, reason_against
from graph.clicks.results import (
    Click,
    ClickStoreUnavailable,
    IdempotencyConflict,
    InvalidClick,
    NoSponsor,
    PlacementNotFound,
    Result,
    RoadmapNotFound,
    SponsorClickRecorded,
)
from graph.plan.identity import number_of, read_global_id

CLICK = tables.SponsorClick
PLACEMENT = tables.Placement
RETRY_AFTER_MS = 1_000

log = logging.getLogger("graph.clicks")


class Recorder:
    """Records clicks on one database, one after the other, outside the event loop.

    `clock` tells the instant at which a click is received.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="clicks")

    async def record(self, click: Click) -> Result:
        """Store the click; SponsorClickRecorded once it is on disk, or why it is not stored."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._record, click)

    def close(self) -> None:
        """Finish what was begun, then let the database go."""
        self._thread.shutdown()
        self._engine.dispose()

    def _record(self, click: Click) -> Result:
        if click.client_event_id is not None:
            canonical = canonical_uuid(click.client_event_id)
            if canonical is None:
                return InvalidClick(
                    "clientEventId is not a UUID: send one like "
                    "3f2c8a52-9f0e-4a57-8d3c-0f8f5f2f6a11, made anew for each click."
                )
            click = replace(click, client_event_id=canonical)
        try:
            with self._engine.begin() as connection:
                return record(connection, click, self._clock())
        except DBAPIError as error:
            log.error("a click could not be stored: %s", error.orig)
            return ClickStoreUnavailable(
                "The click could not be stored just now; send it again with the same "
                "clientEventId.",
                RETRY_AFTER_MS,
            )


def canonical_uuid(text: str) -> str | None:
    """The UUID in lower case; None for a text that is none in its usual form."""
    try:
        canonical = str(UUID(text))
    except ValueError:
        return None
    return canonical if canonical == text.lower() else None


def record(connection: Connection, click: Click, now: datetime) -> Result:
    """Store a click in the caller's transaction, or find it stored."""
    if click.client_event_id is not None and (earlier := _earlier(connection, click)):
        return earlier
    placement = _placement(connection, click)
    if not isinstance(placement, Row):
        return placement
    moment, clock = moment_of(click.occurred_at, click.sent_at, now)
    row_id = _insert(
        connection,
        {
            "client_event_id": click.client_event_id,
            "content_sha256": click.client_event_id and content_of(click),
            "placement_id": placement.id,
            "occurred_at": moment,
            "clock": clock,
            "received_at": now,
            "reason": reason_against(placement, moment),
        },
    )
    if row_id is not None:
        return SponsorClickRecorded(row_id, replayed=False)
    # Another process stored the same id between our look and our insert.
    return _earlier(connection, click) or ClickStoreUnavailable("Send it again.", RETRY_AFTER_MS)


def content_of(click: Click) -> str:
    """The digest of what makes two messages the same click: all but the id and sentAt."""
    occurred_at = click.occurred_at and click.occurred_at.isoformat()
    content = json.dumps([click.roadmap, click.placement, occurred_at])
    return sha256(content.encode()).hexdigest()


def _earlier(connection: Connection, click: Click) -> Result | None:
    """The answer to a click whose id is stored already."""
    same_id = select(CLICK.id, CLICK.content_sha256).where(
        CLICK.client_event_id == click.client_event_id
    )
    stored = connection.execute(same_id).one_or_none()
    if stored is None:
        return None
    if stored.content_sha256 == content_of(click):
        return SponsorClickRecorded(stored.id, replayed=True)
    return IdempotencyConflict(
        f"clientEventId {click.client_event_id} was used for another click, which stays as it "
        "is: make a new id for each click."
    )


def _placement(connection: Connection, click: Click) -> Row[Any] | Result:
    """The placement that was clicked, or why there is none."""
    roadmap = _roadmap(connection, click.roadmap)
    # A page that still shows the placement of a roadmap whose file is gone tells of a real click.
    if roadmap is None or (roadmap.retired_at is not None and click.placement is None):
        return RoadmapNotFound(f"There is no roadmap {click.roadmap!r}.")
    own = select(PLACEMENT.id, PLACEMENT.expires_at, PLACEMENT.withdrawn_at).where(
        PLACEMENT.roadmap_id == roadmap.id
    )
    if click.placement is None:
        current = own.where(PLACEMENT.withdrawn_at.is_(None), PLACEMENT.position == 0)
        return _one(connection, current) or NoSponsor(
            f"Roadmap {click.roadmap!r} has no sponsor now."
        )
    named = own.where(PLACEMENT.id == _placement_number(click.placement))
    return _one(connection, named) or PlacementNotFound(
        f"Roadmap {click.roadmap!r} never had the placement {click.placement!r}: send the id of "
        "its `sponsor`, or leave it out."
    )


def _roadmap(connection: Connection, slug: str) -> Row[Any] | None:
    """The roadmap of that slug, a retired one too."""
    if "\0" in slug:  # PostgreSQL's text cannot hold it, and refuses even to compare with it
        return None
    columns = select(tables.Roadmap.id, tables.Roadmap.retired_at)
    return _one(connection, columns.where(tables.Roadmap.slug == slug))


def _one(connection: Connection, statement: Select[*tuple[Any, ...]]) -> Row[Any] | None:
    return connection.execute(statement).one_or_none()


def _placement_number(global_id: str) -> int | None:
    kind, key = read_global_id(global_id) or ("", "")
    return number_of(key) if kind == "Placement" else None


def _insert(connection: Connection, row: dict[str, Any]) -> int | None:
    """The new row's number; None where its clientEventId is taken."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(CLICK).values(row)
    unless_known = statement.on_conflict_do_nothing(index_elements=["client_event_id"])
    return connection.execute(unless_known.returning(CLICK.id)).scalar()
