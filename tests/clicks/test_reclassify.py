"""Stored clicks judged anew: corrections are added, the rollup follows, no click is edited."""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.clicks.reclassify import Change, Reclassifier
from graph.clicks.retain import erase_visitors_before
from tests.clicks.site import Site
from tests.clicks.test_classify import PARTLY, SENT, Sent, forget, modelled, stored

JUDGED = """
    SELECT c.id, substr(c.occurred_at, 1, 10) AS day, c.placement_id, c.channel,
        CASE WHEN k.id IS NULL THEN c.reason ELSE k.reason END AS reason,
        CASE WHEN k.id IS NULL THEN c.is_unique ELSE k.is_unique END AS is_unique
    FROM sponsor_click c LEFT JOIN click_correction k
        ON k.id = (SELECT max(id) FROM click_correction WHERE click_id = c.id)"""
ROLLED_UP = f"""
    SELECT day, placement_id, channel, coalesce(reason, 'VALID'), count(*), sum(is_unique)
    FROM ({JUDGED}) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""
RAW = "SELECT * FROM sponsor_click ORDER BY id"
REASONS = (None, "SPONSOR_EXPIRED", "EXCESSIVE", "DOUBLE_CLICK")


def run(site: Site, *, writes: bool = True) -> tuple[int, Counter[Change]]:
    return Reclassifier(site.writer, lambda: site.now, writes=writes).run()


def judge_by_chance(site: Site, seed: int) -> None:
    """As rules of long ago may have judged; who was a bot or a prefetch is left so."""
    chance = random.Random(seed)  # noqa: S311  of the tests
    with site.writer.begin() as connection:
        rows = site.rows("SELECT id FROM sponsor_click WHERE visitor IS NOT NULL")
        for (number,) in rows:
            values = (chance.choice(REASONS), chance.random() < 0.5, number)
            update = "UPDATE sponsor_click SET reason = ?, is_unique = ? WHERE id = ?"
            connection.exec_driver_sql(update, values)
        connection.exec_driver_sql("DELETE FROM click_day")
        columns = "day, placement_id, channel, reason, total, uniques"
        connection.exec_driver_sql(f"INSERT INTO click_day ({columns}) {ROLLED_UP}")


def verdicts(site: Site) -> list[tuple[str | None, bool]]:
    rows = site.rows(f"SELECT reason, is_unique FROM ({JUDGED}) ORDER BY id")
    return [(reason, bool(is_unique)) for reason, is_unique in rows]


@PARTLY
@given(st.lists(SENT, max_size=45), st.integers(0, 9))
def test_whatever_was_thought_of_clicks_they_are_then_judged_as_the_model_does(
    site: Site, clicks: list[Sent], seed: int
) -> None:
    forget_all(site)
    stored(site, clicks, 45)
    assert run(site) == (len(clicks), Counter())  # they are judged so already
    judge_by_chance(site, seed)
    before = site.rows(RAW)
    foreseen = run(site, writes=False)
    assert site.rows("SELECT count(*) FROM click_correction") == [(0,)]
    assert run(site) == foreseen
    assert verdicts(site) == modelled(clicks)
    assert site.rollup() == site.rows(ROLLED_UP)
    assert site.rows(RAW) == before
    assert run(site) == (len(clicks), Counter())


def forget_all(site: Site) -> None:
    with site.writer.begin() as connection:
        connection.exec_driver_sql("DELETE FROM click_correction")
    forget(site)


def test_a_visitors_clicks_may_be_in_several_transactions(site: Site) -> None:
    clicks = [Sent(31.0, "knots") for _ in range(14)]
    model = modelled(clicks)
    stored(site, clicks, 14)
    judge_by_chance(site, 3)
    reclassifier = Reclassifier(site.writer, lambda: site.now, writes=True, chunk=3)
    assert reclassifier.run().clicks == 14
    assert (verdicts(site), site.rollup()) == (model, site.rows(ROLLED_UP))


def test_the_command_tells_what_it_would_do_and_what_it_did(site: Site) -> None:
    stored(site, [Sent(0, "knots"), Sent(1, "knots")], 2)
    with site.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE sponsor_click SET reason = NULL WHERE id = 2")
    told = "before  after         clicks\nVALID   DOUBLE_CLICK       1\n1 of 2 clicks "
    by = "by version 2 of the rules.\n"
    assert site.command("reclassify", "--dry-run") == f"{told}would be corrected {by}"
    assert site.command("reclassify") == f"{told}corrected {by}"
    assert site.command("reclassify") == f"0 of 2 clicks corrected {by}"


def test_clicks_whose_visitors_were_erased_are_judged_by_themselves(site: Site) -> None:
    clicks: Sequence[Any] = [Sent(0, "knots"), Sent(1, "knots")]
    stored(site, clicks, 2)
    before = verdicts(site)
    erase_visitors_before(site.writer, site.now.date().replace(year=9999), lambda _: None)
    assert (run(site), verdicts(site)) == ((2, Counter()), before)
