"""Corrections and deletions of clicks, on every database: reports and clicks go on agreeing."""

from datetime import timedelta

from tests.reports.site import NOW, Site, Stored

OLD = NOW - timedelta(days=500)


def test_what_is_reclassified_and_deleted_still_agrees_with_its_rollup(site: Site) -> None:
    # Nobody knows who sent these, so what cannot be judged anew stays; Elm has not expired.
    clicks = [Stored(5, OLD), Stored(5, NOW, reason="DOUBLE_CLICK"), Stored(2, NOW)]
    site.store([*clicks, Stored(5, NOW, reason="SPONSOR_EXPIRED"), Stored(3, NOW, reason="BOT")])
    dry = site.command("reclassify", "--dry-run")
    assert dry.splitlines()[1:] == [
        "SPONSOR_EXPIRED  VALID       1",
        "1 of 5 clicks would be corrected by version 2 of the rules.",
    ]
    assert site.command("reclassify") == dry.replace("would be corrected", "corrected")
    assert site.command("verify").endswith("5 clicks since 2025-07-10 verified.\n")
    assert site.command("retain").startswith("1 click before 2025-10-18 deleted.")
    assert site.command("verify").endswith("4 clicks since 2026-11-22 verified.\n")
    assert site.command("erase", "--before", "2026-11-22").startswith("Erased from 0 clicks")
    assert "5" in site.command("report", "--from", "2025-01-01", "--by", "reason")
