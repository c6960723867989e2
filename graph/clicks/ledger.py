"""One transaction's worth of clicks: each stored or found stored, then all of them rolled up."""

import json
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from graph.clicks.agents import is_bot
from graph.clicks.classify import RULES, Earlier, Verdict, classify
from graph.clicks.erased import erased_id
from graph.clicks.judge import moment_of
from graph.clicks.origin import Origin
from graph.clicks.results import (
    Click,
    ClickStoreUnavailable,
    IdempotencyConflict,
    NoSponsor,
    Placed,
    PlacementNotFound,
    Result,
    RoadmapNotFound,
    SponsorClickRecorded,
)
from graph.clicks.rollup import Cell, add, cell_of, summed
from graph.clicks.salt import salt_of
from graph.clicks.statements import Driver, Statements
from graph.clicks.visitor import salt_day, visitor_of
from graph.plan.identity import number_of, read_global_id

RETRY_AFTER_MS = 1_000


class Received(NamedTuple):
    """A click as it came in."""

    click: Click
    """Its id, where it has one, is a UUID in lower case."""
    origin: Origin
    at: datetime
    """When it was received, which the wait for other writers does not change."""


class Ledger:
    """Records clicks in the transaction that the driver's connection is in."""

    def __init__(self, driver: Driver, statements: Statements) -> None:
        self._driver = driver
        self._statements = statements
        self._salts: dict[date, str] = {}
        self._found: dict[tuple[str, str | None], Placed | Result] = {}
        """What was clicked, by slug and placement: it does not change in a transaction."""
        self._some_are_erased: bool | None = None
        """Whether any clientEventId is; unknown before a click has one. Most databases have none,
        and so a click is looked for once."""
        self._counted: list[tuple[Cell, bool]] = []

    def record(self, received: Received) -> Result:
        """Store a click, or find it stored, or say why it is neither."""
        click = received.click
        key = (click.roadmap, click.placement)
        placed = self._found.get(key) or self._found.setdefault(key, self._placed(click))
        if not isinstance(placed, Placed):
            return self._earlier(click) or placed
        if erased := self._erased(click):
            return erased
        moment, clock = moment_of(click.occurred_at, click.sent_at, received.at)
        visitor = self._visitor(received, moment)
        verdict = self._judge(received.origin, placed, moment, visitor)
        row_id = self._store(received, placed, moment, clock, visitor, verdict)
        if row_id is None:
            return self._earlier(click) or unavailable()
        channel = received.origin.channel
        cell = cell_of(moment, placed.id, channel, verdict.reason)
        self._counted.append((cell, verdict.is_unique))
        event = click.client_event_id
        return SponsorClickRecorded(row_id, False, event, placed, verdict.reason)

    def write_rollup(self) -> None:
        """Count what was recorded; the last thing before the commit."""
        add(self._driver, self._statements, summed(self._counted))

    def _earlier(self, click: Click) -> Result | None:
        """The answer to a click whose id is stored already."""
        event = click.client_event_id
        stored = event and self._statements.same_id.row(self._driver, client_event_id=event)
        if not stored:
            return self._erased(click)
        row_id, content, *placed = stored
        if content == content_of(click):
            return SponsorClickRecorded(row_id, True, event, Placed(*placed))
        return IdempotencyConflict(
            f"clientEventId {event} was used for another click, which stays as it is: make a new "
            "id for each click."
        )

    def _erased(self, click: Click) -> SponsorClickRecorded | None:
        """The answer to a click whose id was erased since; what else it said is not known."""
        event = click.client_event_id
        if event is None:
            return None
        if self._some_are_erased is None:
            self._some_are_erased = self._statements.any_erased.row(self._driver) is not None
        if not self._some_are_erased:
            return None
        found = self._statements.same_id.row(self._driver, client_event_id=erased_id(event))
        if not found:
            return None
        row_id, _, *placed = found
        return SponsorClickRecorded(row_id, True, None, Placed(*placed))

    def _placed(self, click: Click) -> Placed | Result:
        """The placement that was clicked, or why there is none."""
        missing = RoadmapNotFound(f"There is no roadmap {click.roadmap!r}.")
        if "\0" in click.roadmap:  # PostgreSQL's text cannot hold it, nor be compared with it
            return missing
        found = self._look_up(click)
        # A page that still shows the placement of a roadmap whose file is gone tells of a real
        # click.
        if found is None or (found[0] is not None and click.placement is None):
            return missing
        placed = Placed(*found[1:])
        if placed.id is not None:
            return placed
        if click.placement is None:
            return NoSponsor(f"Roadmap {click.roadmap!r} has no sponsor now.")
        return PlacementNotFound(
            f"Roadmap {click.roadmap!r} never had the placement {click.placement!r}: send the id "
            "of its `sponsor`, or leave it out."
        )

    def _look_up(self, click: Click) -> tuple[Any, ...] | None:
        if click.placement is None:
            return self._statements.current.row(self._driver, slug=click.roadmap)
        number = _placement_number(click.placement)
        return self._statements.named.row(self._driver, slug=click.roadmap, placement=number)

    def _visitor(self, received: Received, moment: datetime) -> str | None:
        """Who clicked; None where that was nobody, or nobody knows."""
        origin = received.origin
        if origin.address is None or origin.agent is None or _is_nobody(origin):
            return None
        day = moment.astimezone(UTC).date()
        salt = self._salt(salt_day(day, received.at.astimezone(UTC).date()))
        return visitor_of(salt, day, origin.address, origin.agent)

    def _salt(self, day: date) -> str:
        if day not in self._salts:
            self._salts[day] = salt_of(self._driver, self._statements, day)
        return self._salts[day]

    def _judge(
        self, origin: Origin, placed: Placed, moment: datetime, visitor: str | None
    ) -> Verdict:
        earlier = None
        if visitor is not None:
            found = self._statements.earlier.rows(
                self._driver, visitor=visitor, placement_id=placed.id
            )
            earlier = [Earlier(*row) for row in found]
        return classify(
            placed,
            moment,
            earlier,
            is_prefetch=origin.is_prefetch,
            is_bot=_is_bot(origin),
        )

    def _store(
        self,
        received: Received,
        placed: Placed,
        moment: datetime,
        clock: str,
        visitor: str | None,
        verdict: Verdict,
    ) -> int | None:
        """The new row's number; None where its clientEventId is taken."""
        click = received.click
        row = {
            "client_event_id": click.client_event_id,
            "content_sha256": click.client_event_id and content_of(click),
            "placement_id": placed.id,
            "occurred_at": moment,
            "clock": clock,
            "received_at": received.at,
            "channel": received.origin.channel,
            "visitor": visitor,
            "is_unique": verdict.is_unique,
            "rules": RULES,
            "reason": verdict.reason,
        }
        stored = self._statements.store.run(self._driver, row).fetchall()
        return stored[0][0] if stored else None


def unavailable() -> ClickStoreUnavailable:
    return ClickStoreUnavailable(
        "The click could not be stored just now; send it again with the same clientEventId.",
        RETRY_AFTER_MS,
    )


def content_of(click: Click) -> str:
    """The digest of what makes two messages the same click: all but the id and sentAt."""
    occurred_at = click.occurred_at and click.occurred_at.isoformat()
    content = json.dumps([click.roadmap, click.placement, occurred_at])
    return sha256(content.encode()).hexdigest()


def _is_bot(origin: Origin) -> bool:
    return origin.agent is not None and is_bot(origin.agent)


def _is_nobody(origin: Origin) -> bool:
    """Whether no person clicked."""
    return origin.is_prefetch or _is_bot(origin)


def _placement_number(global_id: str) -> int | None:
    kind, key = read_global_id(global_id) or ("", "")
    return number_of(key) if kind == "Placement" else None
