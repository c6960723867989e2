"""The page that a sponsor can be shown: what the API tells, in words, tables and a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from graph.reports.ask import Asker, Counts, Report, Row
from graph.reports.chart import Point, draw
from graph.reports.period import Period, last_day, named, short, spoken
from graph.reports.words import REASONS

FOLDER = Path(__file__).parent
WIDE, SLIM = 720, 340
"""Widths of the picture, on a desk or paper and in a hand: letters are not to shrink with it."""
ONE = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Sponsor { title } } }"


def figure(value: int) -> str:
    """1,234,567."""
    return f"{value:,}"


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""


def templates() -> Environment:
    """The pages' templates; whatever goes into them is escaped."""
    environment = Environment(
        autoescape=True, loader=FileSystemLoader(FOLDER / "templates"), undefined=StrictUndefined
    )
    environment.filters["figure"] = figure
    return environment


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table."""

    name: str
    valid: int
    invalid: int
    unique: int
    is_final: bool = True
    valid_share: float = 0
    """Of the longest row, in per cent; and so the next."""
    invalid_share: float = 0


async def read_page(asker: Asker, period: Period) -> dict[str, Any]:
    """What the template `report.html` shows. RefusedReportError where the API tells nothing."""
    by = {"time": period.dimension, "roadmap": "ROADMAP", "sponsor": "SPONSOR"}
    reports = await asker.side_by_side(by, period.filter)
    return _page(period, reports, await _title(asker, reports["sponsor"]))


async def _title(asker: Asker, sponsors: Report) -> str:
    """Whose clicks they are."""
    if len(sponsors.rows) != 1:
        return "Sponsor clicks"
    (node,) = (await asker.data(ONE, {"ids": sponsors.rows[0].keys}))["nodes"]
    return f"Clicks on {node['title']}"


def _page(period: Period, reports: Mapping[str, Report], title: str) -> dict[str, Any]:
    time = reports["time"]
    totals, final = time.totals, date.fromisoformat(time.final_through)
    points = [_point(row, final, period) for row in time.rows]
    unit = period.dimension.lower()
    return {
        "title": title,
        "period": period.spoken,
        "first": period.first,
        "last": period.last,
        "query": urlencode(period.filter),
        "totals": totals,
        "finality": _finality(period, final),
        "unit": unit,
        "summary": f"Clicks by {unit}: {figure(totals.valid)} valid and "
        f"{figure(totals.invalid)} invalid in all; the table below has the figures.",
        "wide": draw(points, WIDE),
        "slim": draw(points, SLIM),
        "has_open": not all(point.is_final for point in points),
        "by_time": [  # the newest first, which most people look for
            _line(p.name, r.counts, p.is_final) for p, r in zip(points, time.rows, strict=True)
        ][::-1],
        "by_roadmap": _ranked(reports["roadmap"].rows),
        "reasons": _reasons(totals),
        "made": f"{datetime.fromisoformat(time.as_of):%-d %B %Y, %H:%M} UTC",
    }


def _point(row: Row, final: date, period: Period) -> Point:
    text = str(row.keys[0])
    ends = min(last_day(text), period.last)
    counts = row.counts
    return Point(named(text), short(text), counts.valid, counts.invalid, ends <= final)


def _finality(period: Period, final: date) -> str:
    if period.last <= final:
        return "All of these days are final: their figures will not change."
    if period.first > final:
        return "None of these days is final yet: late clicks may still be added."
    return f"Final up to {spoken(final)}; to later days, late clicks may still be added."


def _line(name: str, counts: Counts, is_final: bool) -> Line:
    return Line(name, counts.valid, counts.invalid, counts.daily_unique, is_final)


def _ranked(rows: Sequence[Row]) -> list[Line]:
    """The most clicked first, each with its part of the longest row."""
    ranked = sorted(rows, key=lambda row: (-row.counts.valid, -row.counts.total, str(row.keys[0])))
    longest = max((row.counts.total for row in rows), default=1) / 100
    return [
        Line(
            str(row.keys[0]),
            row.counts.valid,
            row.counts.invalid,
            row.counts.daily_unique,
            valid_share=round(row.counts.valid / longest, 1),
            invalid_share=round(row.counts.invalid / longest, 1),
        )
        for row in ranked
    ]


def _reasons(totals: Counts) -> list[dict[str, Any]]:
    return [
        {
            "words": REASONS[reason].capitalize(),
            "count": count,
            "share": share(count, totals.total),
        }
        for reason, count in totals.by_reason.items()
    ]
