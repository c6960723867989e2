"""The page at /reports: whom it is shown to, what it says, and what it may load."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import pairwise

import httpx2
import pytest

from graph.reports.chart import Point, ceiling, draw
from graph.reports.period import Period, PeriodError, last_day, named, read_day, read_period, short
from tests.reports.site import Site, Stored

COOKIE = re.compile(
    r"reports_token=([^;]+); HttpOnly; Max-Age=43200; Path=/reports; SameSite=strict"
)
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
CLICKS = [
    Stored(1, datetime(2026, 11, 17, 10, tzinfo=UTC), is_unique=True),
    Stored(1, datetime(2026, 11, 17, 11, tzinfo=UTC)),
    Stored(2, datetime(2026, 11, 20, tzinfo=UTC), reason="BOT"),
    Stored(3, datetime(2026, 11, 21, tzinfo=UTC), reason="DOUBLE_CLICK"),
]


class Page(HTMLParser):
    """The texts of a page's cells and headings, and what it refers to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.setdefault(self._inside, []).append(data.strip())

    def values(self, attribute: str) -> set[str | None]:
        return {given[attribute] for _, given in self.tags if attribute in given}


def shown(site: Site, token: str, query: str = "") -> httpx2.Response:
    return site.http("GET", f"/reports{query}", headers={"authorization": f"Bearer {token}"})


def entered(site: Site, token: str, **headers: str) -> httpx2.Response:
    return site.http("POST", "/reports", data={"token": token}, headers=headers)


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 200), ({"cookie": "reports_token=rg_1_x"}, 401), ({"authorization": "x"}, 401)],
)
def test_without_a_token_there_is_only_a_form_for_it(
    site: Site, headers: dict[str, str], status: int
) -> None:
    site.store(CLICKS)
    response = site.http("GET", "/reports", headers=headers)
    assert response.status_code == status
    assert "anvils" not in response.text
    assert "token" in Page(response.text).values("name")


def test_a_token_from_the_form_is_kept_in_a_cookie_and_in_no_url(site: Site) -> None:
    site.store(CLICKS)
    response = entered(site, f" {site.token()}\n")
    assert (response.status_code, response.headers["location"]) == (303, "/reports")
    (token,) = COOKIE.fullmatch(response.headers["set-cookie"]).groups()  # type: ignore[union-attr]
    page = site.http("GET", "/reports", headers={"cookie": f"reports_token={token}"})
    assert page.status_code == 200
    assert token not in page.text


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("https://site/reports", {}),
        ("http://site/reports", {"x-forwarded-proto": "https"}),
        ("http://site/reports", {"x-forwarded-proto": "HTTPS, http"}),
        ("https://site/reports", {"x-forwarded-proto": "http"}),
    ],
)
def test_over_https_the_cookie_is_for_https_alone(
    site: Site, url: str, headers: dict[str, str]
) -> None:
    response = site.http("POST", url, data={"token": site.token()}, headers=headers)
    assert response.headers["set-cookie"].endswith("; Secure")


@pytest.mark.parametrize("token", ["", "rg_1_x", "x" * 5_000])
def test_a_token_that_opens_nothing_is_not_kept(site: Site, token: str) -> None:
    response = entered(site, token)
    assert response.status_code == 401
    assert "opens nothing" in response.text
    assert "set-cookie" not in response.headers


def test_another_sites_form_is_refused(site: Site) -> None:
    response = entered(site, site.token(), **{"sec-fetch-site": "cross-site"})
    assert (response.status_code, "set-cookie" in response.headers) == (403, False)


def test_the_token_can_be_forgotten(site: Site) -> None:
    response = site.http("POST", "/reports/leave")
    assert response.status_code == 303
    assert 'reports_token=""' in response.headers["set-cookie"]
    assert "Max-Age=0" in response.headers["set-cookie"]


