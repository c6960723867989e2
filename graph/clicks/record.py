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

from sqlalchemy import Connection, Engine, Row, Select, bindparam, select
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
from graph.clicks.rollup import add, cell_of, summed
from graph.plan.identity import number_of, read_global_id
from graph.tables import rows_of

RETRY_AFTER_MS = 1_000
RULES = 1
"""The version of the rules in `graph.clicks.judge`."""

# The statements are made once: to make them anew for each click took five times as long as to run
# them, and all other writers wait meanwhile.
CLICK, PLACEMENT, ROADMAP = map(rows_of, (tables.SponsorClick, tables.Placement, tables.Roadmap))
SAME_ID = select(CLICK.c.id, CLICK.c.content_sha256).where(
    CLICK.c.client_event_id == bindparam("client_event_id")
)
OF_SLUG = select(ROADMAP.c.id, ROADMAP.c.retired_at).where(ROADMAP.c.slug == bindparam("slug"))
OWN = select(PLACEMENT.c.id, PLACEMENT.c.expires_at, PLACEMENT.c.withdrawn_at).where(
    PLACEMENT.c.roadmap_id == bindparam("roadmap")
)
CURRENT = OWN.where(PLACEMENT.c.withdrawn_at.is_(None), PLACEMENT.c.position == 0)
NAMED = OWN.where(PLACEMENT.c.id == bindparam("placement"))
INSERTS = {
    dialect.__name__.rpartition(".")[2]: dialect.insert(rows_of(tables.SponsorClick))
    .on_conflict_do_nothing(index_elements=["client_event_id"])
    .returning(CLICK.c.id)
    for dialect in (postgresql, sqlite)
}

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
        now = self._clock()  # before the wait for other writers, which makes no click later
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._record, click, now)

    def close(self) -> None:
        """Finish what was begun, then let the database go."""
        self._thread.shutdown()
        self._engine.dispose()

    def _record(self, click: Click, now: datetime) -> Result:
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
                return record(connection, click, now)
        except DBAPIError as error:
            log.error("a click could not be stored: %s", error.orig)
            # A connection to a file that was read-only then would stay so for ever.
            self._engine.dispose()
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
    reason = reason_against(placement, moment)
    row_id = _insert(
        connection,
        {
            "client_event_id": click.client_event_id,
            "content_sha256": click.client_event_id and content_of(click),
            "placement_id": placement.id,
            "occurred_at": moment,
            "clock": clock,
            "received_at": now,
            "channel": "GRAPHQL",
            "visitor": None,
            "is_unique": False,
            "rules": RULES,
            "reason": reason,
        },
    )
    if row_id is not None:
        add(connection, summed([(cell_of(moment, placement.id, "GRAPHQL", reason), False)]))
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
    stored = _one(connection, SAME_ID, client_event_id=click.client_event_id)
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
    if click.placement is None:
        return _one(connection, CURRENT, roadmap=roadmap.id) or NoSponsor(
            f"Roadmap {click.roadmap!r} has no sponsor now."
        )
    number = _placement_number(click.placement)
    return _one(connection, NAMED, roadmap=roadmap.id, placement=number) or PlacementNotFound(
        f"Roadmap {click.roadmap!r} never had the placement {click.placement!r}: send the id of "
        "its `sponsor`, or leave it out."
    )


def _roadmap(connection: Connection, slug: str) -> Row[Any] | None:
    """The roadmap of that slug, a retired one too."""
    if "\0" in slug:  # PostgreSQL's text cannot hold it, and refuses even to compare with it
        return None
    return _one(connection, OF_SLUG, slug=slug)


def _one(
    connection: Connection, statement: Select[*tuple[Any, ...]], **values: object
) -> Row[Any] | None:
    return connection.execute(statement, values).one_or_none()


def _placement_number(global_id: str) -> int | None:
    kind, key = read_global_id(global_id) or ("", "")
    return number_of(key) if kind == "Placement" else None


def _insert(connection: Connection, row: dict[str, Any]) -> int | None:
    """The new row's number; None where its clientEventId is taken."""
    return connection.execute(INSERTS[connection.dialect.name], row).scalar()
