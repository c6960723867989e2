"""Reports of sponsor clicks: what may be asked, and what is told."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from types import SimpleNamespace
from typing import Annotated, Any

import strawberry

from graph.clicks.judge import LATEST_ARRIVAL
from graph.plan.text import literal
from graph.schema.connection import PageInfo
from graph.schema.scalars import BigInt
from graph.schema.select import block, blocks, column, reported, value
from graph.schema.tally import of_reason, tally
from graph.schema.verdict import ClickChannel, ClickReason, ClickValidity


@strawberry.enum(description="What the rows of a report are told apart by.")
class ClickDimension(Enum):
    SPONSOR = strawberry.enum_value("SPONSOR", description="The sponsor, by its id.")
    ROADMAP = strawberry.enum_value(
        "ROADMAP", description="The roadmap, by its slug, even where its file is gone."
    )
    PLACEMENT = strawberry.enum_value("PLACEMENT", description="The placement, by its id.")
    DAY = strawberry.enum_value("DAY", description="The day in UTC, such as 2026-11-22.")
    WEEK = strawberry.enum_value(
        "WEEK", description="The week of ISO 8601, from Monday on, such as 2026-W47."
    )
    MONTH = strawberry.enum_value("MONTH", description="The month, such as 2026-11.")
    REASON = strawberry.enum_value(
        "REASON", description="Why a click is invalid, a ClickReason; VALID for valid ones."
    )
    CATEGORY = strawberry.enum_value(
        "CATEGORY", description="The event's category; null for a placement without an event."
    )
    ACTION = strawberry.enum_value("ACTION", description="The event's action; null without one.")
    LABEL = strawberry.enum_value("LABEL", description="The event's label; null without one.")
    CHANNEL = strawberry.enum_value("CHANNEL", description="The door it came by, a ClickChannel.")


def _condition(description: str, name: str | None = None) -> Any:
    return strawberry.field(description=description, name=name, default=strawberry.UNSET)


@strawberry.input(
    description="Which clicks to count; all conditions must hold, and an empty list is met by none."
)
class ClickFilter:
    from_: date | None = _condition("On this day, UTC, or later.", "from")
    to: date | None = _condition("On this day, UTC, or earlier.")
    sponsors: list[strawberry.ID] | None = _condition("On one of these sponsors, by their ids.")
    roadmaps: list[str] | None = _condition(
        "On one of these roadmaps, by their slugs; also on those whose file is gone."
    )
    placements: list[strawberry.ID] | None = _condition("On one of these placements.")
    validity: ClickValidity | None = _condition("Only valid, or only invalid ones.")
    reasons: list[ClickReason] | None = _condition("Invalid for one of these reasons.")
    channels: list[ClickChannel] | None = _condition("Having come by one of these doors.")


def _reasons(counts: Any) -> Sequence[tuple[Any, SimpleNamespace]]:
    columns = [(reason, getattr(counts, of_reason(reason))) for reason in ClickReason]
    return [
        (count > 0, SimpleNamespace(reason=literal(reason.name), count=count))
        for reason, count in columns
    ]


def _keys(row: Any) -> Sequence[tuple[None, SimpleNamespace]]:
    return [(None, key) for key in row.keys]


def final_through(now: datetime) -> str:
    """The last day of which no click can come any more."""
    return str((now - LATEST_ARRIVAL).date() - timedelta(days=1))


@strawberry.type(description="How many clicks are invalid for one reason.")
class ReasonCount:
    reason: ClickReason = column("The reason.")
    count: BigInt = column("How many.")


@strawberry.type(
    description="Numbers of clicks. `total` is always `valid` + `invalid`, and the sum of "
    "`byReason` is `invalid`."
)
class ClickCounts:
    total: BigInt = column("All clicks.")
    valid: BigInt = column("Those that count.")
    invalid: BigInt = column("Those that do not.")
    daily_unique: BigInt = column(
        "Of the valid ones, each visitor's first on a placement and day. Visitors cannot be told "
        "apart for longer than a day, so this adds up over days and placements."
    )
    by_reason: list[ReasonCount] = blocks(
        "The invalid ones by their reasons, those that there are.", _reasons
    )


@strawberry.type(description="One of the values that tell a row of a report apart.")
class ClickReportKey:
    dimension: ClickDimension = column("What the value is of.")
    value: str | None = column("The value; null where the placement has no event.")


@strawberry.type(description="One row of a report.")
class ClickReportRow:
    keys: list[ClickReportKey] = blocks(
        "Its values, one for each dimension of groupBy, in that order.", _keys
    )
    counts: ClickCounts = block("How many clicks have these values.")


@strawberry.type(description="Sponsor clicks, counted; a page of its rows, and the totals of all.")
class ClickReport:
    rows: list[ClickReportRow] = strawberry.field(
        description="The page's rows, in the order of their keys; null comes last. A report by "
        "DAY, WEEK or MONTH that has a `from` leaves none of them out up to `to`, or to today: "
        "one without clicks has zeros, for each combination of the other keys that there is."
    )
    totals: ClickCounts = strawberry.field(
        description="All clicks of the report, whatever the page."
    )
    page_info: PageInfo = strawberry.field(description="Where the page stands in the report.")
    as_of: datetime = value(
        "When it was made: all clicks acknowledged before are in it.", lambda report: report.now
    )
    final_through: date | None = value(
        "The last day that is final: it ended at least 72 hours ago, and a click that is told "
        "later counts for the day on which it is told. Of the days after it, clicks may still "
        "come in.",
        lambda report: report.now.mapped(final_through),
    )


def sponsor_click_report() -> Any:
    """The field of the query type."""
    return reported(
        "Sponsor clicks, counted. It takes a token, by `Authorization: Bearer`; one that is tied "
        "to a sponsor shows that sponsor's clicks alone, whatever is asked for.",
        tally,
        filter=Annotated[
            ClickFilter | None,
            strawberry.argument(description="Which clicks to count; by default all."),
        ],
        group_by=Annotated[
            list[ClickDimension],
            strawberry.argument(
                description="What the rows are told apart by, in the order in which they are "
                "sorted; one that is given twice counts once, where it comes first. With none "
                "there is one row."
            ),
        ],
    )
