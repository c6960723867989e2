"""Visitors: the same within a day, another one each day, and nobody once the salt is gone."""

import logging
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from graph.clicks.origin import Origin
from graph.clicks.results import Click
from graph.clicks.visitor import network_of, salt_day, visitors_of
from graph.database import sqlite_driver
from tests.clicks.site import Site
from tests.clicks.test_agents import CHROME

SALT, OTHER_SALT = "0f" * 32, "f0" * 32
DAY = date(2026, 5, 4)
ADDRESS = "203.0.113.77"
AGENT = f"{CHROME} Brindlecove/7.31"
SOMEBODY = Origin("BEACON", ADDRESS, AGENT)
PATIENCE = 5.0
"""Seconds for what the writer does once it has answered."""

NETWORKS = [
    pytest.param("192.0.2.1", "192.0.2.1", id="IPv4"),
    pytest.param("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", id="IPv6"),
    pytest.param("2001:DB8:1:2::", "2001:db8:1:2::/64", id="IPv6 in capitals"),
    pytest.param("fe80::1%eth0", "fe80::/64", id="IPv6 with a zone"),
    pytest.param("::ffff:192.0.2.1", "192.0.2.1", id="IPv4 in IPv6"),
    pytest.param("a:b", "a:b", id="no address"),
    pytest.param("", "", id="nothing"),
]


@pytest.mark.parametrize(("address", "network"), NETWORKS)
def test_of_an_ipv6_address_its_customers_network_counts(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_visitor_is_told_by_address_agent_day_and_salt_and_shows_none_of_them() -> None:
    same = {visitors_of(SALT, DAY)(f"2001:db8::{n}", AGENT) for n in range(3)}
    others = {
        visitors_of(SALT, DAY)("2001:db8:0:1::", AGENT),
        visitors_of(SALT, DAY)("2001:db8::1", CHROME),
        visitors_of(SALT, DAY + timedelta(days=1))("2001:db8::1", AGENT),
        visitors_of(OTHER_SALT, DAY)("2001:db8::1", AGENT),
    }
    assert (len(same), len(others), same & others) == (1, 4, set())
    assert {len(visitor) for visitor in same | others} == {38}


def test_the_visitors_of_a_day_stand_side_by_side() -> None:
    days = [date.min, DAY, DAY + timedelta(days=1), date.max]
    by_day = [[visitors_of(SALT, day)(f"192.0.2.{n}", AGENT) for n in range(5)] for day in days]
    sorted_by_day = [visitor for visitors in by_day for visitor in sorted(visitors)]
    assert sorted_by_day == sorted(sorted_by_day)


SALT_DAYS = [
    pytest.param(DAY, DAY, id="today"),
    pytest.param(DAY - timedelta(days=1), DAY - timedelta(days=1), id="yesterday"),
    pytest.param(DAY - timedelta(days=2), DAY, id="a day whose salt is gone"),
    pytest.param(DAY + timedelta(days=1), DAY, id="by a clock that is ahead"),
]


@pytest.mark.parametrize(("day", "salted_by"), SALT_DAYS)
def test_a_late_click_is_hashed_by_the_salt_of_its_day_while_there_is_one(
    day: date, salted_by: date
) -> None:
    assert salt_day(day, DAY) == salted_by


# Through the recorder


def record(site: Site, origin: Origin, **ago: float) -> None:
    occurred_at = site.now - timedelta(**ago) if ago else None
    site.receive(Click("knots", occurred_at=occurred_at), origin)


def visitors(site: Site) -> list[str | None]:
    return [visitor for (visitor,) in site.rows("SELECT visitor FROM sponsor_click ORDER BY id")]


def test_a_visitor_is_unique_once_a_day_also_where_a_click_comes_late(site: Site) -> None:
    for hours in (0, 1, 24):
        record(site, SOMEBODY, hours=hours)
    site.now += timedelta(days=1)
    record(site, SOMEBODY, hours=25)  # of the day before yesterday, as it were then: the first day
    first, second, day_before, late = visitors(site)
    assert first == second == late != day_before
    assert site.rows("SELECT sum(is_unique) FROM sponsor_click") == [(2,)]


@pytest.mark.parametrize(
    "origin",
    [
        pytest.param(Origin("BEACON", ADDRESS, "curl/8"), id="bot"),
        pytest.param(Origin("BEACON", ADDRESS, AGENT, is_prefetch=True), id="prefetch"),
        pytest.param(Origin("BEACON"), id="nothing known"),
    ],
)
def test_what_no_person_did_has_no_visitor(site: Site, origin: Origin) -> None:
    record(site, origin)
    assert visitors(site) == [None]


def test_no_address_agent_or_old_salt_is_left_anywhere(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    record(site, SOMEBODY)
    record(site, Origin("GRAPHQL", "2001:db8:aaaa:bbbb::1", f"{AGENT} (2)"))
    ((old_salt,),) = site.rows("SELECT salt FROM visitor_salt")
    assert found(site, old_salt), "a salt is to be looked for where it is"
    site.now += timedelta(days=1, hours=14)  # less than 48 h after the day began
    record(site, Origin("BEACON", "198.51.100.9", AGENT))
    site.close()
    words = [ADDRESS, "2001:db8:aaaa:bbbb", "Brindlecove/7.31", CHROME, old_salt]
    assert [name for word in words for name in found(site, word)] == []
    assert [word for word in words if word in caplog.text] == []


def found(site: Site, word: str) -> list[str]:
    """The files of the database, its log included, in which the word stands."""
    file = Path(make_url(site.settings.database_url).database or "")
    files = [
        path for path in file.parent.glob(f"{file.name}*") if word.encode() in path.read_bytes()
    ]
    return sorted(path.name for path in files)


def test_a_salt_that_a_killed_process_deleted_and_left_in_the_log_is_cut_off(site: Site) -> None:
    record(site, SOMEBODY)
    ((salt,),) = site.rows("SELECT salt FROM visitor_salt")
    file = make_url(site.settings.database_url).database
    with closing(sqlite_driver(site.settings.sqlite_module).connect(file)) as connection:
        connection.execute("DELETE FROM visitor_salt")
        connection.commit()
        assert found(site, salt)
        site.restart()
        record(site, SOMEBODY)
        assert not any(name.endswith("-wal") for name in found(site, salt))


def test_no_page_with_an_old_salt_is_kept_in_memory(site: Site) -> None:
    record(site, SOMEBODY)
    assert site.writer.pool.checkedout() == 1  # type: ignore[attr-defined]
    site.now += timedelta(days=1)
    record(site, SOMEBODY)
    until = time.monotonic() + PATIENCE
    while site.writer.pool.checkedout() and time.monotonic() < until:  # type: ignore[attr-defined]
        time.sleep(0.01)
    assert site.writer.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_erasing_waits_for_no_click(site: Site) -> None:
    record(site, SOMEBODY)
    site.now = datetime(2026, 5, 9, tzinfo=UTC)
    site.restart()
    site.recorder.start()
    site.close()
    assert site.rows("SELECT count(*) FROM visitor_salt") == [(0,)]
