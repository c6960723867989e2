"""Filter, order and facets of a list of roadmaps, as far as the benchmark asks for them."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum
from typing import Any

import strawberry
from sqlalchemy import Select, String, cast, false, func, select
from strawberry.scalars import JSON

from graph.tables import Roadmap, RoadmapTag, Tag
from tests.bench.usual.connection import Context

MOST_FACETS = 100


@strawberry.input
class StringFilter:
    eq: str | None = None
    contains: str | None = None


@strawberry.input
class DateFilter:
    gte: date | None = None


@strawberry.input
class NameListFilter:
    some: StringFilter | None = None


@strawberry.input
class RoadmapFilter:
    title: StringFilter | None = None
    tags: NameListFilter | None = None
    modified: DateFilter | None = None


@strawberry.enum
class RoadmapOrderField(Enum):
    TITLE = "title"
    RELATED_BY_COUNT = "related_by_count"


@strawberry.enum
class SortDirection(Enum):
    ASC = "asc"
    DESC = "desc"


@strawberry.input
class RoadmapOrder:
    field: RoadmapOrderField
    direction: SortDirection = SortDirection.ASC


@strawberry.enum
class RoadmapFacet(Enum):
    TAG = "TAG"
    YEAR_MODIFIED = "YEAR_MODIFIED"


@strawberry.type
class Facet:
    value: str
    count: int
    filter: JSON


def filtered(rows: Select[Any], given: RoadmapFilter) -> Select[Any]:
    """Those of the rows that fulfil the filter."""
    if given.title and given.title.contains is not None:
        rows = rows.where(Roadmap.title_folded.contains(given.title.contains.casefold()))
    if given.modified and given.modified.gte is not None:
        rows = rows.where(Roadmap.date_modified >= given.modified.gte)
    if given.tags and given.tags.some and given.tags.some.eq is not None:
        rows = rows.where(_tagged(given.tags.some.eq))
    return rows


def _tagged(name: str) -> Any:
    place = select(RoadmapTag.roadmap_id).join(Tag, Tag.id == RoadmapTag.tag_id)
    return place.where(RoadmapTag.roadmap_id == Roadmap.id, Tag.name == name).exists()


def ordered(orders: Sequence[RoadmapOrder]) -> list[Any]:
    """The terms of an ORDER BY."""
    columns = ((getattr(Roadmap, order.field.value), order.direction) for order in orders)
    terms = [c.desc() if way is SortDirection.DESC else c.asc() for c, way in columns]
    return [*terms, Roadmap.slug]


async def facets_of(info: Context, rows: Select[Any], by: RoadmapFacet) -> list[Facet]:
    """The rows counted by a value."""
    value, joined, narrowing = FACETS[by](rows)
    count = func.count(Roadmap.id.distinct()).label("count")
    counts = joined.with_only_columns(value, count, maintain_column_froms=True)
    most = counts.group_by(value).order_by(count.desc(), value).limit(MOST_FACETS)
    found = await info.context.tuples(most)
    return [Facet(value=name, count=n, filter=narrowing(name)) for name, n in found]


Counted = tuple[Any, Select[Any], Callable[[str], Any]]
"""What to count by, the rows joined to it, and the filter that narrows to one value."""


def _by_tag(rows: Select[Any]) -> Counted:
    places = rows.join(RoadmapTag, RoadmapTag.roadmap_id == Roadmap.id)
    joined = places.join(Tag, Tag.id == RoadmapTag.tag_id)
    once = joined.where(RoadmapTag.is_repeat == false())
    return Tag.name, once, lambda name: {"tags": {"some": {"eq": name}}}


def _by_year(rows: Select[Any]) -> Counted:
    year = func.substr(cast(Roadmap.date_modified, String), 1, 4)
    dated = rows.where(Roadmap.date_modified.isnot(None))
    return (
        year,
        dated,
        lambda name: {"modified": {"gte": f"{name}-01-01", "lte": f"{name}-12-31"}},
    )


FACETS: dict[RoadmapFacet, Callable[[Select[Any]], Counted]] = {
    RoadmapFacet.TAG: _by_tag,
    RoadmapFacet.YEAR_MODIFIED: _by_year,
}
