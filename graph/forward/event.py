"""A click as other systems are told of it. Pure."""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from graph.plan.identity import written_global_id

Json = dict[str, Any]

LONGEST_NAME = 40
LONGEST_VALUE = 100
"""Of what Google Analytics takes."""


def as_event(click: Row[Any]) -> Json:
    """All that a report could tell of it, under the names of the API."""
    return {
        "id": written_global_id("SponsorClick", click.id),
        "clientEventId": click.client_event_id,
        "occurredAt": _instant(click.occurred_at),
        "receivedAt": _instant(click.received_at),
        "channel": click.channel,
        "validity": "VALID" if click.reason is None else "INVALID",
        "reason": click.reason,
        "category": click.event_category,
        "action": click.event_action,
        "label": click.event_label,
        "targetUrl": click.url,
        "roadmap": click.slug,
        "placement": written_global_id("Placement", click.placement_id),
        "sponsor": written_global_id("Sponsor", click.sponsor_id),
    }


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_measurement(click: Row[Any]) -> Json:
    """As a page tells Google Analytics today: `gtag("event", action, {event_category, ...})`.

    Nobody's identity is known here, so that each click comes from a client of its own.
    """
    said = {
        "event_category": click.event_category,
        "event_action": click.event_action,
        "event_label": click.event_label,
        "roadmap": click.slug,
        "link_url": click.url,
        "click_id": written_global_id("SponsorClick", click.id),
    }
    params = {name: value[:LONGEST_VALUE] for name, value in said.items() if value}
    return {
        "client_id": f"{click.id}.{int(click.received_at.timestamp())}",
        "timestamp_micros": int(click.occurred_at.timestamp() * 1_000_000),
        "non_personalized_ads": True,
        "events": [{"name": name_of(click.event_action), "params": params}],
    }


def name_of(action: str | None) -> str:
    """An event's name as Google Analytics admits it: of letters, digits and underscores."""
    name = re.sub(r"[^0-9A-Za-z_]+", "_", action or "").strip("_")
    return (name if name[:1].isalpha() else f"click_{name}".rstrip("_"))[:LONGEST_NAME]
