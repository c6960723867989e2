"""The rollup held against the stored clicks: by the API, and by a command."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from graph.commands.failure import CommandError
from tests.reports.site import NOW, Site, Stored, global_id

CLICKS = [
    Stored(1, datetime(2026, 11, 1, 12, tzinfo=UTC), is_unique=True),
    Stored(1, datetime(2026, 11, 1, 13, tzinfo=UTC)),
    Stored(1, datetime(2026, 11, 2, tzinfo=UTC), "BEACON", "BOT"),
    Stored(3, datetime(2026, 11, 30, 23, 59, 59, 999_999, tzinfo=UTC)),
]
INTEGRITY = """query($from: Date, $to: Date) {
  integrity: sponsorClickIntegrity(from: $from, to: $to) {
    isIntact clicks keptFrom
    differences {
      day placement channel reason rolledTotal storedTotal rolledUnique storedUnique
    }
  }
}"""
DAY = "day = '2026-11-01'"


def asked(site: Site, sponsor: int | None = None, **days: str) -> Any:
    return site.ask(INTEGRITY, site.token(sponsor), **days)["data"]["integrity"]


def change(site: Site, *statements: str) -> None:
    with site.writer.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def differing(site: Site, **asking: Any) -> list[tuple[Any, ...]]:
    found = asked(site, **asking)
    assert found["isIntact"] is not bool(found["differences"])
    return [tuple(difference.values()) for difference in found["differences"]]


def test_the_rollup_is_what_the_clicks_add_up_to(site: Site) -> None:
    site.store(CLICKS)
    assert asked(site) == {
        "isIntact": True,
        "clicks": 4,
        "keptFrom": "2026-11-01",
        "differences": [],
    }


def test_without_clicks_there_is_nothing_to_compare(site: Site) -> None:
    empty: Any = {"isIntact": True, "clicks": 0, "keptFrom": None, "differences": []}
    assert asked(site) == empty


def difference(*counts: int, day: str = "2026-11-01", reason: str | None = None) -> tuple[Any, ...]:
    return (day, global_id("Placement", 1), "GRAPHQL", reason, *counts)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (f"UPDATE click_day SET total = total + 1 WHERE {DAY}", [difference(3, 2, 1, 1)]),
        (f"UPDATE click_day SET uniques = 0 WHERE {DAY}", [difference(2, 2, 0, 1)]),
        (f"DELETE FROM click_day WHERE {DAY}", [difference(0, 2, 0, 1)]),
        (
            f"UPDATE click_day SET reason = 'BOT' WHERE {DAY}",
            [difference(2, 0, 1, 0, reason="BOT"), difference(0, 2, 0, 1)],
        ),
        (
            f"UPDATE click_day SET day = '2026-11-03' WHERE {DAY}",
            [difference(0, 2, 0, 1), difference(2, 0, 1, 0, day="2026-11-03")],
        ),
    ],
    ids=str,
)
def test_whatever_differs_is_told(site: Site, statement: str, found: list[Any]) -> None:
    site.store(CLICKS)
    change(site, statement)
    assert differing(site) == found
    assert differing(site, **{"from": "2026-11-04"}) == []
    assert differing(site, to="2026-10-31") == []
    assert differing(site, sponsor=2) == []  # who sees nothing of it


def test_the_latest_correction_of_a_click_counts(site: Site) -> None:
    site.store(CLICKS)
    site.correct(1, "EXCESSIVE")
    site.correct(1, "BOT")
    assert differing(site) == [difference(0, 1, 0, 0, reason="BOT"), difference(2, 1, 1, 1)]
    change(
        site,
        f"UPDATE click_day SET total = 1 WHERE {DAY}",
        "INSERT INTO click_day (day, placement_id, channel, reason, total, uniques) "
        "VALUES ('2026-11-01', 1, 'GRAPHQL', 'BOT', 1, 0)",
    )
    assert differing(site) == []
    site.correct(1, None)
    assert differing(site) == [difference(1, 0, 0, 0, reason="BOT"), difference(1, 2, 1, 1)]


def test_days_whose_clicks_are_no_longer_kept_are_not_compared(site: Site) -> None:
    site.store(CLICKS)
    change(site, "DELETE FROM sponsor_click WHERE occurred_at < '2026-11-02T00:00:00.000000Z'")
    assert asked(site) == {
        "isIntact": True,
        "clicks": 2,
        "keptFrom": "2026-11-02",
        "differences": [],
    }


def test_it_takes_a_token(site: Site) -> None:
    (error,) = site.ask(INTEGRITY)["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}


def test_the_command_verifies_all_clicks(site: Site) -> None:
    assert site.command("verify") == "No clicks are stored: there is nothing to verify.\n"
    site.store(CLICKS[:3])
    assert site.command("verify") == "3 clicks since 2026-11-01 verified.\n"


def test_the_command_names_each_difference(site: Site) -> None:
    site.store(CLICKS[:3])
    change(site, f"UPDATE click_day SET total = 9 WHERE {DAY}")
    assert site.command("verify", status=1).splitlines() == [
        f"2026-11-01 {global_id('Placement', 1)} GRAPHQL VALID: the rollup has 9 (1 unique), "
        "stored are 2 (1 unique)",
        "3 clicks since 2026-11-01 verified; 1 difference.",
    ]


def test_a_dimension_given_twice_is_one_column(site: Site) -> None:
    site.store([Stored(3, NOW)])
    head, _, *rows = site.command("report", "--by", "roadmap", "day", "roadmap").splitlines()
    assert head.split()[:2] == ["roadmap", "day"]
    assert len(rows) > 2


@pytest.mark.parametrize("last", ["0001-01-01", "9999-12-31"])
def test_there_is_a_report_up_to_any_day(site: Site, last: str) -> None:
    site.store([])
    rows = site.command("report", "--to", last, "--format", "csv").splitlines()[1:]
    assert rows[-1].startswith(last)


def test_days_in_the_wrong_order_have_no_report(site: Site) -> None:
    with pytest.raises(CommandError, match="2026-11-02, must not come after the last, 2026-11-01"):
        site.command("report", "--from", "2026-11-02", "--to", "2026-11-01")


REPORT = ("report", "--from", "2026-11-01", "--to", "2026-11-02")


def test_the_terminal_shows_a_report_in_columns(site: Site) -> None:
    site.store(CLICKS)
    assert site.command(*REPORT, "--by", "placement", "day") == (
        "placement      day         total  valid  invalid  unique\n"
        "Ash on anvils  2026-11-01      2      2        0       1\n"
        "Ash on anvils  2026-11-02      1      0        1       0\n"
        "all                            3      2        1       1\n"
        "1 invalid: made by a program\n"
        "As of 2026-11-22T15:30:00Z; final through 2026-11-18.\n"
    )


def test_a_report_for_programs_is_csv_or_json(site: Site) -> None:
    site.store(CLICKS)
    assert site.command(*REPORT, "--by", "roadmap", "--format", "csv") == (
        "roadmap,total,valid,invalid,unique,prefetch,bot,sponsor_expired,placement_withdrawn,"
        "excessive,double_click\n"
        "anvils,3,2,1,1,0,1,0,0,0,0\n"
    )
    told = site.command(*REPORT, "--by", "reason", "--format", "json")
    assert json.loads(told)["rows"] == [
        {"reason": "BOT", **counts(1, 0, {"BOT": 1})},
        {"reason": "VALID", **counts(2, 2, {}), "daily_unique": 1},
    ]


def counts(total: int, valid: int, reasons: dict[str, int]) -> dict[str, Any]:
    sums = {"total": total, "valid": valid, "invalid": total - valid, "daily_unique": 0}
    return {**sums, "by_reason": reasons}


def test_a_report_is_about_the_last_thirty_days_if_nobody_says_which(site: Site) -> None:
    first, *_, last = site.command("report", "--format", "csv").splitlines()[1:]
    assert (first[:10], last[:10]) == ("2026-10-24", "2026-11-22")
