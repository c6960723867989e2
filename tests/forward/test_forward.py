"""Clicks are told to a destination in order, each at least once, however it behaves."""

import base64
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import httpx2
import pytest
from sqlalchemy import select

from graph import tables
from graph.forward.outbox import Outbox
from graph.forward.run import Forwarder
from graph.forward.targets import GoogleAnalytics, Webhook, read_key
from tests.forward.destination import Destination
from tests.reports.site import NOW, Site, Stored

SECRET = b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = base64.b64decode(SECRET.removeprefix(b"whsec_"))
ON_ANVILS, ON_BELLS = 5, 2
HOUR = timedelta(hours=1)


@pytest.fixture
def client() -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=5) as client:
        yield client


def forwarder(site: Site, client: httpx2.Client, url: str, most: int = 100) -> Forwarder:
    target = Webhook(client, url, KEY, lambda: site.now, most)
    return Forwarder(Outbox(site.writer, "webhook"), target, lambda: site.now)


def store(site: Site, *clicks: Stored) -> list[int]:
    """Store them; their numbers."""
    site.store(clicks)
    with site.writer.connect() as connection:
        numbers = select(tables.SponsorClick.id).order_by(tables.SponsorClick.id)
        return list(connection.execute(numbers).scalars())


def many(count: int) -> list[Stored]:
    return [Stored(ON_ANVILS, NOW - timedelta(minutes=count - i)) for i in range(count)]


def test_all_that_a_report_could_tell_is_told(
    site: Site, client: httpx2.Client, destination: Destination
) -> None:
    (number, _, _) = store(
        site,
        Stored(ON_ANVILS, NOW - HOUR, channel="BEACON", reason="BOT"),
        Stored(ON_BELLS, NOW - HOUR / 7),
        Stored(ON_ANVILS, NOW),
    )
    site.correct(2, "EXCESSIVE")
    assert forwarder(site, client, destination.url).drain()
    (received,) = destination.received
    first, second, third = received.json["clicks"]
    assert first == {
        "id": f"SponsorClick:{number}".encode().hex(),
        "clientEventId": None,
        "occurredAt": "2026-11-22T14:30:00Z",
        "receivedAt": "2026-11-22T14:30:00Z",
        "channel": "BEACON",
        "validity": "INVALID",
        "reason": "BOT",
        "category": "SponsorClick",
        "action": "Anvils Redirect",
        "label": "Anvils / Link",
        "targetUrl": "https://example.com/elm",
        "roadmap": "anvils",
        "placement": b"Placement:5".hex(),
        "sponsor": b"Sponsor:4".hex(),
    }
    assert (second["validity"], second["category"], second["occurredAt"]) == (
        *("VALID", None),
        "2026-11-22T15:21:25.714286Z",
    )
    assert (third["validity"], third["reason"]) == ("INVALID", "EXCESSIVE")  # as corrected


