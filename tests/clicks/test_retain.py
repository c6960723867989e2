"""Old clicks go, what they count for stays; and what leads back to their senders can be erased."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from graph.clicks.erased import erased_id
from graph.clicks.origin import Origin
from graph.clicks.results import Click, SponsorClickRecorded
from graph.clicks.retain import delete_before
from graph.commands.failure import CommandError
from tests.clicks.site import EVENT, NOW, OTHER_EVENT, Site, recorded
from tests.clicks.test_agents import CHROME
from tests.clicks.test_redirect import URL

DAYS_OF_CLICKS = "SELECT substr(occurred_at, 1, 10), count(*) FROM sponsor_click GROUP BY 1"
SOMEBODY = Origin("GRAPHQL", "203.0.113.7", CHROME)
TODAY = f"{NOW:%Y-%m-%d}"


def click_on(site: Site, days_ago: int, event: str | None = None) -> None:
    site.now = NOW - timedelta(days=days_ago)
    result = site.receive(Click("knots", client_event_id=event), SOMEBODY)
    assert isinstance(result, SponsorClickRecorded)
    site.now = NOW


def day(days_ago: int) -> str:
    return f"{NOW - timedelta(days=days_ago):%Y-%m-%d}"


def test_old_clicks_go_by_whole_days_and_the_rollup_stays(site: Site) -> None:
    for days_ago in (2, 401, 400, 400, 1_000, 0):
        click_on(site, days_ago)
    rollup = site.rollup()
    told = f"2 clicks before {day(400)} "
    assert site.command("retain", "--dry-run") == f"{told}would be deleted.\n"
    assert site.command("retain") == f"{told}deleted.\n"
    assert site.rows(DAYS_OF_CLICKS) == [(day(400), 2), (day(2), 1), (day(0), 1)]
    assert site.rollup() == rollup
    assert site.command("retain", "--days", "3") == f"2 clicks before {day(3)} deleted.\n"


def test_the_newest_clicks_day_stays_so_that_no_number_is_given_out_again(site: Site) -> None:
    for days_ago in (500, 402, 401, 402, 401):
        click_on(site, days_ago)
    site.command("retain")
    assert site.rows("SELECT id FROM sponsor_click ORDER BY id") == [(3,), (5,)]
    click_on(site, 0)
    assert site.rows("SELECT max(id) FROM sponsor_click") == [(6,)]


def test_a_day_to_which_clicks_may_still_come_stays(site: Site) -> None:
    for days_ago in (4, 3, 2, 1, 0):
        click_on(site, days_ago)
    assert site.command("retain", "--days", "1") == f"1 click before {day(3)} deleted.\n"
    late = Click("knots", occurred_at=NOW - timedelta(hours=71, minutes=59))
    assert isinstance(site.receive(late, SOMEBODY), SponsorClickRecorded)
    assert site.command("verify") == f"5 clicks since {day(3)} verified.\n"


def test_a_day_goes_as_a_whole(site: Site) -> None:
    for days_ago in (6, 6, 6, 5, 5, 0):
        click_on(site, days_ago)
    told: list[int] = []
    delete_before(site.writer, date.fromisoformat(TODAY), told.append)
    assert told == [3, 2]


def test_what_a_destination_has_not_taken_stays_unless_it_may_go(site: Site) -> None:
    for days_ago in (8, 7, 6, 5, 0):
        click_on(site, days_ago)
    with site.writer.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO forwarding VALUES ('webhook', 2, '{TODAY}')")
    warned = f"2 clicks before {day(4)} not taken by webhook.\n"
    left = f"{warned}2 clicks before {day(6)} deleted.\n"
    assert site.command("retain", "--days", "4") == left
    assert site.command("verify") == f"3 clicks since {day(6)} verified.\n"
    gone = f"{warned}2 clicks before {day(4)} deleted.\n"
    assert site.command("retain", "--days", "4", "--even-unsent") == gone


def test_who_clicked_today_is_not_erased(site: Site) -> None:
    with pytest.raises(CommandError, match="is after today"):
        site.command("erase", "--before", day(-1))


def test_corrections_go_with_their_clicks(site: Site) -> None:
    click_on(site, 500)
    click_on(site, 0)
    with site.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE sponsor_click SET reason = 'EXCESSIVE'")
        connection.exec_driver_sql("UPDATE click_day SET reason = 'EXCESSIVE'")
    site.command("reclassify")
    site.command("retain")
    assert site.rows("SELECT click_id FROM click_correction") == [(2,)]


def test_more_clicks_than_one_transaction_takes(site: Site) -> None:
    for days_ago in (500, 500, 500, 500, 500, 0):
        click_on(site, days_ago)
    told: list[int] = []
    delete_before(site.writer, date.fromisoformat(TODAY), told.append, most=2)
    assert (told, site.rows(DAYS_OF_CLICKS)) == ([2, 2, 1], [(TODAY, 1)])


class StoppedError(Exception):
    """Somebody has had enough."""


def test_what_is_stopped_in_the_middle_of_a_day_leaves_nothing_that_differs(site: Site) -> None:
    for days_ago in (500, 499, 499, 499, 499, 0):
        click_on(site, days_ago)
    told: list[int] = []

    def stop_in_the_second_day(clicks: int) -> None:
        told.append(clicks)
        if len(told) == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        delete_before(site.writer, date.fromisoformat(TODAY), stop_in_the_second_day, most=2)
    assert site.rows(DAYS_OF_CLICKS) == [(day(499), 2), (TODAY, 1)]
    assert site.command("verify") == f"1 click since {TODAY} verified.\n"
    assert site.command("reclassify").startswith("0 of 1 click ")
    assert site.command("retain") == f"2 clicks before {day(400)} deleted.\n"
    assert site.command("verify") == f"1 click since {TODAY} verified.\n"


def test_an_event_that_is_erased_leads_nowhere_and_still_counts(site: Site) -> None:
    click_on(site, 1, EVENT)
    click_on(site, 1, OTHER_EVENT)
    rollup = site.rollup()
    told = site.command("erase", "--event", EVENT.upper(), "aaaaaaaa-0000-4000-8000-000000000001")
    assert told == "Erased from 1 click what leads back to who sent them.\n"
    kept = site.rows("SELECT client_event_id, visitor IS NULL FROM sponsor_click ORDER BY id")
    assert kept == [(erased_id(EVENT), 1), (OTHER_EVENT, 0)]
    assert site.rollup() == rollup
    assert found(site, EVENT) == []
    assert found(site, OTHER_EVENT) != []


def test_an_event_that_is_erased_is_not_counted_when_it_comes_again(site: Site) -> None:
    for event in (OTHER_EVENT, EVENT, None):
        click_on(site, 1, event)
    site.command("erase", "--event", EVENT)
    rollup = site.rollup()
    for roadmap in ("knots", "ropes", "nowhere"):  # what it was told of is not known any more
        again = site.record(Click(roadmap, client_event_id=EVENT))
        assert again == recorded(2, replayed=True)
        assert isinstance(again, SponsorClickRecorded)
        assert (again.client_event_id, again.placement.url) == (None, URL)
    assert site.send(roadmap="knots", clientEventId=EVENT)["click"]["clientEventId"] is None
    assert site.rollup() == rollup
    new = Click("knots", client_event_id="aaaaaaaa-0000-4000-8000-000000000001")
    assert site.record(new) == recorded(4, replayed=False)


def test_visitors_of_days_gone_by_are_erased(site: Site) -> None:
    for days_ago in (3, 2, 1):
        click_on(site, days_ago, None if days_ago < 3 else EVENT)
    ((hash_of_old,),) = site.rows("SELECT visitor FROM sponsor_click WHERE id = 1")
    assert site.command("erase", "--before", day(1)) == (
        "Erased from 2 clicks what leads back to who sent them.\n"
    )
    kept = "SELECT client_event_id, visitor IS NULL FROM sponsor_click ORDER BY id"
    assert site.rows(kept) == [(EVENT, 1), (None, 1), (None, 0)]
    assert found(site, hash_of_old) == []


def found(site: Site, word: str) -> list[str]:
    """The files of the database, its log included, in which the word stands."""
    file = Path(make_url(site.settings.database_url).database or "")
    files = [p for p in file.parent.glob(f"{file.name}*") if word.encode() in p.read_bytes()]
    return sorted(path.name for path in files)


WRONG: list[Any] = [
    pytest.param(["retain", "--days", "0"], "not a whole number from 1", id="no day"),
    pytest.param(["erase"], "one of the arguments --event --before", id="nothing named"),
    pytest.param(["erase", "--event", "x"], "'x' is not a UUID", id="no UUID"),
    pytest.param(
        ["erase", "--before", "May"], "is no day: write it like 2026-11-22", id="no day's name"
    ),
]


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_what_cannot_be_is_told(
    site: Site, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    with pytest.raises(SystemExit):
        site.command(*words)
    assert told in capsys.readouterr().err
