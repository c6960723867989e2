"""One transaction's worth of clicks: the database is asked for all of them at once, each is judged
by what came before it, and then they are stored and rolled up together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from msgspec.json import encode

from graph.clicks.agents import is_bot
from graph.clicks.classify import Earlier
from graph.clicks.clicked import Clicked, Missing, Name, digest
from graph.clicks.judge import moment_of
from graph.clicks.known import Known
from graph.clicks.new import New
from graph.clicks.origin import Origin
from graph.clicks.prepared import Driver
from graph.clicks.results import (
    Click,
    ClickStoreUnavailable,
    Result,
    SponsorClickRecorded,
)
from graph.clicks.rollup import Cell, add, summed
from graph.clicks.statements import Statements
from graph.clicks.stored import Stored, again

RETRY_AFTER_MS = 1_000


class Received(NamedTuple):
    """A click as it came in."""

    click: Click
    """Its id, where it has one, is a UUID in lower case."""
    origin: Origin
    at: datetime
    """When it was received, which the wait for other writers does not change."""


class Ledger:
    """Records the clicks of one transaction, which the driver's connection is in."""

    def __init__(self, driver: Driver, statements: Statements, known: Known | None = None) -> None:
        self._driver = driver
        self._statements = statements
        self._known = known or Known(statements)
        self._clicked: dict[Name, Clicked | Missing] = {}
        self._stored: dict[str, Stored | New] = {}
        """The first click of each id, be it of this transaction."""
        self._earlier: dict[tuple[str, int], list[Earlier]] = {}
        """What was clicked before, by visitor and placement."""
        self._numbers: Iterator[int] = iter(())
        self._rows: list[tuple[Any, ...]] = []
        self._counted: list[tuple[Cell, bool]] = []
        """The same clicks in the same order."""

    def record_all(self, clicks: Sequence[Received]) -> list[Result]:
        """Store each click, or find it stored, or say why it is neither; once in a transaction."""
        if not clicks:
            return []
        self._look_up([received.click for received in clicks])
        sorted_out = [self._sort_out(received) for received in clicks]
        self._look_back([each for each in sorted_out if isinstance(each, New)])
        results = [self._judge(each) if isinstance(each, New) else each for each in sorted_out]
        if self._store() < len(self._rows):
            results = self._without_taken(clicks, results)
        add(self._driver, self._statements, summed(self._counted))
        return results

    # What is there

    def _look_up(self, clicks: Sequence[Click]) -> None:
        names = {(click.roadmap, click.placement) for click in clicks}
        self._clicked = self._known.clicked(self._driver, names)
        self._numbers = self._known.numbers(self._driver, len(clicks))
        if len(clicks) > 1 or not self._insert_tells(clicks[0]):
            events = {click.client_event_id for click in clicks if click.client_event_id}
            self._stored |= self._known.stored(self._driver, events)

    def _insert_tells(self, click: Click) -> bool:
        """Whether a click by itself needs no look for its id: then the insert shows that it is
        stored, and nothing was judged by a click that is none."""
        is_there = isinstance(self._clicked[click.roadmap, click.placement], Clicked)
        return is_there and not self._known.are_any_erased(self._driver)

    def _look_back(self, new: Sequence[New]) -> None:
        self._earlier = {(click.visitor, click.placed.id): [] for click in new if click.visitor}
        for visitor, number, *row in self._visits([*self._earlier]):
            self._earlier[visitor, number].append(Earlier(*row))

    def _visits(self, visits: Sequence[tuple[str, int]]) -> Sequence[tuple[Any, ...]]:
        if len(visits) == 1:  # to take an array of one apart takes SQLite three times as long
            ((visitor, number),) = visits
            return self._statements.visit.rows(self._driver, visitor=visitor, number=number)
        if not visits:
            return ()
        return self._statements.visits.rows(self._driver, visits=encode(visits).decode())

    # What becomes of a click

    def _sort_out(self, received: Received) -> Result | New:
        click, event = received.click, received.click.client_event_id
        if event is not None and event in self._stored:
            return again(self._stored[event], click)
        clicked = self._clicked[click.roadmap, click.placement]
        if not isinstance(clicked, Clicked):
            return clicked
        new = self._new(received, clicked)
        if event is not None:
            self._stored[event] = new
        return new

    def _new(self, received: Received, clicked: Clicked) -> New:
        click, origin, at = received.click, received.origin, received.at.astimezone(UTC)
        event = click.client_event_id
        content = event and digest(clicked.named, click.occurred_at)
        moment, clock = moment_of(click.occurred_at, click.sent_at, at)
        bot = origin.agent is not None and is_bot(origin.agent)
        visitor = None if bot or origin.is_prefetch else self._visitor(origin, moment, at)
        return New(
            *(next(self._numbers), event, content, clicked.placed, origin),
            *(at, moment, clock, bot, visitor),
        )

    def _visitor(self, origin: Origin, moment: datetime, at: datetime) -> str | None:
        """Who clicked; None where nobody knows."""
        if origin.address is None or origin.agent is None:
            return None
        visitor = self._known.visitors(self._driver, moment.date(), at.date())
        return visitor(origin.address, origin.agent)

    def _judge(self, new: New) -> SponsorClickRecorded:
        visit = self._earlier[new.visitor, new.placed.id] if new.visitor else None
        verdict = new.judged(visit)
        self._rows.append(new.row(self._statements, verdict))
        self._counted.append((new.cell(verdict), verdict.is_unique))
        return SponsorClickRecorded(
            new.row_id, False, new.client_event_id, new.placed, verdict.reason
        )

    def _store(self) -> int:
        """How many of the rows were stored."""
        return self._statements.store.run_all(self._driver, self._rows) if self._rows else 0

    def _without_taken(self, clicks: Sequence[Received], results: Sequence[Result]) -> list[Result]:
        """The results where ids were stored that were not looked for, or since, by somebody who
        takes no lock, as PostgreSQL lets them."""
        self._known.renumber()
        stored = self._known.stored(self._driver, self._stored)
        numbers = {first.row_id for first in stored.values()}
        self._counted = [
            counted
            for (number, event, *_), counted in zip(self._rows, self._counted, strict=True)
            if event is None or number in numbers
        ]
        return [
            self._settled(received.click, result, stored)
            for received, result in zip(clicks, results, strict=True)
        ]

    def _settled(self, click: Click, result: Result, stored: Mapping[str, Stored]) -> Result:
        event = click.client_event_id
        if event not in self._stored:
            return result
        first = stored.get(event)
        if first is None:
            return unavailable()
        if isinstance(result, SponsorClickRecorded) and result.row_id == first.row_id:
            return result
        return again(first, click)


def unavailable() -> ClickStoreUnavailable:
    return ClickStoreUnavailable(
        "The click could not be stored just now; send it again with the same clientEventId.",
        RETRY_AFTER_MS,
    )
