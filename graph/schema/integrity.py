"""Whether the rollup of clicks says what those add up to that it was made of."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

import strawberry
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    case,
    func,
    literal_column,
    select,
    union_all,
)

from graph import tables
from graph.clicks.judged import judged
from graph.clicks.kept import is_kept
from graph.plan.identity import global_id
from graph.plan.sort import Condition
from graph.plan.statement import Parameter
from graph.plan.text import day, literal
from graph.schema.scalars import BigInt
from graph.schema.select import column, drawn, over, value
from graph.schema.tally import VALID, shown_placements
from graph.schema.verdict import ClickChannel, ClickReason
from graph.tables import rows_of
from graph.tables.types import PlainText, UtcDateTime

MOST_DIFFERENCES = 100
CELL = ("day", "placement_id", "channel", "reason")
SUMS = ("rolled_total", "rolled_unique", "stored_total", "stored_unique")
ONE: Any = literal_column("1", BigInteger())
ZERO: Any = literal_column("0", BigInteger())


def _cells(*, seen: Parameter, from_: Parameter | None, to: Parameter | None) -> Select[Any]:
    """Each cell of the rollup beside what the stored clicks of it add up to."""
    rolled, stored = rows_of(tables.ClickDay).alias().c, _stored(from_, to).c
    counts = [
        (rolled, [rolled.total, rolled.uniques, ZERO, ZERO]),
        (stored, [ZERO, ZERO, ONE, stored.uniques]),
    ]
    both = union_all(
        *(
            select(*(cells[name] for name in CELL), *_named(sums))
            .where(cells.placement_id.in_(shown_placements(seen, {})))
            .where(*_within(cells.day, from_, to))
            for cells, sums in counts
        )
    ).subquery()
    sums = [func.sum(both.c[name]).label(name) for name in SUMS]
    cell = [both.c[name] for name in CELL]
    return select(*cell, *sums).group_by(*cell)


def _named(sums: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [column.label(name) for column, name in zip(sums, SUMS, strict=True)]


def _stored(from_: Parameter | None, to: Parameter | None) -> Any:
    """The stored clicks of these days as they count."""
    clicks, reason, is_unique, _ = judged()
    click = rows_of(tables.SponsorClick)
    columns = (
        day(click.c.occurred_at).label("day"),
        click.c.placement_id,
        click.c.channel,
        func.coalesce(reason, literal(VALID), type_=PlainText()).label("reason"),
        case((is_unique, ONE), else_=ZERO).label("uniques"),
    )
    rows = select(*columns).select_from(clicks)
    if from_ is not None:  # an index has instants, and no days
        rows = rows.where(click.c.occurred_at >= from_.mapped(_beginning, kind=UtcDateTime()))
    if to is not None:
        rows = rows.where(click.c.occurred_at <= to.mapped(_end, kind=UtcDateTime()))
    return rows.subquery()


def _beginning(on: date) -> datetime:
    return datetime.combine(on, time.min, UTC)


def _end(on: date) -> datetime:
    return datetime.combine(on, time.max, UTC)


def _within(on: Any, from_: Parameter | None, to: Parameter | None) -> list[Condition]:
    """Days that are asked for and of which clicks are kept."""
    kept: list[Condition] = [on >= _kept_from()]
    kept += [] if from_ is None else [on >= from_]
    return kept if to is None else [*kept, on <= to]


def _kept_from(_cells: object = None) -> ColumnElement[date]:
    """The day of the oldest click that is kept with all of its day."""
    click = rows_of(tables.SponsorClick).alias()
    oldest = func.min(click.c.occurred_at)
    return select(day(oldest)).where(is_kept(click.c)).scalar_subquery()


def _differ(cells: Any) -> Condition:
    total: Condition = cells.c.rolled_total != cells.c.stored_total
    unique: Condition = cells.c.rolled_unique != cells.c.stored_unique
    return total | unique


def _differences(cells: Any) -> Select[Any]:
    order = [cells.c[name] for name in CELL]
    most = literal_column(str(MOST_DIFFERENCES), Integer())
    return select(cells).where(_differ(cells)).order_by(*order).limit(most)


@strawberry.type(description="Where the rollup does not say what the stored clicks add up to.")
class ClickDifference:
    day: date = column("The day.")
    placement: strawberry.ID = value(
        "The placement's id.", lambda cell: global_id("Placement", cell.placement_id)
    )
    channel: ClickChannel = column("The door.")
    reason: ClickReason | None = value(
        "The reason; null for valid clicks.", lambda cell: func.nullif(cell.reason, literal(VALID))
    )
    rolled_total: BigInt = column("How many clicks the rollup has.")
    stored_total: BigInt = column("How many are stored.")
    rolled_unique: BigInt = column("How many unique ones the rollup has.")
    stored_unique: BigInt = column("How many unique ones are stored.")


@strawberry.type(
    description="The rollup, which reports are made from, held against the clicks themselves."
)
class ClickIntegrity:
    is_intact: bool = value(
        "Whether it says exactly what they add up to, with all corrections.",
        lambda cells: ~select(ONE).where(_differ(cells)).exists(),
    )
    clicks: BigInt = value(
        "How many stored clicks were counted.",
        lambda cells: select(
            func.coalesce(func.sum(cells.c.stored_total), ZERO, type_=BigInteger())
        ).scalar_subquery(),
    )
    differences: list[ClickDifference] = drawn(
        "Where they differ, by day and placement; the first 100.", _differences
    )
    kept_from: date | None = value(
        "The first day whose clicks are kept one by one, and so the first that is compared; null "
        "where none is kept.",
        _kept_from,
    )


def sponsor_click_integrity() -> Any:
    """The field of the query type."""
    return over(
        "Whether the rollup says what the stored clicks add up to. It takes a token, and looks at "
        "the clicks that the token shows.",
        _cells,
        from_=Annotated[
            date | None,
            strawberry.argument(
                name="from",
                description="From this day on; by default from the first whose clicks are kept.",
            ),
        ],
        to=Annotated[
            date | None,
            strawberry.argument(description="Up to this day; by default up to the last."),
        ],
    )
