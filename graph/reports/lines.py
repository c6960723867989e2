"""Clicks as lines of text: CSV for spreadsheets, JSON Lines for programs."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from io import StringIO

from graph.reports.export import Click

COLUMNS = (
    *("id", "occurredAt", "receivedAt", "channel", "roadmap", "placement", "sponsor", "title"),
    *("category", "action", "label", "targetUrl", "validity", "reason", "isUnique", "rules"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With which a spreadsheet takes a cell for a formula, and runs what somebody else has written."""


def csv_lines(clicks: Sequence[Click]) -> str:
    """A line for each click, without a head."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_cell(click[name]) for name in COLUMNS] for click in clicks)
    return out.getvalue()


def _cell(value: object) -> object:
    """Nothing for null, and texts that no spreadsheet runs."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def json_lines(clicks: Sequence[Click]) -> str:
    """A JSON object for each click."""
    return "".join(json.dumps(click, ensure_ascii=False) + "\n" for click in clicks)


HEADS: Mapping[str, str] = {"csv": ",".join(COLUMNS) + "\r\n", "jsonl": ""}
LINES: Mapping[str, Callable[[Sequence[Click]], str]] = {"csv": csv_lines, "jsonl": json_lines}
