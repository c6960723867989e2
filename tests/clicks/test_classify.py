"""Validity: by fixed precedence, by what the visitor did before, and as a model has it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.clicks.classify import Earlier, Verdict, classify
from graph.clicks.origin import Origin
from graph.clicks.results import Click
from tests.clicks.model import ModelClick, judged
from tests.clicks.site import Site
from tests.clicks.test_agents import CHROME
from tests.conftest import EXAMPLES

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
CURL = "curl/8.5.0"
STEP = timedelta(microseconds=1)
VALID = Verdict(None, is_unique=True)


@dataclass(frozen=True)
class Term:
    expires_at: datetime | None = None
    withdrawn_at: datetime | None = None


LASTING, OVER = Term(), Term(NOW, NOW)


def before(*seconds: float, reason: str | None = None) -> list[Earlier]:
    return [Earlier(NOW - timedelta(seconds=each), reason) for each in seconds]


ELEVEN = [60.0 * number for number in range(1, 12)]
PRECEDENCE = [
    pytest.param(OVER, before(*ELEVEN, 1), True, True, "PREFETCH", id="all at once"),
    pytest.param(OVER, before(*ELEVEN, 1), False, True, "BOT", id="all but a prefetch"),
    pytest.param(OVER, before(*ELEVEN, 1), False, False, "SPONSOR_EXPIRED", id="not a bot"),
    pytest.param(
        Term(None, NOW), before(*ELEVEN, 1), False, False, "PLACEMENT_WITHDRAWN", id="not expired"
    ),
    pytest.param(LASTING, before(*ELEVEN, 1), False, False, "EXCESSIVE", id="stands"),
    pytest.param(LASTING, before(1), False, False, "DOUBLE_CLICK", id="not too many"),
]


@pytest.mark.parametrize(("placement", "earlier", "is_prefetch", "is_bot", "reason"), PRECEDENCE)
def test_of_several_reasons_the_first_one_is_told(
    placement: Term, earlier: list[Earlier], is_prefetch: bool, is_bot: bool, reason: str
) -> None:
    verdict = classify(placement, NOW, earlier, is_prefetch=is_prefetch, is_bot=is_bot)
    assert verdict == Verdict(reason, is_unique=False)


TEN = ELEVEN[:10]
HISTORIES = [
    pytest.param([], None, True, id="nothing before"),
    pytest.param(before(30.000_001), None, False, id="just over 30 seconds"),
    pytest.param(before(30), "DOUBLE_CLICK", False, id="30 seconds"),
    pytest.param(before(0), "DOUBLE_CLICK", False, id="the same instant"),
    pytest.param(before(-30), "DOUBLE_CLICK", False, id="one that happened after it"),
    pytest.param(before(30, reason="DOUBLE_CLICK"), "DOUBLE_CLICK", False, id="of a double click"),
    pytest.param(before(*TEN[:9]), None, False, id="the tenth in an hour"),
    pytest.param(before(*TEN), "EXCESSIVE", False, id="the eleventh in an hour"),
    pytest.param(before(*TEN[:9], 3_599.999_999), "EXCESSIVE", False, id="just within an hour"),
    pytest.param(before(*TEN[:9], 3_600), None, False, id="an hour ago"),
    pytest.param(before(*TEN[:9], -31), None, False, id="one of the next hour"),
    pytest.param(before(*(4_000.0 * n for n in range(1, 25))), None, False, id="the 25th a day"),
    pytest.param(
        before(*(4_000.0 * n for n in range(1, 26))), "EXCESSIVE", False, id="the 26th a day"
    ),
    pytest.param(before(100, reason="EXCESSIVE"), None, True, id="none that counted before"),
]


@pytest.mark.parametrize(("earlier", "reason", "is_unique"), HISTORIES)
def test_a_click_is_judged_by_what_its_visitor_did(
    earlier: Sequence[Earlier], reason: str | None, is_unique: bool
) -> None:
    assert classify(LASTING, NOW, earlier) == Verdict(reason, is_unique)


def test_a_visitor_whom_nobody_knows_is_not_counted_as_one() -> None:
    assert classify(LASTING, NOW, None) == Verdict(None, is_unique=False)


# Through the recorder, against the model

EXPIRY = datetime(2023, 2, 3, tzinfo=UTC)  # of the placement on "sails"
START = EXPIRY - timedelta(hours=2)
PEOPLE = ("192.0.2.1", "192.0.2.2")


@dataclass(frozen=True)
class Sent:
    """A click that is received so many seconds after the one before it."""

    later: float
    slug: str = "sails"
    person: str = PEOPLE[0]
    agent: str = CHROME
    is_prefetch: bool = False
    ago: float = 0
    """How long before its arrival it happened."""


def at(moment: datetime) -> float:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1)


def modelled(clicks: Sequence[Sent]) -> list[tuple[str | None, bool]]:
    model, now = [], START
    for sent in clicks:
        now += timedelta(seconds=sent.later)
        model.append(
            ModelClick(
                at(now - timedelta(seconds=sent.ago)),
                sent.person,
                sent.slug,
                prefetch=sent.is_prefetch,
                bot=sent.agent == CURL,
                expires=at(EXPIRY) if sent.slug == "sails" else None,
            )
        )
    return judged(model)


def stored(site: Site, clicks: Sequence[Sent], together: int) -> list[tuple[Any, ...]]:
    """What the recorder makes of them, so many of them in one transaction."""
    site.now = START

    async def send() -> None:
        for first in range(0, len(clicks), together):
            waiting = []
            for sent in clicks[first : first + together]:
                site.now += timedelta(seconds=sent.later)
                occurred_at = site.now - timedelta(seconds=sent.ago) if sent.ago else None
                origin = Origin("GRAPHQL", sent.person, sent.agent, sent.is_prefetch)
                click = Click(sent.slug, occurred_at=occurred_at)
                waiting.append(site.recorder.record(click, origin))
            await asyncio.gather(*waiting)

    before = site.rows("SELECT coalesce(max(id), 0) FROM sponsor_click")[0][0]
    asyncio.run(send())
    rows = site.rows(f"SELECT reason, is_unique FROM sponsor_click WHERE id > {before} ORDER BY id")
    return [(reason, bool(is_unique)) for reason, is_unique in rows]


SENT = st.builds(
    Sent,
    st.one_of(st.sampled_from([0.0, 29.5, 30.0, 30.5, 400.0, 3_600.0]), st.integers(0, 120)),
    st.sampled_from(["sails", "knots"]),
    st.sampled_from(PEOPLE),
    st.sampled_from([CHROME] * 8 + [CURL]),
    st.sampled_from([False] * 8 + [True]),
    st.sampled_from([0.0] * 6 + [10.0, 1_000.0]),
)
PARTLY = settings(
    max_examples=EXAMPLES // 20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, *HealthCheck],
)


@PARTLY
@given(st.lists(SENT, max_size=45), st.sampled_from([1, 7, 45]))
def test_a_stream_of_clicks_is_judged_as_the_model_does(
    site: Site, clicks: list[Sent], together: int
) -> None:
    forget(site)
    assert stored(site, clicks, together) == modelled(clicks)
    assert site.rollup() == site.counted()


def forget(site: Site) -> None:
    """Take all clicks away."""
    with site.writer.begin() as connection:
        for table in ("sponsor_click", "click_day", "visitor_salt"):
            connection.exec_driver_sql(f"DELETE FROM {table}")


@pytest.mark.parametrize("together", [1, 40])
def test_a_visitor_who_cannot_stop_counts_ten_times_an_hour(site: Site, together: int) -> None:
    clicks = [Sent(31.0, "knots") for _ in range(40)]
    verdicts = stored(site, clicks, together)
    assert verdicts == modelled(clicks)
    assert [reason for reason, _ in verdicts[:11]] == [None] * 10 + ["EXCESSIVE"]
    assert verdicts[0] == (None, True)


def test_a_prefetch_does_not_make_the_click_a_double_one(site: Site) -> None:
    fetched = Sent(0, "knots", is_prefetch=True)
    assert stored(site, [fetched, replace(fetched, is_prefetch=False)], 1) == [
        ("PREFETCH", False),
        (None, True),
    ]