def test_a_page_is_kept_nowhere_and_loads_nothing_from_elsewhere(site: Site) -> None:
    site.store(CLICKS)
    response = shown(site, site.token())
    assert response.headers["content-security-policy"] == POLICY
    assert response.headers["cache-control"] == "no-store"
    page = Page(response.text)
    assert not {"script", "style", "iframe", "img"} & {tag for tag, _ in page.tags}
    assert not page.values("style") | page.values("onclick")
    local = page.values("href") | page.values("action") | page.values("src")
    assert all(str(url).startswith("/reports") for url in local)
    assert site.http("GET", "/reports/style.css").headers["content-type"].startswith("text/css")


def test_the_page_says_what_the_report_says(site: Site) -> None:
    site.store(CLICKS)
    page = Page(shown(site, site.token(), "?from=2026-11-17&to=2026-11-21").text)
    assert page.texts["dd"] == ["2", "1", "2"]
    assert page.texts["caption"] == [
        "Clicks by day",
        "Clicks by roadmap, the most clicked first",
        "Invalid clicks by their reasons",
    ]
    assert [text for text in page.texts["th"] if text[0].isdigit()] == [
        f"{day} November 2026" for day in range(21, 16, -1)
    ]
    assert (
        "Final up to 18 November 2026; to later days, late clicks may still be added."
        in (page.texts["p"])
    )
    assert {"Made by a program", "A second click at once", "anvils", "bells", "casks"} <= set(
        page.texts["th"]
    )
    assert "17 November 2026: 2 valid, 0 invalid" in page.texts["title"]
    assert "20 November 2026: 0 valid, 1 invalid, not yet final" in page.texts["title"]


def test_a_single_day_is_named_once(site: Site) -> None:
    page = Page(shown(site, site.token(), "?from=2026-11-17&to=2026-11-17").text)
    assert page.texts["title"][0] == "Sponsor clicks, 17 November 2026"


def test_the_page_of_a_sponsor_names_it_and_shows_no_other(site: Site) -> None:
    site.store(CLICKS)
    page = Page(shown(site, site.token(1)).text)
    assert page.texts["h1"] == ["Clicks on Ash"]
    assert "anvils" in page.texts["th"]
    assert "casks" not in page.texts["th"]


def test_a_page_without_clicks_says_so(site: Site) -> None:
    page = Page(shown(site, site.token()).text)
    assert page.texts["dd"] == ["0", "0", "0"]
    assert "No click of these days was invalid." in page.texts["p"]


@pytest.mark.parametrize(
    ("accept", "kind"), [("text/html", "text/html"), ("*/*", "application/json")]
)
def test_another_method_is_refused_in_the_form_that_is_asked_for(
    site: Site, accept: str, kind: str
) -> None:
    response = site.http("PUT", "/reports", headers={"accept": accept})
    allowed = set(response.headers["allow"].split(", "))
    assert (response.status_code, allowed) == (405, {"GET", "HEAD", "POST"})
    assert response.headers["content-type"].startswith(kind)
    assert "does not take PUT" in response.text


def test_what_content_says_is_escaped(site: Site) -> None:
    query = "?from=%22%3E%3Cscript%3E"
    assert shown(site, site.token(), query).status_code == 400
    assert "<script" not in shown(site, site.token(), query).text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?from=2026-11-30&to=2026-11-01", 400),
        ("?from=yesterday", 400),
        ("?to=0001-01-01", 200),
        ("?from=0001-01-01&to=9999-12-31", 400),
        ("?from=20261101", 400),
        ("?from=2026-W47-1", 400),
        ("?from=-2026-11-01", 400),
        ("?from=10000-01-01", 400),
        ("?from=2026-02-30", 400),
        ("?from=9998-12-01&to=9999-12-31", 200),
        ("?from=&to=", 200),
        ("?from=2025-01-01", 200),
        ("?from=2010-01-01", 200),
    ],
)
def test_days_that_make_no_sense_are_refused(site: Site, query: str, status: int) -> None:
    response = shown(site, site.token(), query)
    assert (response.status_code, "text/html" in response.headers["content-type"]) == (status, True)


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("first", "last", "dimension"),
    [
        ("2026-08-23", "2026-11-22", "DAY"),
        ("2026-08-22", "2026-11-22", "WEEK"),
        ("2024-11-22", "2026-11-22", "WEEK"),
        ("2024-11-21", "2026-11-22", "MONTH"),
        (None, None, "DAY"),
    ],
)
def test_the_longer_a_period_the_longer_its_parts(
    first: str | None, last: str | None, dimension: str
) -> None:
    assert read_period(first, last, TODAY).dimension == dimension


