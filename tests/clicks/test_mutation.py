"""The mutation through the engine: whole answers, and one row for each click that is told of."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from graph.http.app import build_app
from graph.plan.answer import Begun, Outcome, Request
from tests.clicks.content import replaced, without
from tests.clicks.site import EVENT, NOW_TEXT, OTHER_EVENT, Site
from tests.http.asgi import request
from tests.http.expected import error

Row = tuple[str, str, str | None]
KNOTS: Row = ("knots", "Rope & Co", None)
ROPES: Row = ("ropes", "Rope & Co", None)
SAILS: Row = ("sails", "Sailmaker", "SPONSOR_EXPIRED")
WIRE: Row = ("rigging", "Wire", None)


def click_id(number: int) -> str:
    return f"SponsorClick:{number}".encode().hex()


def record(selection: str, slug: str = "knots", more: str = "") -> str:
    return f'recordSponsorClick(input: {{roadmap: "{slug}"{more}}}) {{ {selection} }}'


def event(value: str) -> str:
    return f', clientEventId: "{value}"'


RECORDED = "... on SponsorClickRecorded"
ID = f"{RECORDED} {{ click {{ id }} }}"


def clicked(number: int) -> dict[str, Any]:
    return {"click": {"id": click_id(number)}}


ANSWERS = [
    pytest.param(
        f"mutation {{ {record('__typename')} }}",
        {"recordSponsorClick": {"__typename": "SponsorClickRecorded"}},
        [KNOTS],
        id="nothing but the type",
    ),
    pytest.param(
        f"mutation {{ {record('... on ClickError { message }')} }}",
        {"recordSponsorClick": {}},
        [KNOTS],
        id="nothing at all",
    ),
    pytest.param(
        "mutation { __typename " + record(f"{RECORDED} {{ replayed }}") + " also: __typename }",
        {
            "__typename": "Mutation",
            "recordSponsorClick": {"replayed": False},
            "also": "Mutation",
        },
        [KNOTS],
        id="the root's type",
    ),
    pytest.param(
        "mutation { "
        + " ".join(
            f"{key}: {record(ID, slug)}"
            for key, slug in [("z", "sails"), ("a", "knots"), ("m", "anchors"), ("b", "rigging")]
        )
        + " }",
        {"z": clicked(1), "a": clicked(2), "m": {}, "b": clicked(3)},
        [SAILS, KNOTS, WIRE],
        id="several in their order",
    ),
    pytest.param(
        "mutation { "
        + "".join(
            f"{key}: {record(f'__typename {RECORDED} {{ replayed click {{ id }} }}', slug, more)} "
            for key, slug, more in [
                ("first", "knots", event(EVENT)),
                ("again", "knots", event(EVENT.upper())),
                ("other", "sails", event(EVENT)),
                ("new", "knots", event(OTHER_EVENT)),
            ]
        )
        + "}",
        {
            "first": {"__typename": "SponsorClickRecorded", "replayed": False, **clicked(1)},
            "again": {"__typename": "SponsorClickRecorded", "replayed": True, **clicked(1)},
            "other": {"__typename": "IdempotencyConflict"},
            "new": {"__typename": "SponsorClickRecorded", "replayed": False, **clicked(2)},
        },
        [KNOTS, KNOTS],
        id="one that sees the one before",
    ),
    pytest.param(
        f"mutation {{ {record(ID)} {record(f'{RECORDED} {{ replayed click {{ label }} }}')} }}",
        {
            "recordSponsorClick": {
                "click": {"id": click_id(1), "label": "Knots / Rope Link"},
                "replayed": False,
            }
        },
        [KNOTS],
        id="one field, selected twice",
    ),
    pytest.param(
        f"mutation {{ ... @skip(if: true) {{ a: {record(ID)} }}"
        f" ... @include(if: true) {{ b: {record(ID)} }} }}",
        {"b": clicked(1)},
        [KNOTS],
        id="one that is skipped",
    ),
    pytest.param(
        f"""mutation {{ {record("...Receipt ...Refusal", "sails")} }}
        fragment Receipt on SponsorClickRecorded {{ replayed click {{ ...What }} }}
        fragment Refusal on ClickError {{ message }}
        fragment What on SponsorClick {{
          clientEventId occurredAt receivedAt category action label targetUrl
          roadmap {{ slug sponsor {{ title }} }}
          placement {{
            imageUrl description expiryDate expiresAt isActive withdrawnAt
            event {{ category action label }}
            sponsor {{ title placements {{ roadmap {{ slug }} }} }}
            roadmap {{ slug relatedBy(first: 1) {{ totalCount nodes {{ slug }} }} }}
          }}
        }}""",
        {
            "recordSponsorClick": {
                "replayed": False,
                "click": {
                    "clientEventId": None,
                    "occurredAt": NOW_TEXT,
                    "receivedAt": NOW_TEXT,
                    "category": "SponsorClick",
                    "action": "",
                    "label": "Sails",
                    "targetUrl": "/sailmaker",
                    "roadmap": {"slug": "sails", "sponsor": {"title": "Sailmaker"}},
                    "placement": {
                        "imageUrl": "/sail.png",
                        "description": "Canvas by the yard",
                        "expiryDate": "2023-02-02",
                        "expiresAt": "2023-02-03T00:00:00Z",
                        "isActive": False,
                        "withdrawnAt": None,
                        "event": {"category": "SponsorClick", "action": "", "label": "Sails"},
                        "sponsor": {
                            "title": "Sailmaker",
                            "placements": [{"roadmap": {"slug": "sails"}}],
                        },
                        "roadmap": {
                            "slug": "sails",
                            "relatedBy": {"totalCount": 1, "nodes": [{"slug": "knots"}]},
                        },
                    },
                },
            }
        },
        [SAILS],
        id="all there is to a click",
    ),
    pytest.param(
        f"""mutation {{ {
            record(
                '''... on SponsorClickRecorded { click {
          category action label placement { event { label } } } }''',
                "rigging",
            )
        } }}""",
        {
            "recordSponsorClick": {
                "click": {
                    "category": "SponsorClick",
                    "action": "Wire Inc Redirect",
                    "label": "Rigging / Wire Inc Link",
                    "placement": {"event": {"label": "Rigging / Wire Inc Link"}},
                }
            }
        },
        [WIRE],
        id="an event that was derived",
    ),
]


@pytest.mark.parametrize(("operation", "data", "rows"), ANSWERS)
def test_an_operation_is_answered_whole(
    site: Site, operation: str, data: dict[str, Any], rows: list[Row]
) -> None:
    assert site.ask(operation) == {"data": data}
    assert site.clicks() == rows


def test_an_event_that_a_sponsor_lacks_is_null(site: Site) -> None:
    hemp = f', placement: "{site.placement("rigging", "Hemp")}"'
    fields = "category action label targetUrl placement { title event { label } }"
    operation = record(f"{RECORDED} {{ click {{ {fields} }} }}", "rigging", hemp)
    nothing = {"category": None, "action": None, "label": None}
    placement = {"title": "Hemp", "event": None}
    click = {**nothing, "targetUrl": "https://hemp.example/", "placement": placement}
    assert site.ask(f"mutation {{ {operation} }}") == {
        "data": {"recordSponsorClick": {"click": click}}
    }


# Each member of the union

NO_UUID = (
    "clientEventId is not a UUID: send one like 3f2c8a52-9f0e-4a57-8d3c-0f8f5f2f6a11, made anew "
    "for each click."
)
ERRORS = [
    pytest.param(
        {"roadmap": "nowhere"}, "RoadmapNotFound", "There is no roadmap 'nowhere'.", id="roadmap"
    ),
    pytest.param(
        {"roadmap": "anchors"}, "NoSponsor", "Roadmap 'anchors' has no sponsor now.", id="sponsor"
    ),
    pytest.param(
        {"roadmap": "knots", "placement": "é"},
        "PlacementNotFound",
        "Roadmap 'knots' never had the placement 'é': send the id of its `sponsor`, or leave it "
        "out.",
        id="placement",
    ),
    pytest.param(
        {"roadmap": "ropes", "clientEventId": EVENT},
        "IdempotencyConflict",
        f"clientEventId {EVENT} was used for another click, which stays as it is: make a new id "
        "for each click.",
        id="conflict",
    ),
    pytest.param({"roadmap": "knots", "clientEventId": 12}, "InvalidClick", NO_UUID, id="uuid"),
]
MEMBERS = (
    *("RoadmapNotFound", "NoSponsor", "PlacementNotFound", "IdempotencyConflict"),
    *("InvalidClick", "ClickRateLimited", "ClickStoreUnavailable"),
)
EACH_MEMBER = f"""mutation Record($input: RecordSponsorClickInput!) {{
  recordSponsorClick(input: $input) {{
    kind: __typename
    ... on ClickError {{ __typename why: message }}
    {RECORDED} {{ replayed }}
    {" ".join(f"... on {name} {{ {name}: message }}" for name in MEMBERS)}
    ... on ClickRateLimited {{ retryAfterMs }}
    ... on ClickStoreUnavailable {{ retryAfterMs }}
  }}
}}"""


@pytest.mark.parametrize(("values", "name", "message"), ERRORS)
def test_an_error_is_selected_by_its_type_and_by_the_interface(
    site: Site, values: dict[str, Any], name: str, message: str
) -> None:
    site.send(roadmap="knots", clientEventId=EVENT)
    told = {"kind": name, "__typename": name, "why": message, name: message}
    assert site.ask(EACH_MEMBER, {"input": values}) == {"data": {"recordSponsorClick": told}}
    assert site.clicks() == [KNOTS]


TOLD = "id clientEventId category action label targetUrl"
"""What a receipt tells by itself; beside anything else all of it is read from the row."""
STORED = [
    pytest.param(Site.clicks, id="as it was"),
    pytest.param(lambda site: site.seed(without("knots", "rigging", "sails")), id="retired"),
    pytest.param(lambda site: site.seed(replaced("knots", "title: Knots\n")), id="withdrawn"),
    pytest.param(lambda site: site.command("erase", "--event", EVENT), id="its id erased"),
]


@pytest.mark.parametrize("happens", STORED)
@pytest.mark.parametrize("slug", ["knots", "rigging", "sails"])
def test_a_receipt_tells_what_stands_in_the_row(
    site: Site, slug: str, happens: Callable[[Site], object]
) -> None:
    def send(selected: str) -> Any:
        selection = f"{RECORDED} {{ replayed click {{ {selected} }} }}"
        answer = site.ask(f"mutation {{ {record(selection, slug, event(EVENT))} }}")
        return answer["data"]["recordSponsorClick"]

    new = send(TOLD)["click"]
    happens(site)
    told, read = send(TOLD), send(f"{TOLD} occurredAt")
    assert read["click"].pop("occurredAt") == NOW_TEXT
    assert (told, told["replayed"]) == (read, True)
    assert told["click"] in (new, {**new, "clientEventId": None})


def test_a_receipt_has_nothing_of_the_errors(site: Site) -> None:
    told = {"kind": "SponsorClickRecorded", "replayed": False}
    answer = site.ask(EACH_MEMBER, {"input": {"roadmap": "knots"}})
    assert answer == {"data": {"recordSponsorClick": told}}
    assert site.clicks() == [KNOTS]


# Variables

VARIABLES = f"""mutation(
  $slug: String!, $event: ID, $at: DateTime, $sent: DateTime, $why: Boolean!
) {{
  recordSponsorClick(
    input: {{roadmap: $slug, clientEventId: $event, occurredAt: $at, sentAt: $sent}}
  ) {{
    ... on ClickError @include(if: $why) {{ message }}
    {RECORDED} {{ click {{ clientEventId occurredAt targetUrl @skip(if: $why) }} }}
  }}
}}"""


def test_variables_are_used_each_time_anew(site: Site) -> None:
    knots = {"targetUrl": "https://rope.example/?from=knots"}
    given: list[tuple[dict[str, Any], dict[str, Any]]] = [
        (
            {"slug": "knots", "event": EVENT, "at": "2026-05-04T11:59:00+02:00", "why": False},
            {"clientEventId": EVENT, "occurredAt": "2026-05-04T09:59:00Z", **knots},
        ),
        (
            {"slug": "knots", "event": None, "why": False},
            {"clientEventId": None, "occurredAt": NOW_TEXT, **knots},
        ),
        (
            {"slug": "sails", "at": "2026-01-01T00:00:00Z", "sent": "2026-01-01T00:00:07Z"}
            | {"why": True},
            {"clientEventId": None, "occurredAt": "2026-05-04T09:59:53.250000Z"},
        ),
    ]
    for values, click in given:
        assert site.ask(VARIABLES, values) == {"data": {"recordSponsorClick": {"click": click}}}
    message = {"message": "There is no roadmap 'nowhere'."}
    refused = site.ask(VARIABLES, {"slug": "nowhere", "why": True})
    assert refused == {"data": {"recordSponsorClick": message}}
    assert site.clicks() == [KNOTS, KNOTS, SAILS]


# Nothing is recorded by what is refused


def other(invalid: str, variables: str = "") -> str:
    """A good click, and with it in the same operation something that is not."""
    return f"mutation{variables} {{ good: {record('__typename')} {invalid} }}"


INVALID = [
    pytest.param(other("bad: recordClick"), {}, id="unknown field"),
    pytest.param(other("bad: recordSponsorClick { __typename }"), {}, id="no input"),
    pytest.param(other(f"bad: {record('')}").replace("{  }", ""), {}, id="no selection"),
    pytest.param(other(f"bad: {record('message')}"), {}, id="a field of no union"),
    pytest.param(other(f"good: {record('__typename', 'sails')}"), {}, id="two by one name"),
    pytest.param(other(f"bad: {record('...Nothing')}"), {}, id="unknown fragment"),
    pytest.param(other(f"bad: {record('__typename', more=', seen: 1')}"), {}, id="unknown key"),
    pytest.param(
        other(f"""bad: {record("__typename", more=', occurredAt: "2026-02-29T00:00:00Z"')}"""),
        {},
        id="impossible date",
    ),
    pytest.param(
        other(f"""bad: {record("__typename", more=', occurredAt: "2026-02-28T00:00:00"')}"""),
        {},
        id="time without a zone",
    ),
    pytest.param(
        other(
            "bad: recordSponsorClick(input: $input) { __typename }",
            "($input: RecordSponsorClickInput!)",
        ),
        {"input": {"roadmap": None}},
        id="a null in a variable",
    ),
    pytest.param(
        other(
            "bad: recordSponsorClick(input: $input) { __typename }",
            "($input: RecordSponsorClickInput!)",
        ),
        {},
        id="a variable that is not sent",
    ),
    pytest.param(
        other(
            "bad: "
            + record(
                f"{RECORDED} {{ click {{ roadmap {{ "
                + "relatedRoadmaps { " * 30
                + "slug"
                + " }" * 30
                + " } } }"
            )
        ),
        {},
        id="too deep",
    ),
    pytest.param(other("") + " mutation Other { __typename }", {}, id="two without a name"),
]


@pytest.mark.parametrize(("operation", "variables"), INVALID)
def test_an_operation_that_is_refused_records_nothing(
    site: Site, operation: str, variables: dict[str, Any]
) -> None:
    answer = site.answer(operation, variables)
    assert (answer.outcome, b'"errors"' in answer.body, b'"data"' in answer.body) == (
        Outcome.REFUSED,
        True,
        False,
    )
    assert site.clicks() == []


@pytest.mark.parametrize("argument", ["first: 101", "first: -1", 'after: "?"', "first: 1, last: 1"])
def test_an_argument_that_is_refused_records_nothing(site: Site, argument: str) -> None:
    selection = f"relatedBy({argument}) {{ totalCount }}"
    bad = record(f"{RECORDED} {{ click {{ roadmap {{ {selection} }} }} }}")
    assert site.answer(other(f"bad: {bad}")).outcome == Outcome.REFUSED
    assert site.clicks() == []


def test_a_mutation_by_get_is_refused_and_records_nothing(site: Site) -> None:
    async def ready() -> None:
        return None

    app = build_app(site.engine, sdl="", ready=ready)
    operation = f"mutation {{ {record('__typename')} }}"
    refused = error(405, "A mutation is sent by POST; GET only asks.", allow="POST")
    assert request(app, "GET", f"/graphql?query={quote(operation)}") == refused
    assert site.clicks() == []


def test_a_query_is_not_a_click(site: Site) -> None:
    query = 'query { roadmap(slug: "knots") { sponsor { title url } } }'
    site.ask(query)
    assert site.clicks() == []


def test_a_prepared_mutation_records_at_each_request(site: Site) -> None:
    operation = f"mutation {{ {record(ID)} }}"
    answers = [site.ask(operation) for _ in range(3)]
    told = [{"data": {"recordSponsorClick": clicked(number)}} for number in (1, 2, 3)]
    assert (answers, site.clicks()) == (told, [KNOTS] * 3)


def begun(site: Site, query: str) -> Any:
    """The answer of a mutation that is begun at once; None for one that is not."""

    async def answer() -> Any:
        begun = site.engine.at_once(Request(query))
        if begun is None:
            return None
        assert isinstance(begun, Begun)
        return json.loads(begun.answer(await begun.result).body)

    return asyncio.run(answer())


BATCH = f'recordSponsorClicks(inputs: [{{roadmap: "knots"}}, {{roadmap: "?"}}]) {{ {ID} }}'
AT_ONCE = [
    pytest.param(record(ID), {"recordSponsorClick": clicked(2)}, id="one click"),
    pytest.param(BATCH, {"recordSponsorClicks": [clicked(2), {}]}, id="a batch"),
]
AWAITED = [
    pytest.param(f"{record(ID)} also: {record(ID)}", id="two fields"),
    pytest.param(f"__typename {record(ID)}", id="a field that is no action"),
    pytest.param(record(f"{RECORDED} {{ click {{ receivedAt }} }}"), id="what only the row tells"),
]


@pytest.mark.parametrize(("fields", "told"), AT_ONCE)
def test_a_prepared_mutation_is_begun_at_once(site: Site, fields: str, told: Any) -> None:
    query = f"mutation {{ {fields} }}"
    assert begun(site, query) is None
    site.ask(query)
    assert site.clicks() == [KNOTS]
    assert begun(site, query) == {"data": told}
    assert site.clicks() == [KNOTS, KNOTS]


@pytest.mark.parametrize("fields", AWAITED)
def test_another_one_is_not_begun(site: Site, fields: str) -> None:
    query = f"mutation {{ {fields} }}"
    site.ask(query)
    before = site.clicks()
    assert begun(site, query) is None
    assert site.clicks() == before


def test_one_operation_of_several_is_run(site: Site) -> None:
    document = f"mutation A {{ {record(ID)} }} mutation B {{ {record(ID, 'ropes')} }}"
    answer = site.answer(document, name="B")
    assert json.loads(answer.body) == {"data": {"recordSponsorClick": clicked(1)}}
    assert site.clicks() == [ROPES]
