"""Stored clicks with the judgement that counts: of the latest correction, or else their own."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, case, func, select

from graph import tables
from graph.tables import rows_of


class Judged(NamedTuple):
    """What to select from, and the judgement's columns."""

    clicks: FromClause
    reason: ColumnElement[str | None]
    is_unique: ColumnElement[bool]
    rules: ColumnElement[int]


def judged() -> Judged:
    click, corrections = rows_of(tables.SponsorClick), rows_of(tables.ClickCorrection)
    correction, later = corrections.alias(), corrections.alias()
    latest = select(func.max(later.c.id)).where(later.c.click_id == click.c.id).scalar_subquery()
    is_latest = and_(correction.c.click_id == click.c.id, correction.c.id == latest)
    is_corrected = correction.c.id.is_not(None)
    return Judged(
        click.outerjoin(correction, is_latest),
        case((is_corrected, correction.c.reason), else_=click.c.reason),
        case((is_corrected, correction.c.is_unique), else_=click.c.is_unique),
        case((is_corrected, correction.c.rules), else_=click.c.rules),
    )