def test_a_period_is_thirty_days_up_to_today_if_nobody_says_which() -> None:
    assert read_period("", None, TODAY).filter == {"from": "2026-10-24", "to": "2026-11-22"}


def test_a_period_begins_with_the_first_of_all_days_at_the_earliest() -> None:
    assert read_period(None, "0001-01-10", TODAY) == Period(date.min, date(1, 1, 10))


@pytest.mark.parametrize("text", ["20261122", "2026-W47-7", "-2026-11-22", "10000-01-01", "x"])
def test_a_day_is_written_in_one_way(text: str) -> None:
    with pytest.raises(PeriodError, match="Write days like 2026-11-22"):
        read_day(text)


@pytest.mark.parametrize("days", [("x", None), (None, "2026-02-30"), ("2026-11-23", "2026-11-22")])
def test_what_is_no_period_is_refused(days: tuple[str | None, str | None]) -> None:
    with pytest.raises(PeriodError):
        read_period(*days, TODAY)


@pytest.mark.parametrize(
    ("text", "ends", "long", "brief"),
    [
        ("2026-11-22", date(2026, 11, 22), "22 November 2026", "22 Nov"),
        ("2026-W47", date(2026, 11, 22), "Week 47 of 2026", "W47"),
        ("2026-W01", date(2026, 1, 4), "Week 1 of 2026", "W1"),
        ("9999-W52", date.max, "Week 52 of 9999", "W52"),
        ("2024-02", date(2024, 2, 29), "February 2024", "Feb 2024"),
        ("2026-12", date(2026, 12, 31), "December 2026", "Dec 2026"),
    ],
)
def test_a_stretch_of_time_has_a_name_and_an_end(
    text: str, ends: date, long: str, brief: str
) -> None:
    assert (last_day(text), named(text), short(text)) == (ends, long, brief)


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 1), (1, 1), (3, 3), (4, 4), (5, 6), (9, 10), (41, 60), (999, 1_000)]
)
def test_a_chart_is_as_high_as_the_next_round_number(highest: int, top: int) -> None:
    assert ceiling(highest) == top


def points(*totals: int, final: int = 0) -> list[Point]:
    return [
        Point(str(i), str(i), total - total // 4, total // 4, i < final)
        for i, total in enumerate(totals)
    ]


def test_bars_stand_side_by_side_within_the_picture() -> None:
    chart = draw(points(*range(90)), 340)
    edges = [(bar.x, bar.x + bar.width) for bar in chart.bars]
    assert all(end < start for (_, end), (start, _) in pairwise(edges))
    assert edges[0][0] >= chart.left
    assert edges[-1][1] <= chart.width
    assert all(chart.top <= bar.invalid_y <= bar.valid_y <= chart.floor for bar in chart.bars)
    assert sum(bar.has_label for bar in chart.bars) <= 4


@pytest.mark.parametrize(("final", "open_x"), [(0, 44.0), (2, 382.0), (4, None)])
def test_what_is_not_final_stands_apart(final: int, open_x: float | None) -> None:
    assert draw(points(1, 2, 3, 4, final=final), 720).open_x == open_x


def test_a_chart_of_nothing_has_its_floor() -> None:
    assert [tick.value for tick in draw([], 720).ticks] == [0, 1]
