"""Recording clicks: the way in for whoever has one, and an answer only once it is on disk."""

import re
from asyncio import Future, get_running_loop
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine

from graph.clicks.allowance import Allowance
from graph.clicks.ledger import Ledger, Received
from graph.clicks.origin import UNKNOWN, Origin
from graph.clicks.results import Click, ClickRateLimited, InvalidClick, Result
from graph.clicks.statements import Statements
from graph.clicks.transaction import alone
from graph.clicks.writer import Writer

UUID_TEXT = re.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
MORE_THAN_ALLOWED = (
    "More clicks than one visitor may send in a while: send it again later, with the same "
    "clientEventId."
)
NOT_READY = "Clicks cannot be stored now: the database does not take what is written."


class Recorder:
    """Records clicks on one database, outside the event loop.

    `clock` tells the instant at which a click is received.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime],
        allowance: Allowance | None = None,
    ) -> None:
        """`allowance` says how many clicks one address may send; by default any number."""
        self._clock = clock
        self._allowance = allowance
        self._writer = Writer(engine, clock)
        self.tally = self._writer.tally

    def record(self, click: Click, origin: Origin = UNKNOWN) -> "Future[Result]":
        """Store the click, from now on, whoever waits for it; SponsorClickRecorded once it is on
        disk, or why it is not stored."""
        read = self._too_many(origin, 1) or _canonical(click)
        if isinstance(read, Click):
            return self._writer.store_one(Received(read, origin, self._clock()))
        known: Future[Result] = get_running_loop().create_future()
        known.set_result(read)
        return known

    async def record_all(self, clicks: Sequence[Click], origin: Origin = UNKNOWN) -> list[Result]:
        """The same for several clicks of one origin, in one transaction."""
        refusal = self._too_many(origin, len(clicks))
        if refusal:
            return [refusal] * len(clicks)
        now = self._clock()  # before the wait for other writers, which makes no click later
        read = [_canonical(click) for click in clicks]
        good = [Received(click, origin, now) for click in read if isinstance(click, Click)]
        stored = iter(await self._writer.store(good) if good else ())
        return [next(stored) if isinstance(click, Click) else click for click in read]

    def _too_many(self, origin: Origin, clicks: int) -> ClickRateLimited | None:
        """What is answered to each of so many clicks, where these are more than allowed."""
        wait = self._allowance.wait_ms(origin.address, clicks) if self._allowance else 0
        if not wait:
            return None
        refusal = ClickRateLimited(MORE_THAN_ALLOWED, wait)
        self.tally.count([refusal] * clicks)
        return refusal

    async def trouble(self) -> str | None:
        """Why clicks cannot be stored, as far as the last one tells, or else a trial; or null."""
        told = self.tally.committed_at is not None and self._writer.is_in_place
        if self.tally.is_failing or not told:
            await self._writer.store(())
        return NOT_READY if self.tally.is_failing else None

    def start(self) -> None:
        """Look after the visitors' salts, also before the first click."""
        self._writer.start()

    def close(self) -> None:
        """Finish what was begun, then let the database go."""
        self._writer.close()


def record(connection: Connection, click: Click, now: datetime, origin: Origin = UNKNOWN) -> Result:
    """Store a click in the caller's transaction, or find it stored."""
    ledger = Ledger(alone(connection), Statements(connection.dialect))
    (result,) = ledger.record_all([Received(click, origin, now)])
    return result


def _canonical(click: Click) -> Click | InvalidClick:
    """The click with its id as it is compared: in lower case."""
    event = click.client_event_id
    if event is None:
        return click
    if not UUID_TEXT.fullmatch(event):
        return InvalidClick(
            "clientEventId is not a UUID: send one like 3f2c8a52-9f0e-4a57-8d3c-0f8f5f2f6a11, "
            "made anew for each click."
        )
    canonical = event.lower()
    return click if event == canonical else click._replace(client_event_id=canonical)
