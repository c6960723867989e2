"""Facets of a list of roadmaps: which values there are, on how many, and how to narrow to one."""

from enum import Enum
from typing import Annotated, Any

import strawberry
from sqlalchemy import ColumnElement
from strawberry.scalars import JSON

from graph import tables
from graph.plan.rule import Groups, alias
from graph.plan.text import concatenated, encoded, literal, year
from graph.schema.select import column, counted, document
from graph.schema.tie import is_placed, keyword_ties, tag_ties


@strawberry.enum(description="What roadmaps are counted by.")
class RoadmapFacet(Enum):
    TAG = strawberry.enum_value("TAG", description="Their tags.")
    KEYWORD = strawberry.enum_value("KEYWORD", description="Their keywords.")
    KIND = strawberry.enum_value("KIND", description="Their kind.")
    SPONSOR = strawberry.enum_value("SPONSOR", description="The titles of their sponsors now.")
    YEAR_MODIFIED = strawberry.enum_value(
        "YEAR_MODIFIED", description="The year of schema.dateModified."
    )


@strawberry.type(description="A value, and how many of the listed roadmaps have it.")
class Facet:
    value: str = column("The value: a tag, a keyword, a kind, a title or a year.")
    count: int = column("How many roadmaps of the whole list have it.")
    filter: JSON = document(
        "The RoadmapFilter that narrows to them; to be joined to the list's own by `and`.",
        lambda facet: facet.filter,
    )


def _narrowing(before: str, value: ColumnElement[Any], after: str) -> ColumnElement[str]:
    return concatenated([literal(before), encoded(value), literal(after)])


def _by_tag(roadmap: type[tables.Roadmap]) -> Groups:
    place, tag = alias(tables.RoadmapTag), alias(tables.Tag)
    value: Any = tag.name
    narrowing = _narrowing('{"tags":{"some":{"eq":', value, "}}}")
    return Groups(value, tag_ties(roadmap, place, tag), narrowing)


def _by_keyword(roadmap: type[tables.Roadmap]) -> Groups:
    place, keyword = alias(tables.RoadmapKeyword), alias(tables.Keyword)
    value: Any = keyword.text
    narrowing = _narrowing('{"keywords":{"some":{"eq":', value, "}}}")
    return Groups(value, keyword_ties(roadmap, place, keyword), narrowing)


def _by_kind(roadmap: type[tables.Roadmap]) -> Groups:
    value: Any = roadmap.kind
    return Groups(value, [value.isnot(None)], _narrowing('{"kind":', value, "}"))


def _by_sponsor(roadmap: type[tables.Roadmap]) -> Groups:
    placement = alias(tables.Placement)
    value: Any = placement.title
    narrowing = _narrowing('{"sponsors":{"some":{"eq":', value, "}}}")
    return Groups(value, [is_placed(roadmap, placement)], narrowing, may_repeat=True)


def _by_year(roadmap: type[tables.Roadmap]) -> Groups:
    modified: Any = roadmap.date_modified
    value = year(modified)
    first = concatenated([literal('{"modified":{"gte":"'), value, literal('-01-01","lte":"')])
    narrowing = concatenated([first, value, literal('-12-31"}}')])
    return Groups(value, [modified.isnot(None)], narrowing)


GROUPS = {
    "TAG": _by_tag,
    "KEYWORD": _by_keyword,
    "KIND": _by_kind,
    "SPONSOR": _by_sponsor,
    "YEAR_MODIFIED": _by_year,
}


def _groups(roadmap: type[tables.Roadmap], by: Any) -> Groups:
    return GROUPS[getattr(by, "value", by)](roadmap)


def facets() -> Any:
    """The field `facets` of a connection."""
    return counted(
        "How many of the whole list, whatever the page, have each value; the most frequent "
        "first, at most 100.",
        _groups,
        by=Annotated[RoadmapFacet, strawberry.argument(description="What to count by.")],
    )
