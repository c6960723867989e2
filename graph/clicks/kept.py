"""Which clicks are kept: those of whole days, however far the deletion of older ones has come."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Insert, delete, insert, select

from graph import tables
from graph.tables import rows_of

RETENTION = rows_of(tables.Retention)


def is_kept(click: Any) -> ColumnElement[bool]:
    """That all other clicks of the day are there as well, to be counted and judged with it."""
    whole_from = select(RETENTION.c.whole_from).scalar_subquery()
    kept: ColumnElement[bool] = whole_from.is_(None) | (click.occurred_at >= whole_from)
    return kept


def keep_from(whole_from: datetime) -> list[Delete | Insert]:
    """Statements that say so, of the transaction that deletes the first one before."""
    return [delete(RETENTION), insert(RETENTION).values(whole_from=whole_from)]
