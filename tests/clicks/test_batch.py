"""`recordSponsorClicks`: up to a hundred clicks, each with a result of its own."""

from typing import Any
from uuid import uuid4

import pytest

from graph.plan.answer import Outcome
from tests.clicks.site import EVENT, Site

BATCH = """mutation($inputs: [RecordSponsorClickInput!]!) { recordSponsorClicks(inputs: $inputs) {
  __typename ... on ClickError { message }
  ... on SponsorClickRecorded { replayed click { clientEventId targetUrl } } } }"""
KNOTS, SAILS = "https://rope.example/?from=knots", "/sailmaker"


def recorded(target: str, event: str | None = None, *, replayed: bool = False) -> dict[str, Any]:
    click = {"clientEventId": event, "targetUrl": target}
    return {"__typename": "SponsorClickRecorded", "replayed": replayed, "click": click}


def send(site: Site, *inputs: dict[str, Any]) -> Any:
    return site.ask(BATCH, {"inputs": list(inputs)})["data"]["recordSponsorClicks"]


def test_each_click_has_its_result_in_its_place(site: Site) -> None:
    results = send(
        site,
        {"roadmap": "knots", "clientEventId": EVENT},
        {"roadmap": "nowhere"},
        {"roadmap": "sails", "placement": None},
        {"roadmap": "knots", "clientEventId": "7"},
        {"roadmap": "knots", "clientEventId": EVENT.upper()},
    )
    assert [result.pop("message", None) is None for result in results] == [
        *(True, False, True, False, True)
    ]
    assert results == [
        recorded(KNOTS, EVENT),
        {"__typename": "RoadmapNotFound"},
        recorded(SAILS),
        {"__typename": "InvalidClick"},
        recorded(KNOTS, EVENT, replayed=True),
    ]
    assert [slug for slug, _, _ in site.clicks()] == ["knots", "sails"]


def test_nothing_is_a_batch_too(site: Site) -> None:
    assert send(site) == []
    assert site.clicks() == []


def test_one_click_is_a_list_of_one_as_graphql_has_it(site: Site) -> None:
    literal = 'mutation { recordSponsorClicks(inputs: {roadmap: "knots"}) { __typename } }'
    told = {"data": {"recordSponsorClicks": [{"__typename": "SponsorClickRecorded"}]}}
    assert site.ask(literal) == told
    assert site.ask(BATCH, {"inputs": {"roadmap": "knots"}})["data"] == {
        "recordSponsorClicks": [recorded(KNOTS)]
    }


def test_variables_may_stand_within_a_literal(site: Site) -> None:
    operation = """mutation($slug: String!, $event: ID) { recordSponsorClicks(
      inputs: [{roadmap: $slug}, {roadmap: "sails", clientEventId: $event}]) { __typename } }"""
    for values in ({"slug": "knots"}, {"slug": "ropes", "event": EVENT}):
        site.ask(operation, values)
    assert [slug for slug, _, _ in site.clicks()] == ["knots", "sails", "ropes", "sails"]


def test_a_hundred_are_stored_and_of_a_hundred_and_one_none(site: Site) -> None:
    clicks = [{"roadmap": "knots", "clientEventId": str(uuid4())} for _ in range(101)]
    answer = site.ask(BATCH, {"inputs": clicks})
    assert answer["errors"][0]["message"] == "recordSponsorClicks: 101 clicks; at most 100"
    assert site.clicks() == []
    assert len(send(site, *clicks[:100])) == 100
    assert len(site.clicks()) == 100


@pytest.mark.parametrize("inputs", [None, [None], [{"roadmap": None}], [{"roadmap": "a", "b": 1}]])
def test_a_batch_that_makes_no_sense_records_nothing(site: Site, inputs: Any) -> None:
    assert site.answer(BATCH, {"inputs": inputs}).outcome == Outcome.REFUSED
    assert site.clicks() == []


def test_a_batch_that_is_too_long_keeps_what_stands_before_it_from_acting(site: Site) -> None:
    inputs = ", ".join(['{roadmap: "knots"}'] * 101)
    operation = f"""mutation {{ a: recordSponsorClick(input: {{roadmap: "knots"}}) {{ __typename }}
      b: recordSponsorClicks(inputs: [{inputs}]) {{ __typename }} }}"""
    assert site.answer(operation).outcome == Outcome.REFUSED
    assert site.clicks() == []
