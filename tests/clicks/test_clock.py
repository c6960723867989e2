"""A server's clock that goes back, and days that end while clicks come in."""

from datetime import UTC, datetime, timedelta

from graph.clicks.origin import Origin
from graph.clicks.results import Click, SponsorClickRecorded
from tests.clicks.site import EVENT, OTHER_EVENT, Site, recorded
from tests.clicks.test_agents import CHROME

SOMEBODY = Origin("BEACON", "203.0.113.77", CHROME)
STORED = "SELECT occurred_at, reason, is_unique FROM sponsor_click ORDER BY id"
MIDNIGHT = datetime(2028, 3, 1, tzinfo=UTC)  # after a leap day


def test_a_clock_that_is_set_back_an_hour_loses_and_doubles_nothing(site: Site) -> None:
    times = []
    for step in (timedelta(0), timedelta(minutes=5), timedelta(hours=-1), timedelta(minutes=70)):
        site.now += step
        times.append(f"{site.now:%H:%M}")
        assert isinstance(site.receive(Click("knots"), SOMEBODY), SponsorClickRecorded)
    told = [(at[11:16], reason, unique) for at, reason, unique in site.rows(STORED)]
    assert told == [(times[0], None, 1), *((time, None, 0) for time in times[1:])]
    assert site.rollup() == site.counted()


def test_a_clock_that_is_set_back_over_midnight_counts_on_the_day_it_says(site: Site) -> None:
    for site.now in (MIDNIGHT, MIDNIGHT - timedelta(minutes=30), MIDNIGHT + timedelta(minutes=30)):
        site.receive(Click("knots"), SOMEBODY)
    assert [(day, total, uniques) for day, *_, total, uniques in site.rollup()] == [
        ("2028-02-29", 1, 1),
        ("2028-03-01", 2, 1),
    ]
    assert site.rollup() == site.counted()


def test_an_id_is_the_same_click_whatever_the_clock_says(site: Site) -> None:
    site.receive(Click("knots", client_event_id=EVENT), SOMEBODY)
    for hours in (-1, 1, 24, -48):
        site.now += timedelta(hours=hours)
        again = site.receive(Click("knots", client_event_id=EVENT), SOMEBODY)
        assert again == recorded(1, replayed=True)
    site.receive(Click("knots", client_event_id=OTHER_EVENT), SOMEBODY)
    assert len(site.clicks()) == 2
    assert site.rollup() == site.counted()


def test_midnight_parts_two_clicks_to_the_microsecond(site: Site) -> None:
    for site.now in (MIDNIGHT - timedelta(microseconds=1), MIDNIGHT):
        site.receive(Click("knots"), SOMEBODY)
    assert site.rows(STORED) == [
        ("2028-02-29T23:59:59.999999Z", None, 1),
        ("2028-03-01T00:00:00.000000Z", None, 1),
    ]


def test_salts_of_a_day_that_comes_back_are_made_anew_and_erased_again(site: Site) -> None:
    for days in (0, 3, -3, 3):
        site.now += timedelta(days=days)
        site.receive(Click("knots"), SOMEBODY)
    site.close()
    assert site.rows("SELECT day FROM visitor_salt") == [("2026-05-07",)]
    assert site.rollup() == site.counted()
