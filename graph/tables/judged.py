"""Stored clicks with the judgement that counts: of the latest correction, where there is one."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, case, func, select

from graph.tables.base import rows_of
from graph.tables.click import ClickCorrection, SponsorClick


class Judged(NamedTuple):
    rows: Any
    """To select from."""
    click: FromClause
    """Of these, the click's own row."""
    reason: ColumnElement[Any]
    """Why it is invalid; null for a valid one."""
    is_unique: ColumnElement[Any]
    rules: ColumnElement[Any]


def judged_clicks() -> Judged:
    """All stored clicks, under a name of their own."""
    click, correction, other = (
        rows_of(table).alias() for table in (SponsorClick, ClickCorrection, ClickCorrection)
    )
    latest = select(func.max(other.c.id)).where(other.c.click_id == click.c.id).scalar_subquery()
    rows = click.outerjoin(correction, correction.c.id == latest)
    is_corrected = correction.c.id.isnot(None)
    reason, is_unique, rules = (
        case((is_corrected, correction.c[name]), else_=click.c[name])
        for name in ("reason", "is_unique", "rules")
    )
    return Judged(rows, click, reason, is_unique, rules)
