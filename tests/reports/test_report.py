"""Reports over the rollup, held against a model that counts the clicks one by one."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.plan.answer import Request
from graph.plan.engine import PreparedEngine
from tests.conftest import IS_CI
from tests.reports.model import DIMENSIONS, REASONS, report
from tests.reports.site import PLACEMENTS, Site, Stored, global_id, schema

COUNTS = "{ total valid invalid dailyUnique byReason { reason count } }"
REPORT = f"""query($filter: ClickFilter, $by: [ClickDimension!]!, $first: Int, $after: String) {{
  sponsorClickReport(filter: $filter, groupBy: $by, first: $first, after: $after) {{
    rows {{ keys {{ dimension value }} counts {COUNTS} }}
    totals {COUNTS}
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
  }}
}}"""
CHANNELS = ("GRAPHQL", "BEACON", "REDIRECT")
DAYS = [date(2025, 12, 20) + timedelta(days=n) for n in range(40)]
"""Over the end of a year whose last days are of the next one's first ISO week."""

days = st.sampled_from(DAYS)
clicks = st.builds(
    Stored,
    placement=st.sampled_from(sorted(PLACEMENTS)),
    occurred_at=st.builds(datetime.combine, days, st.times(), st.just(UTC)),
    channel=st.sampled_from(CHANNELS),
    reason=st.none() | st.sampled_from(REASONS),
    is_unique=st.booleans(),
)


def ids(kind: str, *numbers: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([global_id(kind, number) for number in numbers]), max_size=3)


filters = st.fixed_dictionaries(
    {},
    optional={
        "from": st.none() | days.map(str),
        "to": days.map(str),
        "sponsors": ids("Sponsor", 1, 2, 3, 4, 99),
        "roadmaps": st.lists(st.sampled_from(["anvils", "bells", "drums", "none"]), max_size=3),
        "placements": ids("Placement", *PLACEMENTS, 99),
        "validity": st.sampled_from(["VALID", "INVALID"]),
        "reasons": st.lists(st.sampled_from(REASONS), max_size=3),
        "channels": st.lists(st.sampled_from(CHANNELS), max_size=2),
    },
)
dimensions = st.lists(st.sampled_from(sorted(DIMENSIONS)), max_size=3, unique=True)


def asked(site: Site, token: str, **variables: Any) -> Any:
    answer = site.ask(REPORT, token, **variables)
    assert "errors" not in answer, answer
    return answer["data"]["sponsorClickReport"]


def is_sane(click: Stored) -> Stored:
    """Only a valid click is ever unique."""
    if click.reason is None:
        return click
    return Stored(click.placement, click.occurred_at, click.channel, click.reason)


@settings(max_examples=150 if IS_CI else 40)
@given(
    st.lists(clicks.map(is_sane), max_size=60),
    st.lists(st.tuples(filters, dimensions), min_size=3, max_size=3),
)
def test_a_report_is_what_the_clicks_add_up_to(
    shared: Site, stored: list[Stored], queries: list[tuple[dict[str, Any], list[str]]]
) -> None:
    shared.now = datetime(2026, 2, 1, tzinfo=UTC)
    shared.store(stored)
    token = shared.token()
    for filter_, by in queries:
        found = asked(shared, token, filter=filter_, by=by, first=1_000)
        expected = report(stored, filter_, by, shared.now)
        assert {name: found[name] for name in expected} == expected


@settings(max_examples=60 if IS_CI else 15)
@given(st.lists(clicks.map(is_sane), max_size=40), filters, dimensions, st.integers(1, 7))
def test_the_pages_of_a_report_are_all_of_it(
    shared: Site, stored: list[Stored], filter_: dict[str, Any], by: list[str], first: int
) -> None:
    shared.now = datetime(2026, 1, 10, tzinfo=UTC)
    shared.store(stored)
    token = shared.token()
    whole = asked(shared, token, filter=filter_, by=by, first=1_000)
    rows: list[Any] = []
    after = None
    while True:
        page = asked(shared, token, filter=filter_, by=by, first=first, after=after)
        assert page["totals"] == whole["totals"]
        assert page["pageInfo"]["hasPreviousPage"] is bool(rows)
        rows += page["rows"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"] or len(rows) > 60:
            break
    assert rows[:61] == whole["rows"][: len(rows)][:61]
    assert len(rows) > 60 or len(rows) == len(whole["rows"])


def rows_of(site: Site, by: list[str], **filter_: Any) -> list[tuple[Any, ...]]:
    """The keys of each row, and its total."""
    found = asked(site, site.token(), filter=filter_, by=by)
    return [
        (*(key["value"] for key in row["keys"]), row["counts"]["total"]) for row in found["rows"]
    ]


def on(day: str, placement: int = 1) -> Stored:
    return Stored(placement, datetime.fromisoformat(f"{day}T23:59:59.999999+00:00"))


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ("2026-11-22", "2026-W47"),  # a Sunday
        ("2026-11-23", "2026-W48"),  # a Monday
        ("2025-12-28", "2025-W52"),
        ("2025-12-29", "2026-W01"),
        ("2027-01-03", "2026-W53"),
        ("2024-12-30", "2025-W01"),
        ("2028-01-02", "2027-W52"),
        ("2024-02-29", "2024-W09"),
    ],
)
def test_a_week_is_that_of_iso_8601(site: Site, day: str, week: str) -> None:
    site.store([on(day)])
    assert rows_of(site, ["WEEK", "DAY"]) == [(week, day, 1)]
    assert rows_of(site, ["WEEK", "DAY"], **{"from": day, "to": day}) == [(week, day, 1)]


