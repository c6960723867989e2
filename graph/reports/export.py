"""The stored clicks one by one, as they count now, in pages by cursor.

Nothing of a visitor is told: no address, no agent, no hash. The order is that of storing, so that
who has the last id can go on from there, and days that are final give the same every time.
"""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, case, literal_column, select

from graph import tables
from graph.clicks.judged import judged
from graph.plan.answer import Access
from graph.plan.identity import global_id, number_of, read_global_id
from graph.plan.reader import Reader
from graph.plan.statement import NEVER, Inputs, Parameters, Statement, compile_statement
from graph.plan.text import array_of, encoded, literal, object_of
from graph.reports.settled import Settled
from graph.tables import rows_of
from graph.tables.types import UtcDateTime

PAGE = 1_000
"""Clicks that are read at once: each page takes some milliseconds, in which others wait."""


class CursorError(ValueError):
    """It is no click's id; the text says so."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which clicks: of these days, both included, and stored after the one of that id."""

    first: date = date.min
    last: date = date.max
    after: str | None = None

    @property
    def number(self) -> int:
        """Of the row after which to begin. CursorError where the id is none."""
        if self.after is None:
            return 0
        kind, key = read_global_id(self.after) or ("", "")
        number = number_of(key)
        if kind != "SponsorClick" or number is None:
            raise CursorError("`after` must be the id of a click, as an earlier export has it.")
        return number


Click = dict[str, Any]
"""What an export tells of a click, by the columns' names."""


class Export:
    """Reads the stored clicks."""

    def __init__(self, reader: Reader, page: int = PAGE) -> None:
        self._reader = reader
        self._page = page
        self._statement = _statement(reader, page)
        self._settled = Settled(reader)

    async def pages(self, access: Access, span: Span) -> AsyncIterator[Sequence[Click]]:
        """All clicks that the token shows; CursorError, and those of the reader."""
        begin, end = (
            datetime.combine(day, at, UTC)
            for day, at in ((span.first, time.min), (span.last, time.max))
        )
        number, newest = span.number, await self._settled.newest()
        while True:
            given = {"begin": begin, "end": end, "after": number, "newest": newest}
            given["seen"] = access.sponsor
            text = await self._reader.text(self._statement, Inputs(given, NEVER))
            clicks: list[Click] = json.loads(text or "[]")
            if clicks:
                yield clicks
            if len(clicks) < self._page:
                return
            number = Span(after=clicks[-1]["id"]).number


def _statement(reader: Reader, page: int) -> Statement:
    parameters = Parameters()
    chosen = _chosen(parameters, page).subquery()
    names = [column.name for column in chosen.c]
    members = {name: encoded(chosen.c[name]) for name in names}
    statement = select(array_of(object_of(members))).select_from(chosen)
    return compile_statement(statement, parameters, reader.dialect)


def _chosen(parameters: Parameters, page: int) -> Select[Any]:
    """The columns of an export, of one page of clicks in order."""
    begin, end = (parameters.bind(_given(name), UtcDateTime()) for name in ("begin", "end"))
    after, newest, seen = (
        parameters.bind(_given(name), BigInteger()) for name in ("after", "newest", "seen")
    )
    clicks, reason, is_unique, rules = judged()
    click, placement, roadmap = map(
        rows_of, (tables.SponsorClick, tables.Placement, tables.Roadmap)
    )
    columns = {
        "id": global_id("SponsorClick", click.c.id),
        "occurredAt": click.c.occurred_at,
        "receivedAt": click.c.received_at,
        "channel": click.c.channel,
        "roadmap": roadmap.c.slug,
        "placement": global_id("Placement", placement.c.id),
        "sponsor": global_id("Sponsor", placement.c.sponsor_id),
        "title": placement.c.title,
        "category": placement.c.event_category,
        "action": placement.c.event_action,
        "label": placement.c.event_label,
        "targetUrl": placement.c.url,
        "validity": case((reason.is_(None), literal("VALID")), else_=literal("INVALID")),
        "reason": reason,
        "isUnique": is_unique,
        "rules": rules,
    }
    placed = clicks.join(placement, placement.c.id == click.c.placement_id)
    rows = placed.join(roadmap, roadmap.c.id == placement.c.roadmap_id)
    return (
        select(*(column.label(name) for name, column in columns.items()))
        .select_from(rows)
        .where(click.c.id > after, click.c.id <= newest)
        .where(click.c.occurred_at >= begin, click.c.occurred_at <= end)
        .where(seen.is_(None) | (placement.c.sponsor_id == seen))
        .order_by(click.c.id)
        .limit(literal_column(str(page), Integer()))
    )


def _given(name: str) -> Any:
    return lambda inputs: inputs.variables[name]
