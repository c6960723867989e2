"""GET /go/{placement}: it leads to the stored URL whatever becomes of the click."""

import asyncio
import json
from time import monotonic, sleep
from typing import Any

import pytest

from tests.clicks.content import LASTING, replaced, without
from tests.clicks.site import NOW_TEXT, Site
from tests.clicks.test_unavailable import locked
from tests.clicks.test_writer import locked_for
from tests.http.asgi import Exchange, Header, Response, request

AGENT: Header = ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/1")
STORED = "SELECT client_event_id, channel, received_at, reason FROM sponsor_click"
URL = "https://rope.example/?from=knots"
PATIENCE = 10.0


def go(site: Site, placement: str, *headers: Header, method: str = "GET") -> Response:
    return request(site.app(), method, f"/go/{placement}", [AGENT, *headers])


def stored(site: Site, number: int) -> list[tuple[Any, ...]]:
    """The clicks, once there are so many: a disk may take longer than a visitor is kept waiting."""
    until = monotonic() + PATIENCE
    while len(found := site.clicks()) < number and monotonic() < until:
        sleep(0.01)
    return found


def test_a_link_counts_and_leads_on(site: Site) -> None:
    response = go(site, site.placement("knots", "Rope & Co"))
    assert (response.status, response.headers["location"], response.body) == (302, URL, "")
    assert response.headers["cache-control"] == "no-store"
    assert len(stored(site, 1)) == 1
    assert site.rows(STORED) == [(None, "REDIRECT", NOW_TEXT, None)]


def test_each_placement_leads_to_its_own_url(site: Site) -> None:
    for slug, title, url in [
        ("ropes", "Rope & Co", URL),
        ("sails", "Sailmaker", "/sailmaker"),
        ("rigging", "Hemp", "https://hemp.example/"),
    ]:
        assert go(site, site.placement(slug, title)).headers["location"] == url
    assert [slug for slug, _, _ in stored(site, 3)] == ["ropes", "sails", "rigging"]


def test_a_placement_that_left_its_file_still_leads_on(site: Site) -> None:
    shown = site.placement("knots", "Rope & Co")
    site.seed(without("knots"))
    assert go(site, shown).headers["location"] == URL
    assert stored(site, 1) == [("knots", "Rope & Co", "PLACEMENT_WITHDRAWN")]


ODD = [
    pytest.param("https://a.example/é?q=ü", "https://a.example/%C3%A9?q=%C3%BC", id="letters"),
    pytest.param("https://a.example/%20?a=%26", "https://a.example/%20?a=%26", id="escapes"),
    pytest.param('https://a.example/"<>', "https://a.example/%22%3C%3E", id="brackets"),
]


@pytest.mark.parametrize(("url", "location"), ODD)
def test_a_location_is_a_header_whatever_the_url_holds(site: Site, url: str, location: str) -> None:
    altered = LASTING.replace(URL, json.dumps(url, ensure_ascii=False))
    site.seed(replaced("knots", f"title: Knots\n{altered}"))
    assert go(site, site.placement("knots", "Rope & Co")).headers["location"] == location


def test_head_is_answered_alike_and_is_no_click(site: Site) -> None:
    response = go(site, site.placement("knots", "Rope & Co"), method="HEAD")
    assert (response.status, response.headers["location"]) == (302, URL)
    assert site.clicks() == []


def test_a_prefetch_is_recorded_as_one(site: Site) -> None:
    placement = site.placement("knots", "Rope & Co")
    assert go(site, placement, ("sec-purpose", "prefetch;prerender")).status == 302
    go(site, placement)
    assert [reason for *_, reason in stored(site, 2)] == ["PREFETCH", None]


NOWHERE = ["", "1", "Placement:1", b"Placement:999".hex(), b"Sponsor:1".hex(), "//evil.example"]


@pytest.mark.parametrize("placement", [*NOWHERE, "%00", "https://evil.example"])
def test_it_leads_nowhere_but_to_what_is_stored(site: Site, placement: str) -> None:
    response = go(site, placement)
    assert (response.status, "location" in response.headers) == (404, False)
    assert "There is no such placement" in response.body
    assert site.clicks() == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(site: Site, method: str) -> None:
    response = go(site, site.placement("knots", "Rope & Co"), method=method)
    assert (response.status, response.headers["allow"]) == (405, "GET, HEAD")
    assert site.clicks() == []


def patiently(site: Site, placement: str) -> tuple[Response, float]:
    """The answer, and how long it took; what goes on behind it is waited for then."""
    app = site.app()

    async def get() -> tuple[Response, float]:
        exchange, started = Exchange(), monotonic()
        scope: dict[str, Any] = {"type": "http", "method": "GET", "path": f"/go/{placement}"}
        await app({**scope, "headers": []}, exchange.receive, exchange.send)
        taken = monotonic() - started
        await asyncio.sleep(0.4)
        assert exchange.response is not None
        return exchange.response, taken

    return asyncio.run(get())


def test_a_store_that_is_away_holds_nobody_up_and_the_click_is_missed(site: Site) -> None:
    placement = site.placement("knots", "Rope & Co")
    with locked(site):
        response, taken = patiently(site, placement)
    assert (response.status, response.headers["location"]) == (302, URL)
    assert taken < 0.15
    assert (site.clicks(), site.recorder.tally.missed) == ([], 1)


def test_a_click_that_takes_its_time_is_stored_behind_the_visitors_back(site: Site) -> None:
    with locked_for(site, 0.15):
        patiently(site, site.placement("knots", "Rope & Co"))
    assert (len(site.clicks()), site.recorder.tally.missed) == (1, 0)


def test_the_script_is_served_and_asked_again_for_changes(site: Site) -> None:
    whole = request(site.app(), "GET", "/clicks.js")
    assert whole.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "data-sponsor-click" in whole.body
    assert "preventDefault" not in whole.body
    tag = ("if-none-match", whole.headers["etag"])
    assert (request(site.app(), "GET", "/clicks.js", [tag]).status) == 304
    assert request(site.app(), "POST", "/clicks.js").status == 405
