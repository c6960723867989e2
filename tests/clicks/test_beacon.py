"""POST /clicks: what a page's script is answered, and what is stored then."""

import json

import pytest

from graph.clicks.allowance import Allowance
from graph.clicks.record import Recorder
from tests.clicks.site import EVENT, Site
from tests.clicks.test_unavailable import locked
from tests.http.asgi import Header, Response, request

TEXT: Header = ("content-type", "text/plain;charset=UTF-8")
KNOTS = {"roadmap": "knots", "clientEventId": EVENT}
STORED = "SELECT client_event_id, channel, clock, reason FROM sponsor_click"


def post(site: Site, told: object, *headers: Header) -> Response:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return request(site.app(), "POST", "/clicks", headers or [TEXT], body)


def message(response: Response) -> str:
    (error,) = json.loads(response.body)["errors"]
    text: str = error["message"]
    return text


TYPES = [
    pytest.param([TEXT], id="text/plain"),
    pytest.param([("content-type", "application/json")], id="JSON"),
    pytest.param([], id="none"),
]


@pytest.mark.parametrize("headers", TYPES)
def test_a_click_is_answered_by_nothing_once_it_is_stored(
    site: Site, headers: list[Header]
) -> None:
    response = request(site.app(), "POST", "/clicks", headers, json.dumps(KNOTS).encode())
    assert (response.status, response.body) == (204, "")
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers
    assert site.rows(STORED) == [(EVENT, "BEACON", "SERVER", "BOT")]


def test_all_fields_of_the_input_are_read(site: Site) -> None:
    shown = site.placement("rigging", "Hemp")
    told = {
        "roadmap": "rigging",
        "placement": shown,
        "clientEventId": None,
        "occurredAt": "2026-05-04T11:00:00+02:00",
        "sentAt": "2026-05-04T11:00:07+02:00",
    }
    agent = ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0")
    assert post(site, told, TEXT, agent).status == 204
    assert site.rows(STORED) == [(None, "BEACON", "CORRECTED", None)]
    assert site.clicks() == [("rigging", "Hemp", None)]


def test_sent_again_it_is_stored_once(site: Site) -> None:
    again = {**KNOTS, "sentAt": "2026-05-04T11:00:00Z"}
    assert [post(site, told).status for told in (KNOTS, KNOTS, again)] == [204] * 3
    assert len(site.clicks()) == 1


REFUSED = [
    pytest.param(b"", 400, "must be JSON", id="nothing"),
    pytest.param(b"{", 400, "must be JSON", id="half of JSON"),
    pytest.param(b'{"roadmap": "\xff"}', 400, "must be UTF-8", id="not UTF-8"),
    pytest.param([KNOTS], 400, "must be a JSON object with `roadmap`", id="a list"),
    pytest.param("knots", 400, "must be a JSON object", id="a string"),
    pytest.param({}, 400, "needs `roadmap`", id="no roadmap"),
    pytest.param({"roadmap": 7}, 400, "`roadmap` must be a string", id="a number"),
    pytest.param({**KNOTS, "url": "/"}, 400, "has no `url`", id="an unknown key"),
    pytest.param({**KNOTS, "clientEventId": "7"}, 400, "is not a UUID", id="no UUID"),
    pytest.param(
        {**KNOTS, "occurredAt": "2026-02-29T00:00:00Z"}, 400, "`occurredAt`: ", id="no such day"
    ),
    pytest.param({**KNOTS, "sentAt": "noon"}, 400, "`sentAt`: a DateTime is", id="no time"),
    pytest.param({"roadmap": "\ud800"}, 400, "surrogate", id="half a character"),
    pytest.param({"roadmap": "nowhere"}, 404, "no roadmap 'nowhere'", id="no such roadmap"),
    pytest.param({"roadmap": "anchors"}, 404, "no sponsor", id="no sponsor"),
    pytest.param({"roadmap": "knots", "placement": "?"}, 404, "never had", id="no such placement"),
    pytest.param({"roadmap": "x" * 9_000}, 413, "8192 bytes", id="too long"),
]


@pytest.mark.parametrize(("told", "status", "words"), REFUSED)
def test_what_is_no_click_is_told_why(site: Site, told: object, status: int, words: str) -> None:
    response = post(site, told)
    assert (response.status, words in message(response)) == (status, True), response.body
    assert site.clicks() == []


def test_another_click_with_the_same_id_is_a_conflict(site: Site) -> None:
    post(site, KNOTS)
    assert post(site, {**KNOTS, "roadmap": "ropes"}).status == 409
    assert len(site.clicks()) == 1


def test_another_type_of_body_is_refused(site: Site) -> None:
    assert post(site, KNOTS, ("content-type", "text/html")).status == 415
    assert site.clicks() == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_only_a_post_is_a_click(site: Site, method: str) -> None:
    response = request(site.app(), method, "/clicks")
    assert (response.status, response.headers["allow"]) == (405, "POST, OPTIONS")


def test_a_browser_that_asks_beforehand_may_send_json_from_anywhere(site: Site) -> None:
    origin = ("origin", "https://roadmaps.example")
    response = request(site.app(), "OPTIONS", "/clicks", [origin])
    names = ("origin", "methods", "headers")
    assert [response.headers[f"access-control-allow-{name}"] for name in names] == [
        *("*", "POST", "content-type")
    ]
    assert response.status == 204


def test_a_store_that_is_away_is_told_with_when_to_come_again(site: Site) -> None:
    with locked(site):
        response = post(site, KNOTS)
    assert (response.status, response.headers["retry-after"]) == (503, "1")
    assert site.clicks() == []
    assert post(site, KNOTS).status == 204


def test_too_many_are_told_with_when_to_come_again(site: Site) -> None:
    site.recorder = Recorder(site.writer, lambda: site.now, Allowance(2, lambda: 0.0))
    forwarded = ("x-forwarded-for", "192.0.2.1")
    responses = [post(site, {"roadmap": "knots"}, TEXT, forwarded) for _ in range(3)]
    assert [response.status for response in responses] == [204, 204, 429]
    assert responses[2].headers["retry-after"] == "30"
    assert len(site.clicks()) == 2
