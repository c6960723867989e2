"""Who may see a report, and what keeps it from everybody else."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from graph.plan.answer import Outcome, Request
from tests.reports.site import Site, Stored, global_id

TOTAL = "{ sponsorClickReport(groupBy: [SPONSOR]) { rows { keys { value } } totals { total } } }"
CLICKS = [
    Stored(1, datetime(2026, 11, 1, tzinfo=UTC)),
    Stored(2, datetime(2026, 11, 2, tzinfo=UTC)),
    Stored(3, datetime(2026, 11, 3, tzinfo=UTC), reason="BOT"),
    Stored(5, datetime(2026, 11, 4, tzinfo=UTC)),
]
"""Two of sponsor 1, one of 2, one of 4."""


def report_of(*sponsors: int, total: int) -> Any:
    ids = sorted(global_id("Sponsor", sponsor) for sponsor in sponsors)
    return {"rows": [{"keys": [{"value": text}]} for text in ids], "totals": {"total": total}}


@pytest.mark.parametrize("token", [None, "", "rg_1_guess", "Bearer rg_1_guess"])
@pytest.mark.parametrize(
    "query",
    [
        TOTAL,
        '{ roadmap(slug: "anvils") { title } sponsorClickReport(groupBy: []) { asOf } }',
        "{ ... on Query { a: sponsorClickReport(groupBy: []) { __typename } } }",
        "query { ...F } fragment F on Query { sponsorClickReport(groupBy: [DAY]) { __typename } }",
    ],
)
def test_nobody_sees_a_report_without_a_token(site: Site, query: str, token: str | None) -> None:
    answer = site.answer(query, token)
    assert answer.outcome is Outcome.UNAUTHENTICATED
    (error,) = json.loads(answer.body)["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}


@pytest.mark.parametrize(
    "query",
    [
        "{ __typename }",
        '{ roadmap(slug: "anvils") { title } }',
        '{ sponsorClickReport(groupBy: []) @skip(if: true) { asOf } roadmap(slug: "x") { id } }',
        '{ __type(name: "ClickReport") { name } }',
    ],
)
def test_all_else_needs_none(site: Site, query: str) -> None:
    assert site.answer(query).outcome is Outcome.EXECUTED
    assert site.answer(query, "rg_1_guess").outcome is Outcome.EXECUTED


def test_a_token_shows_its_sponsors_clicks_alone(site: Site) -> None:
    site.store(CLICKS)
    asked = {who: site.ask(TOTAL, site.token(who))["data"] for who in (None, 1, 2, 3)}
    assert {who: data["sponsorClickReport"] for who, data in asked.items()} == {
        None: report_of(1, 2, 4, total=4),
        1: report_of(1, total=2),
        2: report_of(2, total=1),
        3: report_of(total=0),
    }


@pytest.mark.parametrize(
    ("filter_", "total"),
    [
        ({"sponsors": [global_id("Sponsor", 1)]}, 0),
        ({"sponsors": [global_id("Sponsor", n) for n in (1, 2)]}, 1),
        ({"placements": [global_id("Placement", 1)]}, 0),
        ({"roadmaps": ["anvils"]}, 0),
        ({"roadmaps": ["casks"]}, 1),
    ],
    ids=str,
)
def test_no_filter_shows_more_than_the_token_does(
    site: Site, filter_: dict[str, Any], total: int
) -> None:
    site.store(CLICKS)
    query = """query($filter: ClickFilter) {
      report: sponsorClickReport(filter: $filter, groupBy: []) { totals { total } }
    }"""
    found = site.ask(query, site.token(2), filter=filter_)["data"]
    assert found == {"report": {"totals": {"total": total}}}


def test_a_report_is_kept_for_nobody(site: Site) -> None:
    site.store(CLICKS)
    seen = [site.ask(TOTAL, site.token(who))["data"]["sponsorClickReport"] for who in (1, 2, 1)]
    assert [report["totals"]["total"] for report in seen] == [2, 1, 2]
    site.store([])
    assert site.ask(TOTAL, site.token())["data"]["sponsorClickReport"]["totals"]["total"] == 0


def test_a_report_has_no_tag_and_is_never_unchanged(site: Site) -> None:
    token = site.token()
    request = Request(TOTAL, query_only=True, known_tags={"*"}, token=token)
    answer = site.run(site.engine.answer(request))
    assert (answer.outcome, answer.tag) == (Outcome.EXECUTED, None)
    assert answer.body


def over_http(site: Site, method: str, accept: str, authorization: str | None) -> httpx2.Response:
    headers = {"accept": accept} | ({"authorization": authorization} if authorization else {})
    if method == "GET":
        return site.http("GET", "/graphql", headers=headers, params={"query": TOTAL})
    return site.http("POST", "/graphql", headers=headers, json={"query": TOTAL})


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("accept", "status"), [("application/graphql-response+json", 401), ("application/json", 200)]
)
@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer rg_1_x", "Basic cmdfMV94"])
def test_http_says_that_a_token_is_wanted(
    site: Site, method: str, accept: str, status: int, authorization: str | None
) -> None:
    response = over_http(site, method, accept, authorization)
    assert response.status_code == status
    assert response.headers["www-authenticate"] == 'Bearer realm="reports"'
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_token_comes_in_the_authorization_header(site: Site, method: str, scheme: str) -> None:
    site.store(CLICKS)
    response = over_http(site, method, "application/json", f"{scheme} {site.token(1)}")
    assert response.json()["data"]["sponsorClickReport"]["totals"]["total"] == 2
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers
