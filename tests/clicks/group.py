"""Streams of clicks, and what becomes of one however it is cut into groups."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from graph.clicks.erased import erased_id
from graph.clicks.ledger import Ledger, Received
from graph.clicks.origin import Origin
from graph.clicks.results import Click, Result, SponsorClickRecorded
from graph.clicks.statements import Statements
from graph.clicks.transaction import alone
from tests.clicks.site import EVENT, NOW, OTHER_EVENT
from tests.clicks.test_agents import CHROME

ERASED = "aaaaaaaa-0000-4000-8000-000000000001"
EVENTS = [EVENT, OTHER_EVENT, ERASED, "aaaaaaaa-0000-4000-8000-000000000002"]
CURL = "curl/8.5.0"
SOMEBODY = Origin("BEACON", "192.0.2.1", CHROME)
CLICKS = (
    "SELECT visitor, id, client_event_id, content_sha256, placement_id, occurred_at, clock,"
    " received_at, channel, is_unique, rules, reason FROM sponsor_click ORDER BY id"
)
ROLLUP = "SELECT * FROM click_day ORDER BY placement_id, reason, day, channel"


@dataclass(frozen=True)
class Told:
    """A click so many seconds after the one before it."""

    later: float = 0.0
    slug: str = "knots"
    placement: int | str | None = None
    """A number, or what a client makes of it."""
    event: str | None = None
    ago: float | None = None
    sent: float = 0.0
    origin: Origin = SOMEBODY


ORIGINS = [
    *(SOMEBODY, Origin("GRAPHQL", "192.0.2.1", CHROME)),
    *(Origin("REDIRECT", "2001:db8::1", CHROME), Origin("BEACON", "192.0.2.1", CURL)),
    *(Origin("BEACON", "192.0.2.1", CHROME, is_prefetch=True), Origin("GRAPHQL")),
]
TOLD = st.builds(
    Told,
    st.sampled_from([0.0, 20.0, 31.0, 400.0, 40_000.0]),
    st.sampled_from([*["knots"] * 4, "ropes", "sails", "anchors", "rigging", "nowhere", "knots\0"]),
    st.sampled_from([None, None, 1, 2, 3, 999, "\0", "Placement:1"]),
    st.sampled_from([None, None, *EVENTS]),
    st.sampled_from([None, None, 0.0, 60.0, 90_000.0, 400_000.0]),
    st.sampled_from([0.0, 0.0, -3_600.0]),
    st.sampled_from(ORIGINS),
)


def streamed(stream: Iterable[Told]) -> list[Received]:
    clicks, now = [], NOW
    for told in stream:
        now += timedelta(seconds=told.later)
        clicks.append(Received(_click(told, now), told.origin, now))
    return clicks


def _click(told: Told, now: datetime) -> Click:
    named = told.placement
    placement = f"Placement:{named}".encode().hex() if isinstance(named, int) else named
    occurred_at = None if told.ago is None else now - timedelta(seconds=told.ago)
    sent_at = now - timedelta(seconds=told.sent) if told.sent else None
    return Click(told.slug, placement, told.event, occurred_at, sent_at)


GROUPS = [
    pytest.param([Told(event=EVENT), Told(event=EVENT)], id="an id again"),
    pytest.param([Told(event=EVENT), Told(event=EVENT, ago=0.0)], id="an id for another click"),
    pytest.param(
        [Told(event=EVENT), Told(event=EVENT, slug="nowhere"), Told(event=EVENT)],
        id="an id for a click on nothing, and again",
    ),
    pytest.param(
        [Told(event=EVENT, slug="nowhere"), Told(event=EVENT)], id="an id that was not used up"
    ),
    pytest.param([Told(event=ERASED), Told(event=ERASED, slug="?")], id="an id that was erased"),
    pytest.param(
        [Told(event=EVENT), Told(), Told(event=OTHER_EVENT), Told()], id="with ids and without"
    ),
    pytest.param([Told(), Told(20.0), Told(31.0)], id="a double click"),
    pytest.param([Told(400.0)] * 12, id="the eleventh in an hour"),
    pytest.param([Told(3_000.0)] * 27, id="the 26th a day"),
    pytest.param(
        [Told(slug=slug) for slug in ("knots", "nowhere", "anchors", "knots\0", "sails")],
        id="on this and on nothing",
    ),
    pytest.param(
        [Told(placement="\0"), Told(placement=""), Told(placement=999)], id="on no placement"
    ),
    pytest.param(
        [Told(origin=Origin("BEACON", "192.0.2.1", CURL)), Told(origin=Origin()), Told()],
        id="of nobody",
    ),
    pytest.param([Told(ago=90_000.0), Told(ago=60.0), Told(86_400.0)], id="of three days"),
]


def outcome(connection: Connection, stream: Sequence[Received], together: int) -> list[Any]:
    """Results, rows and rollup, where so many clicks are recorded at once and one id was erased.
    The rows' numbers and the visitors, which another database has others of, are counted anew."""
    driver, statements = alone(connection), Statements(connection.dialect)
    _leave_erased(connection)
    clicks, results = iter(stream), list[Result]()
    while group := list(islice(clicks, together)):
        results += Ledger(driver, statements).record_all(group)
    rows = [tuple(row) for row in connection.execute(text(CLICKS))]
    numbers = {row[1]: place for place, row in enumerate(rows)}
    visitors = {None: None} | dict(_named(row[0] for row in rows))
    stored = [(visitors[visitor], *row) for visitor, _, *row in rows]
    return [
        [_told(result, numbers) for result in results],
        stored,
        [tuple(row) for row in connection.execute(text(ROLLUP))],
    ]


def _leave_erased(connection: Connection) -> None:
    click = Click("knots", None, ERASED)
    Ledger(alone(connection), Statements(connection.dialect)).record_all(
        [Received(click, SOMEBODY, NOW)]
    )
    connection.execute(
        text("UPDATE sponsor_click SET client_event_id = :event, content_sha256 = NULL"),
        {"event": erased_id(ERASED)},
    )


def _named(visitors: Iterable[str | None]) -> Iterator[tuple[str, int]]:
    for place, visitor in enumerate(dict.fromkeys(visitors)):
        if visitor is not None:
            yield visitor, place


def _told(result: Result, numbers: dict[int, int]) -> Any:
    if not isinstance(result, SponsorClickRecorded):
        return result
    place = replace(result, row_id=numbers[result.row_id])
    return place, result.client_event_id, result.placement, result.reason


def assert_same_together(engine: Engine, stream: Sequence[Told], together: int) -> None:
    """Nothing of it stays."""
    outcomes = []
    for size in (1, together):
        with engine.connect() as connection:
            outcomes.append(outcome(connection, streamed(stream), size))
            connection.rollback()
    assert outcomes[1] == outcomes[0]
