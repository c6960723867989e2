"""The rollup by day: written with each click, by the day on which it happened."""

from datetime import UTC, datetime, timedelta

from graph.clicks.results import Click
from tests.clicks.site import EVENT, OTHER_EVENT, Site

LAST_INSTANT = datetime(2028, 2, 29, 23, 59, 59, 999_999, UTC)


def number_of(site: Site, slug: str, title: str) -> int:
    return int(bytes.fromhex(site.placement(slug, title)).decode().partition(":")[2])


def test_clicks_are_counted_by_day_placement_door_and_reason(site: Site) -> None:
    for slug in ("knots", "sails", "knots"):
        site.record(Click(slug))
    knots, sails = number_of(site, "knots", "Rope & Co"), number_of(site, "sails", "Sailmaker")
    assert {row[:5] for row in site.rollup()} == {
        ("2026-05-04", knots, "GRAPHQL", "VALID", 2),
        ("2026-05-04", sails, "GRAPHQL", "SPONSOR_EXPIRED", 1),
    }
    assert site.rollup() == site.counted()


def test_a_day_ends_at_midnight_of_utc_on_leap_days_too(site: Site) -> None:
    for site.now in (LAST_INSTANT, LAST_INSTANT + timedelta(microseconds=1)):
        site.record(Click("knots"))
    assert [row[0] for row in site.rollup()] == ["2028-02-29", "2028-03-01"]
    assert site.rollup() == site.counted()


def test_a_late_click_is_counted_on_the_day_it_happened(site: Site) -> None:
    site.record(Click("knots", occurred_at=site.now - timedelta(hours=11)))
    site.record(Click("knots", occurred_at=site.now - timedelta(hours=73)))  # not believed
    assert [row[0] for row in site.rollup()] == ["2026-05-03", "2026-05-04"]


def test_what_is_not_recorded_is_not_counted(site: Site) -> None:
    site.record(Click("knots", client_event_id=EVENT))
    before = site.rollup()
    site.record(Click("knots", client_event_id=EVENT))  # again
    site.record(Click("ropes", client_event_id=EVENT))  # a conflict
    site.record(Click("nowhere", client_event_id=OTHER_EVENT))
    assert site.rollup() == before == site.counted()