def test_the_signature_is_that_of_standard_webhooks(
    site: Site, client: httpx2.Client, destination: Destination
) -> None:
    (number,) = store(site, *many(1))
    forwarder(site, client, destination.url).drain()
    (received,) = destination.received
    headers = received.headers
    assert headers["webhook-id"] == f"clicks-{number}-{number}"
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + received.body
    expected = base64.b64encode(hmac.digest(KEY, signed, sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_a_message_of_the_standards_own_example_is_signed_as_it_says(
    client: httpx2.Client, destination: Destination
) -> None:
    """Of the reference implementations' tests."""
    clock = datetime.fromtimestamp(1614265330, UTC)
    target = Webhook(client, destination.url, KEY, lambda: clock)
    headers = target.signed("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("secret", "key"),
    [
        pytest.param(SECRET, KEY, id="whsec_ and base64"),
        pytest.param(SECRET.removeprefix(b"whsec_"), KEY, id="the base64 alone"),
        pytest.param(b"whsec_" + base64.b64encode(b"k" * 24), b"k" * 24, id="the shortest"),
        pytest.param(b"whsec_" + base64.b64encode(b"k" * 64), b"k" * 64, id="the longest"),
        pytest.param(b"whsec_" + base64.b64encode(b"k" * 23), None, id="too short"),
        pytest.param(b"whsec_" + base64.b64encode(b"k" * 65), None, id="too long"),
        pytest.param(SECRET + b"!", None, id="no base64"),
        pytest.param(b"correct horse battery staple", None, id="a phrase"),
        pytest.param(b"whsec_", None, id="nothing"),
    ],
)
def test_the_key_in_a_secret(secret: bytes, key: bytes | None) -> None:
    assert read_key(secret) == key


def test_each_click_is_told_once_in_order_and_new_ones_after_it(
    site: Site, client: httpx2.Client, destination: Destination
) -> None:
    numbers = store(site, *many(5))
    assert forwarder(site, client, destination.url, most=2).drain()
    assert destination.numbers() == [numbers[:2], numbers[2:4], numbers[4:]]
    assert forwarder(site, client, destination.url).drain()  # by another process
    assert len(destination.received) == 3


def test_what_is_not_taken_is_sent_again_and_nothing_behind_it_before(
    site: Site, client: httpx2.Client, destination: Destination
) -> None:
    numbers = store(site, *many(4))
    destination.answers = [(204, {}), (500, {})]
    sending = forwarder(site, client, destination.url, most=2)
    assert not sending.drain()
    assert sending.drain()
    assert destination.numbers() == [numbers[:2], numbers[2:], numbers[2:]]


def test_a_process_that_dies_before_it_notes_what_was_taken_sends_it_again(
    site: Site, client: httpx2.Client, destination: Destination
) -> None:
    numbers = store(site, *many(2))
    outbox = Outbox(site.writer, "webhook")
    target = Webhook(client, destination.url, KEY, lambda: site.now)
    target.send(outbox.next(100))
    assert forwarder(site, client, destination.url).drain()
    assert destination.numbers() == [numbers, numbers]
    first, second = (received.headers["webhook-id"] for received in destination.received)
    assert first == second


def test_destinations_do_not_know_of_each_other(
    site: Site, client: httpx2.Client, destination: Destination
) -> None:
    (number,) = store(site, *many(1))
    for name in ("one", "another"):
        target = Webhook(client, destination.url, KEY, lambda: site.now)
        assert Forwarder(Outbox(site.writer, name), target, lambda: site.now).drain()
    assert destination.numbers() == [[number], [number]]


def test_what_was_taken_is_never_taken_back(site: Site) -> None:
    first, last = store(site, *many(2))
    outbox = Outbox(site.writer, "webhook")
    outbox.keep(last, NOW)
    outbox.keep(first, NOW)  # by a second process that was slower
    assert outbox.next(100) == []


GONE = "http://127.0.0.1:9/clicks"  # the port of `discard`, on which nothing listens
FAILURES = [
    pytest.param([(500, {})] * 4, [1, 2, 4, 8, 0], id="it doubles, and begins anew"),
    pytest.param([(503, {"retry-after": "30"})], [30, 0], id="seconds that it asks for"),
    pytest.param([(429, {"retry-after": "99999"})], [300, 0], id="more than the longest"),
    pytest.param(
        [(503, {"retry-after": "Sun, 22 Nov 2026 15:31:00 GMT"})], [60, 0], id="until a time"
    ),
    pytest.param([(503, {"retry-after": "soon"})], [1, 0], id="neither"),
    pytest.param([(302, {"location": "/"})], [1, 0], id="a redirect is not followed"),
    pytest.param([(400, {})], [1, 0], id="a refusal"),
]


@pytest.mark.parametrize(("answers", "waited"), FAILURES)
def test_the_pauses_between_tries(
    site: Site,
    client: httpx2.Client,
    destination: Destination,
    answers: list[tuple[int, dict[str, str]]],
    waited: list[float],
) -> None:
    store(site, *many(1))
    destination.answers = answers.copy()
    pauses: list[float] = []
    forwarder(site, client, destination.url).run(
        lambda seconds: pauses.append(seconds) or len(pauses) == len(waited)  # type: ignore[func-returns-value]
    )
    assert pauses == waited


def test_a_destination_that_is_gone_is_tried_every_five_minutes_in_the_end(
    site: Site, client: httpx2.Client
) -> None:
    store(site, *many(1))
    pauses: list[float] = []
    forwarder(site, client, GONE).run(lambda s: pauses.append(s) or len(pauses) == 12)  # type: ignore[func-returns-value]
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_google_analytics_is_told_as_a_page_tells_it(
    site: Site, client: httpx2.Client, destination: Destination
) -> None:
    numbers = store(
        site,
        Stored(ON_ANVILS, NOW - HOUR),
        Stored(ON_ANVILS, NOW - HOUR, reason="BOT"),
        Stored(ON_ANVILS, NOW - 72 * HOUR),  # it would be dropped there
        Stored(ON_BELLS, NOW),
    )
    target = GoogleAnalytics(
        client, destination.url, "G-TEST", b"a key of the tests", lambda: site.now
    )
    assert Forwarder(Outbox(site.writer, "ga4"), target, lambda: site.now).drain()
    first, second = destination.received
    assert first.path == "/clicks?measurement_id=G-TEST&api_secret=a+key+of+the+tests"
    moment = int((NOW - HOUR).timestamp())
    assert first.json == {
        "client_id": f"{numbers[0]}.{moment}",
        "timestamp_micros": moment * 1_000_000,
        "non_personalized_ads": True,
        "events": [
            {
                "name": "Anvils_Redirect",
                "params": {
                    "event_category": "SponsorClick",
                    "event_action": "Anvils Redirect",
                    "event_label": "Anvils / Link",
                    "roadmap": "anvils",
                    "link_url": "https://example.com/elm",
                    "click_id": f"SponsorClick:{numbers[0]}".encode().hex(),
                },
            }
        ],
    }
    assert second.json["events"][0]["name"] == "click"  # its placement has no event