def test_days_without_clicks_are_zero_from_the_first_day_asked_for_to_the_last(site: Site) -> None:
    site.store([on("2026-11-19"), on("2026-11-17"), on("2026-11-01")])
    assert rows_of(site, ["DAY"], **{"from": "2026-11-16", "to": "2026-11-19"}) == [
        ("2026-11-16", 0),
        ("2026-11-17", 1),
        ("2026-11-18", 0),
        ("2026-11-19", 1),
    ]


def test_a_report_without_an_end_goes_to_today(site: Site) -> None:
    assert rows_of(site, ["DAY"], **{"from": "2026-11-20"}) == [
        (day, 0) for day in ("2026-11-20", "2026-11-21", "2026-11-22")
    ]


def test_a_report_without_a_beginning_has_only_the_days_with_clicks(site: Site) -> None:
    site.store([on("2026-11-19"), on("2026-11-17")])
    assert rows_of(site, ["DAY"], to="2026-11-20") == [("2026-11-17", 1), ("2026-11-19", 1)]


def test_each_other_key_has_all_the_days(site: Site) -> None:
    site.store([on("2026-11-17", 1), on("2026-11-18", 3)])
    assert rows_of(site, ["DAY", "ROADMAP"], **{"from": "2026-11-17", "to": "2026-11-18"}) == [
        ("2026-11-17", "anvils", 1),
        ("2026-11-17", "casks", 0),
        ("2026-11-18", "anvils", 0),
        ("2026-11-18", "casks", 1),
    ]


def test_an_end_before_the_beginning_is_no_day(site: Site) -> None:
    site.store([on("2026-11-18")])
    assert rows_of(site, ["DAY"], **{"from": "2026-11-19", "to": "2026-11-17"}) == []


def place_of(text: str) -> int:
    """The line of the report's document that has it first."""
    return next(n for n, line in enumerate(REPORT.splitlines(), 1) if text in line)


def test_so_many_days_that_they_would_fill_the_memory_are_refused(site: Site) -> None:
    filter_ = {"from": "0001-01-01", "to": "9999-12-31"}
    answer = site.ask(REPORT, site.token(), filter=filter_, by=["DAY"])
    (error,) = answer["errors"]
    assert "at most 10000 days" in error["message"]
    assert error["locations"][0]["line"] == place_of("filter: $filter")
    assert rows_of(site, ["ROADMAP"], **filter_) == []


@pytest.mark.parametrize("by", ["DAY", "WEEK", "MONTH", "CHANNEL", "REASON"])
def test_on_sqlite_a_report_of_most_placements_sums_along_the_days(site: Site, by: str) -> None:
    if site.reader.dialect.name != "sqlite":
        return
    engine = PreparedEngine(
        schema(), site.reader, None, lambda: site.now, 1_000, gate=site.gate, explains=True
    )
    request = Request(REPORT, None, {"by": [by]}, token=site.token())
    lines = json.loads(site.run(engine.answer(request)).body)["extensions"]["sql"]["plan"]
    (read,) = (n for n, line in enumerate(lines) if "ix_click_day_day" in line)
    subqueries = [line for line in lines[read:] if "TEMP B-TREE FOR GROUP BY" in line]
    assert len(subqueries) == 1, lines  # of the few that are left then
    engine.close()


def test_a_dimension_given_twice_is_one(site: Site) -> None:
    site.store([on("2026-11-18")])
    assert rows_of(site, ["ROADMAP", "DAY", "ROADMAP"]) == [("anvils", "2026-11-18", 1)]


def test_a_roadmap_whose_file_is_gone_keeps_its_clicks(site: Site) -> None:
    site.store([on("2026-11-18", 4)])
    assert rows_of(site, ["ROADMAP"]) == [("drums", 1)]


@pytest.mark.parametrize(
    ("now", "final"),
    [
        ("2026-11-22T00:00:00+00:00", "2026-11-18"),
        ("2026-11-21T23:59:59.999999+00:00", "2026-11-17"),
        ("2026-11-22T15:30:00+00:00", "2026-11-18"),
        ("2024-03-03T00:00:00+00:00", "2024-02-28"),
    ],
)
def test_a_day_is_final_72_hours_after_its_end(site: Site, now: str, final: str) -> None:
    site.now = datetime.fromisoformat(now)
    found = site.ask("{ r: sponsorClickReport(groupBy: []) { asOf finalThrough } }", site.token())
    as_of = now.replace("+00:00", "Z")
    assert found["data"] == {"r": {"asOf": as_of, "finalThrough": final}}


def test_reports_stand_beside_other_fields_in_one_query(site: Site) -> None:
    site.store([on("2026-11-18"), on("2026-11-19", 3)])
    query = """{
      roadmap(slug: "anvils") { title sponsor { id } }
      all: sponsorClickReport(groupBy: []) { rows { n: counts { all: total } } }
      one: sponsorClickReport(groupBy: [], filter: {roadmaps: ["casks"]}) { totals { total } }
    }"""
    assert site.ask(query, site.token())["data"] == {
        "roadmap": {"title": "anvils", "sponsor": {"id": global_id("Placement", 5)}},
        "all": {"rows": [{"n": {"all": 2}}]},
        "one": {"totals": {"total": 1}},
    }


def test_a_cursor_of_another_report_is_refused(site: Site) -> None:
    site.store([on("2026-11-18"), on("2026-11-19", 3)])
    token = site.token()
    page = asked(site, token, by=["ROADMAP"], first=1)
    after = page["pageInfo"]["endCursor"]
    assert len(asked(site, token, by=["ROADMAP"], after=after)["rows"]) == 1
    for by, filter_ in ((["LABEL"], {}), (["ROADMAP"], {"to": "2026-11-19"})):
        answer = site.ask(REPORT, token, by=by, filter=filter_, after=after)
        assert "another list" in answer["errors"][0]["message"]
