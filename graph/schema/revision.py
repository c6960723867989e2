"""The state of the content as a whole."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, func, select

from graph import tables
from graph.plan.rule import alias
from graph.schema.select import block, value


def _number(_: None) -> ColumnElement[int]:
    revision = alias(tables.ContentRevision)
    return func.coalesce(select(func.max(revision.id)).scalar_subquery(), 0)


def _seeded_at(_: None) -> ColumnElement[datetime]:
    # By the number and not by the latest time, which a clock that was put back may have told.
    revision, newest = alias(tables.ContentRevision), alias(tables.ContentRevision)
    is_newest = revision.id == select(func.max(newest.id)).scalar_subquery()
    return select(revision.seeded_at).where(is_newest).scalar_subquery()


@strawberry.type(
    description="A state of the content. Two answers of one revision are of the same content."
)
class ContentRevision:
    revision: int = value(
        "How many seeding runs have changed something; 0 before the first.", _number
    )
    seeded_at: datetime | None = value("When the last of them ran; null before it.", _seeded_at)


def content_revision() -> Any:
    """The field of the query type."""
    return block("Which state the content is in; it changes with each seeding that changes any.")
