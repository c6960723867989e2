"""What becomes of a click, what is stored of it, and what of it lasts when the content changes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.clicks.record import Recorder
from graph.clicks.results import (
    Click,
    IdempotencyConflict,
    InvalidClick,
    NoSponsor,
    PlacementNotFound,
    Result,
    RoadmapNotFound,
    SponsorClickRecorded,
)
from graph.clicks.statements import quick_utc_text
from graph.database import open_engine
from graph.tables.types import utc_text
from tests.clicks.content import EXPIRED, FILES, LASTING, OTHER_LABEL, replaced, without
from tests.clicks.site import (
    EVENT,
    NOW,
    NOW_TEXT,
    OTHER_EVENT,
    SEEDED,
    Site,
    record_by,
    recorded,
)

STORED = (
    "SELECT c.client_event_id, r.slug, p.title, c.occurred_at, c.clock, c.received_at, c.reason"
    " FROM sponsor_click c JOIN placement p ON p.id = c.placement_id"
    " JOIN roadmap r ON r.id = p.roadmap_id ORDER BY c.id"
)
KNOTS = Click("knots", client_event_id=EVENT)
MADE_ANEW = (
    "clientEventId is not a UUID: send one like 3f2c8a52-9f0e-4a57-8d3c-0f8f5f2f6a11, made anew "
    "for each click."
)


def no_roadmap(slug: str) -> Result:
    return RoadmapNotFound(f"There is no roadmap {slug!r}.")


def no_sponsor(slug: str) -> Result:
    return NoSponsor(f"Roadmap {slug!r} has no sponsor now.")


def no_placement(slug: str, placement: str) -> Result:
    return PlacementNotFound(
        f"Roadmap {slug!r} never had the placement {placement!r}: send the id of its `sponsor`, "
        "or leave it out."
    )


def of(number: int) -> str:
    return f"Placement:{number}".encode().hex()


# What is stored, and what the receipt tells of it


def test_a_click_is_one_row(site: Site) -> None:
    assert site.record(KNOTS) == recorded(1, replayed=False)
    row = (EVENT, "knots", "Rope & Co", NOW_TEXT, "SERVER", NOW_TEXT, None)
    assert site.rows(STORED) == [row]


TOLD = (
    "SELECT p.id, p.url, p.event_category, p.event_action, p.event_label, p.withdrawn_at IS NULL"
    " FROM placement p JOIN sponsor_click c ON c.placement_id = p.id"
)


@pytest.mark.parametrize("event", [EVENT, None])
def test_a_receipt_tells_the_id_and_the_placement(site: Site, event: str | None) -> None:
    receipt = site.record(Click("knots", client_event_id=event))
    assert told_by(receipt) == (event, *site.rows(TOLD))


def test_a_receipt_that_is_given_again_tells_what_was_clicked_then(site: Site) -> None:
    site.record(KNOTS)
    for files in (replaced("knots", f"title: Knots\n{OTHER_LABEL}"), without("knots")):
        site.seed(files)
        assert told_by(site.record(KNOTS)) == (EVENT, *site.rows(TOLD))


def told_by(receipt: Result) -> tuple[object, ...]:
    assert isinstance(receipt, SponsorClickRecorded)
    number, _, withdrawn_at, *shown = receipt.placement
    return receipt.client_event_id, (number, *shown, int(withdrawn_at is None))


CLOCKS = [
    pytest.param(timedelta(minutes=3), None, "2026-05-04T09:57:00.250000Z", "CLIENT", id="told"),
    pytest.param(
        timedelta(hours=80),
        timedelta(hours=79),
        "2026-05-04T09:00:00.250000Z",
        "CORRECTED",
        id="corrected",
    ),
    pytest.param(timedelta(hours=80), None, NOW_TEXT, "SERVER", id="not believed"),
    pytest.param(None, timedelta(hours=79), NOW_TEXT, "SERVER", id="not told"),
]


@pytest.mark.parametrize(("occurred", "sent", "stored", "clock"), CLOCKS)
def test_a_click_is_stored_with_its_time_and_whose_that_is(
    site: Site, occurred: timedelta | None, sent: timedelta | None, stored: str, clock: str
) -> None:
    occurred_at = None if occurred is None else NOW - occurred
    sent_at = None if sent is None else NOW - sent
    site.record(Click("knots", occurred_at=occurred_at, sent_at=sent_at))
    assert site.rows(STORED) == [(None, "knots", "Rope & Co", stored, clock, NOW_TEXT, None)]


def test_clicks_without_an_id_are_each_stored(site: Site) -> None:
    receipts = [site.record(Click("knots")) for _ in range(2)]
    assert receipts == [recorded(number, replayed=False) for number in (1, 2)]
    assert site.clicks() == [("knots", "Rope & Co", None)] * 2


# Which placement


def test_the_placement_is_the_first_of_the_file_by_default_and_else_the_named_one(
    site: Site,
) -> None:
    hemp, wire = (site.placement("rigging", title) for title in ("Hemp", "Wire"))
    for placement in (None, hemp, wire):
        site.record(Click("rigging", placement))
    titles = [title for _, title, _ in site.clicks()]
    assert titles == ["Wire", "Hemp", "Wire"]


def test_the_default_moves_with_the_order_of_the_file(site: Site) -> None:
    site.record(Click("rigging"))
    site.seed(
        replaced(
            "rigging",
            "sponsors:\n  - {title: Hemp, url: https://hemp.example/}\n"
            "  - {title: Wire, url: https://wire.example/, page: Rigging, company: Wire Inc}\n",
        )
    )
    site.record(Click("rigging"))
    assert site.clicks() == [("rigging", "Wire", None), ("rigging", "Hemp", None)]


def test_the_same_sponsor_on_another_roadmap_is_another_placement(site: Site) -> None:
    theirs = site.placement("ropes", "Rope & Co")
    assert site.record(Click("knots", theirs)) == no_placement("knots", theirs)
    assert site.record(Click("ropes", theirs)) == recorded(1, replayed=False)


# What is refused

REFUSED = [
    pytest.param(Click("no-such"), no_roadmap("no-such"), id="unknown roadmap"),
    pytest.param(Click("Knots"), no_roadmap("Knots"), id="slug in another case"),
    pytest.param(Click("knots "), no_roadmap("knots "), id="slug with a space"),
    pytest.param(Click(""), no_roadmap(""), id="empty slug"),
    pytest.param(Click("knots\0"), no_roadmap("knots\0"), id="slug with U+0000"),
    pytest.param(Click("knots-of-old"), no_roadmap("knots-of-old"), id="only related to"),
    pytest.param(Click("no-such", of(1)), no_roadmap("no-such"), id="unknown, with a placement"),
    pytest.param(Click("anchors"), no_sponsor("anchors"), id="no sponsor"),
    pytest.param(Click("buoys"), no_sponsor("buoys"), id="stub"),
    pytest.param(Click("anchors", of(1)), no_placement("anchors", of(1)), id="none of its own"),
    pytest.param(Click("knots", of(999)), no_placement("knots", of(999)), id="of nobody"),
    pytest.param(Click("knots", of(10**18)), no_placement("knots", of(10**18)), id="19 digits"),
]


@pytest.mark.parametrize(("click", "result"), REFUSED)
def test_a_click_on_nothing_is_refused_with_its_reason(
    site: Site, click: Click, result: Result
) -> None:
    assert site.record(click._replace(client_event_id=EVENT)) == result
    assert site.clicks() == []
    # The id is not used up by that.
    assert site.record(KNOTS) == recorded(1, replayed=False)


MALFORMED = [
    pytest.param("", id="empty"),
    pytest.param("1", id="a number"),
    pytest.param("Placement:1", id="not encoded"),
    pytest.param(of(1).upper(), id="upper case"),
    pytest.param(f" {of(1)}", id="a space"),
    pytest.param("506c6163656d656e743a3", id="half a byte"),
    pytest.param("ff", id="not UTF-8"),
    pytest.param(b"Placement:".hex(), id="no number"),
    pytest.param(b"Placement:01".hex(), id="a leading zero"),
    pytest.param(b"Placement:-1".hex(), id="a sign"),
    pytest.param("Placement:\u0661".encode().hex(), id="a digit of another script"),
    pytest.param(b"Placement:1\0".hex(), id="U+0000"),
    pytest.param(b"Sponsor:1".hex(), id="of another type"),
    pytest.param(b"SponsorClick:1".hex(), id="of a click"),
    pytest.param("\0", id="U+0000 itself"),
]


@pytest.mark.parametrize("placement", MALFORMED)
def test_an_id_of_no_placement_is_not_found(site: Site, placement: str) -> None:
    assert site.record(Click("knots", placement)) == no_placement("knots", placement)
    assert site.clicks() == []


NO_UUIDS = [
    pytest.param("", id="empty"),
    pytest.param("12", id="a number"),
    pytest.param(EVENT[:-1], id="short"),
    pytest.param(f"{EVENT}0", id="long"),
    pytest.param(EVENT.replace("-", ""), id="without hyphens"),
    pytest.param(f"{{{EVENT}}}", id="in braces"),
    pytest.param(f"urn:uuid:{EVENT}", id="a URN"),
    pytest.param(f" {EVENT}", id="a space"),
    pytest.param(f"{EVENT}\n", id="a line break"),
    pytest.param(EVENT.replace("-", "\u2010"), id="other hyphens"),
    pytest.param(EVENT.replace("3", "\uff13"), id="other digits"),
    pytest.param(EVENT.replace("3f2c8a52-", "3f2c8a5-2"), id="a hyphen elsewhere"),
    pytest.param(EVENT.replace("f", "g"), id="not hexadecimal"),
    pytest.param(f"{EVENT[:-1]}\0", id="U+0000"),
]


@pytest.mark.parametrize("event", NO_UUIDS)
def test_an_event_id_that_is_no_uuid_is_refused(site: Site, event: str) -> None:
    assert site.record(KNOTS._replace(client_event_id=event)) == InvalidClick(MADE_ANEW)
    assert site.clicks() == []


# The same click again

OCCURRED = NOW - timedelta(hours=1)
SAME = [
    pytest.param(KNOTS, KNOTS, id="as it was"),
    pytest.param(KNOTS, KNOTS._replace(client_event_id=EVENT.upper()), id="id in upper case"),
    pytest.param(KNOTS, KNOTS._replace(sent_at=NOW), id="sentAt added"),
    pytest.param(
        KNOTS._replace(occurred_at=OCCURRED, sent_at=NOW - timedelta(hours=1)),
        KNOTS._replace(occurred_at=OCCURRED, sent_at=NOW + timedelta(hours=1)),
        id="another sentAt",
    ),
    pytest.param(
        KNOTS._replace(occurred_at=OCCURRED, sent_at=NOW),
        KNOTS._replace(occurred_at=OCCURRED),
        id="sentAt left out",
    ),
    pytest.param(
        KNOTS._replace(client_event_id=EVENT.upper()), KNOTS, id="id in lower case afterwards"
    ),
]


@pytest.mark.parametrize(("first", "again"), SAME)
def test_a_click_sent_again_gets_its_first_receipt(site: Site, first: Click, again: Click) -> None:
    assert site.record(first) == recorded(1, replayed=False)
    stored = site.rows(STORED)
    site.now += timedelta(days=9)
    assert site.record(again) == recorded(1, replayed=True)
    assert site.rows(STORED) == stored
    assert stored[0][0] == EVENT


OTHER = [
    pytest.param(KNOTS._replace(roadmap="ropes"), id="another roadmap"),
    pytest.param(KNOTS._replace(roadmap="no-such"), id="an unknown roadmap"),
    pytest.param(KNOTS._replace(roadmap="anchors"), id="a roadmap without a sponsor"),
    pytest.param(KNOTS._replace(placement=of(1)), id="a placement added"),
    pytest.param(KNOTS._replace(placement="?"), id="a malformed placement"),
    pytest.param(KNOTS._replace(placement=""), id="an empty placement"),
    pytest.param(KNOTS._replace(occurred_at=NOW), id="occurredAt added"),
]


@pytest.mark.parametrize("other", OTHER)
def test_an_id_used_for_another_click_is_a_conflict_and_the_first_stays(
    site: Site, other: Click
) -> None:
    site.record(KNOTS)
    stored = site.rows(STORED)
    assert site.record(other) == IdempotencyConflict(
        f"clientEventId {EVENT} was used for another click, which stays as it is: make a new id "
        "for each click."
    )
    assert site.rows(STORED) == stored
    assert site.record(KNOTS) == recorded(1, replayed=True)


@pytest.mark.parametrize("later", [timedelta(microseconds=1), timedelta(hours=-1)])
def test_another_time_of_the_click_is_a_conflict(site: Site, later: timedelta) -> None:
    site.record(KNOTS._replace(occurred_at=OCCURRED))
    other = KNOTS._replace(occurred_at=OCCURRED + later)
    assert isinstance(site.record(other), IdempotencyConflict)
    assert len(site.clicks()) == 1


def test_two_ids_are_two_clicks(site: Site) -> None:
    site.record(KNOTS)
    other = KNOTS._replace(client_event_id=OTHER_EVENT)
    assert site.record(other) == recorded(2, replayed=False)
    assert site.record(KNOTS) == recorded(1, replayed=True)
    assert site.record(Click("knots")) == recorded(3, replayed=False)


@given(st.datetimes(timezones=st.just(UTC)))
@example(datetime(2026, 5, 4, 10, tzinfo=UTC))
@example(datetime(1, 1, 1, 0, 0, 0, 1, UTC))
def test_an_instant_is_written_as_all_others_are(instant: datetime) -> None:
    assert quick_utc_text(instant) == utc_text(instant)


def test_two_recorders_give_out_no_number_twice(site: Site) -> None:
    other = Recorder(open_engine(site.settings), lambda: site.now)
    numbers = []
    for recorder in (site.recorder, other) * 3:
        receipt = record_by(recorder, Click("knots"))
        assert isinstance(receipt, SponsorClickRecorded)
        numbers.append(receipt.row_id)
    other.close()
    assert numbers == [1, 2, 3, 4, 5, 6]


# What lasts when the content changes

EVENT_OF_KNOTS = {
    "category": "SponsorClick",
    "action": "Rope Redirect",
    "label": "Knots / Rope Link",
    "targetUrl": "https://rope.example/?from=knots",
}


def receipt(*, replayed: bool, is_live: bool = True, withdrawn: str | None = None) -> object:
    """Of KNOTS, on the placement that stood there first."""
    times = {"occurredAt": NOW_TEXT, "receivedAt": NOW_TEXT}
    roadmap = {"slug": "knots", "title": "Knots"}
    return {
        "__typename": "SponsorClickRecorded",
        "replayed": replayed,
        "click": {
            "clientEventId": EVENT,
            **times,
            **EVENT_OF_KNOTS,
            "roadmap": {"slug": "knots"} if is_live else None,
            "placement": {"title": "Rope & Co", "withdrawnAt": withdrawn, "roadmap": roadmap},
        },
    }


ALTERED = [
    pytest.param("category: SponsorClick", "category: Other", id="category"),
    pytest.param("action: Rope Redirect", "action: Other", id="action"),
    pytest.param("Knots / Rope Link", "Other", id="label"),
    pytest.param("from=knots", "from=elsewhere", id="url"),
    pytest.param("Rope & Co", "Ropes & Co", id="title"),
]


@pytest.mark.parametrize(("old", "new"), ALTERED)
def test_a_click_stays_with_the_block_that_was_clicked(site: Site, old: str, new: str) -> None:
    assert site.send(roadmap="knots", clientEventId=EVENT) == receipt(replayed=False)
    altered = LASTING.replace(old, new)
    withdrawn = site.seed(replaced("knots", f"title: Knots\n{altered}"))
    again = site.send(roadmap="knots", clientEventId=EVENT)
    assert again == receipt(replayed=True, withdrawn=withdrawn)


def test_a_click_stays_when_the_block_vanishes(site: Site) -> None:
    site.send(roadmap="knots", clientEventId=EVENT)
    withdrawn = site.seed(replaced("knots", "title: Knots\n"))
    again = site.send(roadmap="knots", clientEventId=EVENT)
    assert again == receipt(replayed=True, withdrawn=withdrawn)
    assert site.record(Click("knots")) == no_sponsor("knots")


def test_a_click_stays_when_the_file_is_gone_and_comes_back(site: Site) -> None:
    site.send(roadmap="knots", clientEventId=EVENT)
    withdrawn = site.seed(without("knots"))
    gone = receipt(replayed=True, is_live=False, withdrawn=withdrawn)
    assert site.send(roadmap="knots", clientEventId=EVENT) == gone
    site.seed(FILES)
    back = receipt(replayed=True, withdrawn=withdrawn)
    assert site.send(roadmap="knots", clientEventId=EVENT) == back
    assert site.clicks() == [("knots", "Rope & Co", None)]


def test_new_clicks_are_on_the_block_that_stands_now(site: Site) -> None:
    site.send(roadmap="knots")
    site.seed(replaced("knots", f"title: Knots\n{OTHER_LABEL}"))
    told = site.send(roadmap="knots")
    assert told["click"]["label"] == "Knots / Rope Link (2)"
    labels = "SELECT event_label FROM sponsor_click c JOIN placement p ON p.id = c.placement_id"
    assert site.rows(labels) == [("Knots / Rope Link",), ("Knots / Rope Link (2)",)]


def test_a_retired_roadmap_has_clicks_on_its_placements_only(site: Site) -> None:
    shown = site.placement("knots", "Rope & Co")
    site.seed(without("knots"))
    assert site.record(Click("knots")) == no_roadmap("knots")
    assert site.record(Click("knots", of(999))) == no_placement("knots", of(999))
    assert site.record(Click("knots", shown)) == recorded(1, replayed=False)
    assert site.clicks() == [("knots", "Rope & Co", "PLACEMENT_WITHDRAWN")]


# Clicks that do not count


def test_a_click_on_an_expired_placement_is_stored_with_its_reason_and_leads_on(
    site: Site,
) -> None:
    told = site.send(roadmap="sails")
    assert told["click"]["targetUrl"] == "/sailmaker"
    assert site.clicks() == [("sails", "Sailmaker", "SPONSOR_EXPIRED")]


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        pytest.param(datetime(2023, 2, 2, 23, 59, 59, 999_999, UTC), None, id="last instant"),
        pytest.param(datetime(2023, 2, 3, tzinfo=UTC), "SPONSOR_EXPIRED", id="midnight"),
    ],
)
def test_a_placement_expires_by_the_midnight_after_its_last_day(
    site: Site, now: datetime, reason: str | None
) -> None:
    site.now = now
    site.record(Click("sails"))
    assert site.clicks() == [("sails", "Sailmaker", reason)]


def test_a_late_click_counts_if_its_placement_had_not_expired_then(site: Site) -> None:
    site.now = datetime(2023, 2, 4, tzinfo=UTC)
    for hour in (23, 24):
        occurred_at = datetime(2023, 2, 2, tzinfo=UTC) + timedelta(hours=hour)
        site.record(Click("sails", occurred_at=occurred_at))
    assert [reason for *_, reason in site.clicks()] == [None, "SPONSOR_EXPIRED"]


def test_a_page_that_still_shows_a_withdrawn_placement_tells_of_a_click(site: Site) -> None:
    shown = site.placement("knots", "Rope & Co")
    site.now = SEEDED + timedelta(days=1)  # the second seeding's own time
    site.seed(replaced("knots", f"title: Knots\n{OTHER_LABEL}"))
    before = site.now - timedelta(microseconds=1)
    for occurred_at in (before, None):
        site.record(Click("knots", shown, occurred_at=occurred_at))
    assert [reason for *_, reason in site.clicks()] == [None, "PLACEMENT_WITHDRAWN"]


def test_a_placement_both_expired_and_withdrawn_is_an_expired_one(site: Site) -> None:
    shown = site.placement("sails", "Sailmaker")
    site.seed(replaced("sails", EXPIRED.replace("Sails", "Sails, again")))
    site.record(Click("sails", shown))
    assert site.clicks() == [("sails", "Sailmaker", "SPONSOR_EXPIRED")]
