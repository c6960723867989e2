"""What a report says, reckoned by plain Python from the clicks themselves."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tests.reports.site import PLACEMENTS, Stored, global_id

Key = tuple[str | None, ...]
DIMENSIONS: Mapping[str, Callable[[Stored], str | None]] = {
    "SPONSOR": lambda click: global_id("Sponsor", PLACEMENTS[click.placement].sponsor),
    "ROADMAP": lambda click: PLACEMENTS[click.placement].roadmap,
    "PLACEMENT": lambda click: global_id("Placement", click.placement),
    "DAY": lambda click: f"{click.occurred_at:%Y-%m-%d}",
    "WEEK": lambda click: f"{click.occurred_at:%G-W%V}",
    "MONTH": lambda click: f"{click.occurred_at:%Y-%m}",
    "REASON": lambda click: click.reason or "VALID",
    "CATEGORY": lambda click: PLACEMENTS[click.placement].event and "SponsorClick",
    "ACTION": lambda click: _event(click, "{} Redirect"),
    "LABEL": lambda click: _event(click, "{} / Link"),
    "CHANNEL": lambda click: click.channel,
}
PERIODS = {"DAY": "%Y-%m-%d", "WEEK": "%G-W%V", "MONTH": "%Y-%m"}
REASONS = (
    *("PREFETCH", "BOT", "SPONSOR_EXPIRED"),
    *("PLACEMENT_WITHDRAWN", "EXCESSIVE", "DOUBLE_CLICK"),
)


def _event(click: Stored, text: str) -> str | None:
    event = PLACEMENTS[click.placement].event
    return None if event is None else text.format(event)


def report(
    clicks: Iterable[Stored], filter_: Mapping[str, Any], group_by: Sequence[str], now: datetime
) -> dict[str, Any]:
    """Rows and totals as the API tells them, all on one page."""
    kept = [click for click in clicks if _is_asked(click, filter_)]
    groups: dict[Key, list[Stored]] = {key: [] for key in _zeros(kept, filter_, group_by, now)}
    for click in kept:
        key = tuple(DIMENSIONS[dimension](click) for dimension in group_by)
        groups.setdefault(key, []).append(click)
    if not group_by:
        groups.setdefault((), [])
    ordered = sorted(groups.items(), key=lambda group: [(text is None, text) for text in group[0]])
    rows = [{"keys": _keys(group_by, key), "counts": counts(of)} for key, of in ordered]
    return {"rows": rows, "totals": counts(kept)}


def _keys(group_by: Sequence[str], key: Key) -> list[dict[str, str | None]]:
    pairs = zip(group_by, key, strict=True)
    return [{"dimension": dimension, "value": value} for dimension, value in pairs]


def counts(clicks: Sequence[Stored]) -> dict[str, Any]:
    reasons = [click.reason for click in clicks if click.reason]
    return {
        "total": len(clicks),
        "valid": len(clicks) - len(reasons),
        "invalid": len(reasons),
        "dailyUnique": sum(click.is_unique for click in clicks),
        "byReason": [
            {"reason": reason, "count": reasons.count(reason)}
            for reason in REASONS
            if reason in reasons
        ],
    }


def _is_asked(click: Stored, filter_: Mapping[str, Any]) -> bool:
    placed, day = PLACEMENTS[click.placement], click.occurred_at.date().isoformat()
    holds: Mapping[str, Callable[[Any], bool]] = {
        "from": lambda first: day >= first,
        "to": lambda last: day <= last,
        "sponsors": lambda ids: global_id("Sponsor", placed.sponsor) in ids,
        "roadmaps": lambda slugs: placed.roadmap in slugs,
        "placements": lambda ids: global_id("Placement", click.placement) in ids,
        "validity": lambda validity: (click.reason is None) == (validity == "VALID"),
        "reasons": lambda reasons: click.reason in reasons,
        "channels": lambda channels: click.channel in channels,
    }
    return all(holds[name](value) for name, value in filter_.items() if value is not None)


def _zeros(
    clicks: Sequence[Stored], filter_: Mapping[str, Any], group_by: Sequence[str], now: datetime
) -> Iterator[Key]:
    """The keys that are there whether or not there are clicks."""
    if filter_.get("from") is None or not set(group_by) & set(PERIODS):
        return
    first = date.fromisoformat(filter_["from"])
    last = date.fromisoformat(filter_["to"]) if filter_.get("to") else now.date()
    others = [name for name in group_by if name not in PERIODS]
    series = {tuple(DIMENSIONS[name](click) for name in others) for click in clicks}
    for other in series if others else {()}:
        values = dict(zip(others, other, strict=True))
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            spelt = {name: day.strftime(form) for name, form in PERIODS.items()}
            yield tuple(values[name] if name in values else spelt[name] for name in group_by)
