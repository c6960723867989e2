"""When a click happened and whether it counts: both sides of each bound."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.clicks.judge import moment_of, reason_against
from seed.placements import end_of

NOW = datetime(2026, 5, 4, 10, 0, 0, 250_000, UTC)
STEP = timedelta(microseconds=1)
HOURS_72 = timedelta(hours=72)
SECONDS_5 = timedelta(seconds=5)
FIRST_INSTANT = datetime(1, 1, 1, tzinfo=UTC)
LAST_INSTANT = datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC)
EXPIRED, WITHDRAWN = "SPONSOR_EXPIRED", "PLACEMENT_WITHDRAWN"


@dataclass
class Term:
    expires_at: datetime | None = None
    withdrawn_at: datetime | None = None


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


MOMENTS = [
    pytest.param(None, None, NOW, "SERVER", id="nothing said"),
    pytest.param(None, ago(hours=1), NOW, "SERVER", id="sentAt alone"),
    pytest.param(None, FIRST_INSTANT, NOW, "SERVER", id="sentAt alone, of another age"),
    pytest.param(NOW, None, NOW, "CLIENT", id="now"),
    pytest.param(ago(minutes=3), None, ago(minutes=3), "CLIENT", id="a while ago"),
    pytest.param(NOW - HOURS_72, None, NOW - HOURS_72, "CLIENT", id="72 hours ago"),
    pytest.param(NOW - HOURS_72 - STEP, None, NOW, "SERVER", id="just over 72 hours ago"),
    pytest.param(NOW + SECONDS_5, None, NOW + SECONDS_5, "CLIENT", id="5 seconds ahead"),
    pytest.param(NOW + SECONDS_5 + STEP, None, NOW, "SERVER", id="just over 5 seconds ahead"),
    pytest.param(NOW, NOW, NOW, "CORRECTED", id="a clock that is right"),
    pytest.param(
        ago(hours=2, minutes=3), ago(hours=2), ago(minutes=3), "CORRECTED", id="2 hours slow"
    ),
    pytest.param(
        ago(hours=-2, minutes=3), ago(hours=-2), ago(minutes=3), "CORRECTED", id="2 hours fast"
    ),
    pytest.param(
        datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
        datetime(1970, 1, 1, 0, 0, 9, tzinfo=UTC),
        ago(seconds=8),
        "CORRECTED",
        id="a clock that was never set",
    ),
    pytest.param(
        ago(hours=73), ago(hours=1), NOW - HOURS_72, "CORRECTED", id="72 hours before sending"
    ),
    pytest.param(
        ago(hours=73) - STEP, ago(hours=1), NOW, "SERVER", id="just over 72 hours before sending"
    ),
    pytest.param(
        ago(hours=1) + SECONDS_5,
        ago(hours=1),
        NOW + SECONDS_5,
        "CORRECTED",
        id="5 seconds after sending",
    ),
    pytest.param(
        ago(hours=1) + SECONDS_5 + STEP,
        ago(hours=1),
        NOW,
        "SERVER",
        id="just over 5 seconds after sending",
    ),
    pytest.param(NOW, ago(hours=1), NOW, "SERVER", id="an hour after sending"),
    pytest.param(FIRST_INSTANT, None, NOW, "SERVER", id="the first instant"),
    pytest.param(LAST_INSTANT, None, NOW, "SERVER", id="the last instant"),
    pytest.param(LAST_INSTANT, FIRST_INSTANT, NOW, "SERVER", id="past the year 9999"),
    pytest.param(FIRST_INSTANT, LAST_INSTANT, NOW, "SERVER", id="before the year 1"),
    pytest.param(LAST_INSTANT, LAST_INSTANT, NOW, "CORRECTED", id="the last instant, twice"),
]


@pytest.mark.parametrize(("occurred_at", "sent_at", "moment", "clock"), MOMENTS)
def test_the_clients_time_is_used_where_it_is_plausible(
    occurred_at: datetime | None, sent_at: datetime | None, moment: datetime, clock: str
) -> None:
    assert moment_of(occurred_at, sent_at, NOW) == (moment, clock)


def day_after(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


EXPIRIES = [
    pytest.param(date(2023, 2, 2), day_after(2023, 2, 3), id="any day"),
    pytest.param(date(2023, 2, 28), day_after(2023, 3, 1), id="the end of February"),
    pytest.param(date(2024, 2, 28), day_after(2024, 2, 29), id="the day before a leap day"),
    pytest.param(date(2024, 2, 29), day_after(2024, 3, 1), id="a leap day"),
    pytest.param(date(1900, 2, 28), day_after(1900, 3, 1), id="no leap day in 1900"),
    pytest.param(date(2025, 12, 31), day_after(2026, 1, 1), id="the end of a year"),
    pytest.param(date(2016, 12, 31), day_after(2017, 1, 1), id="a leap second"),
    pytest.param(date(9999, 12, 30), day_after(9999, 12, 31), id="the last day but one"),
]


@pytest.mark.parametrize(("expiry", "midnight"), EXPIRIES)
def test_a_sponsor_keeps_the_whole_of_its_last_day(expiry: date, midnight: datetime) -> None:
    placement = Term(expires_at=end_of(expiry))
    last = datetime(expiry.year, expiry.month, expiry.day, 23, 59, 59, 999_999, UTC)
    judged = [reason_against(placement, moment) for moment in (last, midnight, midnight + STEP)]
    assert (last + STEP, judged) == (midnight, [None, EXPIRED, EXPIRED])


def test_midnight_is_that_of_utc() -> None:
    placement = Term(expires_at=end_of(date(2023, 2, 2)))
    in_tokyo = datetime.fromisoformat("2023-02-03T08:59:59.999999+09:00")
    in_new_york = datetime.fromisoformat("2023-02-02T19:00:00-05:00")
    judged = [reason_against(placement, moment) for moment in (in_tokyo, in_new_york)]
    assert judged == [None, EXPIRED]


@pytest.mark.parametrize("expiry", [None, date(9999, 12, 31)], ids=["none", "9999-12-31"])
def test_a_sponsor_without_an_end_never_expires(expiry: date | None) -> None:
    assert end_of(expiry) is None
    assert reason_against(Term(expires_at=end_of(expiry)), LAST_INSTANT) is None


TERMS = [
    pytest.param(Term(), None, id="stands"),
    pytest.param(Term(withdrawn_at=NOW + STEP), None, id="withdrawn just after"),
    pytest.param(Term(withdrawn_at=NOW), WITHDRAWN, id="withdrawn at that instant"),
    pytest.param(Term(withdrawn_at=NOW - STEP), WITHDRAWN, id="withdrawn just before"),
    pytest.param(Term(expires_at=NOW + STEP), None, id="expires just after"),
    pytest.param(Term(expires_at=NOW), EXPIRED, id="expires at that instant"),
    pytest.param(Term(NOW + STEP, NOW + STEP), None, id="both just after"),
    pytest.param(Term(NOW, NOW), EXPIRED, id="both at that instant"),
    pytest.param(Term(NOW, ago(days=9)), EXPIRED, id="withdrawn, and then expired"),
    pytest.param(Term(ago(days=9), NOW), EXPIRED, id="expired, and then withdrawn"),
    pytest.param(Term(NOW + STEP, NOW), WITHDRAWN, id="withdrawn, and not yet expired"),
    pytest.param(Term(NOW, NOW + STEP), EXPIRED, id="expired, and not yet withdrawn"),
]


@pytest.mark.parametrize(("placement", "reason"), TERMS)
def test_a_click_counts_while_its_placement_stands(placement: Term, reason: str | None) -> None:
    assert reason_against(placement, NOW) == reason


# A model in whole microseconds since the year 1, which knows neither zones nor bounds of years


def ticks(instant: datetime) -> int:
    since = instant.astimezone(UTC) - FIRST_INSTANT
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def modelled_moment(
    occurred_at: datetime | None, sent_at: datetime | None, now: datetime
) -> tuple[int, str]:
    if occurred_at is None:
        return ticks(now), "SERVER"
    skew = 0 if sent_at is None else ticks(now) - ticks(sent_at)
    late = ticks(now) - (ticks(occurred_at) + skew)
    if late > 259_200_000_000 or late < -5_000_000:
        return ticks(now), "SERVER"
    return ticks(now) - late, "CLIENT" if sent_at is None else "CORRECTED"


def modelled_reason(placement: Term, moment: datetime) -> str | None:
    ends = [(placement.expires_at, EXPIRED), (placement.withdrawn_at, WITHDRAWN)]
    return next((why for end, why in ends if end and ticks(end) <= ticks(moment)), None)


YEARS = st.datetimes(timezones=st.just(UTC))
NEAR = st.builds(
    lambda bound, off: NOW + bound + timedelta(microseconds=off),
    st.sampled_from([-HOURS_72, -timedelta(hours=1), timedelta(0), SECONDS_5]),
    st.integers(-3, 3),
)
INSTANTS = NEAR | YEARS


@given(st.none() | INSTANTS, st.none() | INSTANTS)
def test_moments_are_those_of_the_model(
    occurred_at: datetime | None, sent_at: datetime | None
) -> None:
    moment, clock = moment_of(occurred_at, sent_at, NOW)
    assert (ticks(moment), clock) == modelled_moment(occurred_at, sent_at, NOW)


@given(NEAR, st.integers(-260_000_000_000, 6_000_000))
def test_a_clock_that_is_off_by_the_same_on_both_changes_nothing(
    sent_at: datetime, off: int
) -> None:
    told = sent_at + timedelta(microseconds=off)
    right = moment_of(NOW + timedelta(microseconds=off), None, NOW)
    assert moment_of(told, sent_at, NOW)[0] == right[0]


@given(st.builds(Term, st.none() | INSTANTS, st.none() | INSTANTS), INSTANTS)
def test_reasons_are_those_of_the_model(placement: Term, moment: datetime) -> None:
    assert reason_against(placement, moment) == modelled_reason(placement, moment)
