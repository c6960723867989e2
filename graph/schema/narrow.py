"""Filters and orders of roadmaps and keywords, and the SQL that they mean."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Annotated, Any

import strawberry
from sqlalchemy import and_, func, not_, select

from graph import tables
from graph.plan.compare import compared, composed
from graph.plan.rule import Rows, alias
from graph.plan.sort import Condition, Sort
from graph.plan.text import is_false
from graph.schema.filter import DateFilter, FloatFilter, IntFilter, NameListFilter, StringFilter
from graph.schema.kind import RoadmapKind
from graph.schema.sponsor import is_active_on
from graph.schema.tie import is_placed, keyword_ties, relation_ties, tag_ties


def condition(description: str, name: str | None = None) -> Any:
    """A field of a filter."""
    return strawberry.field(description=description, name=name, default=strawberry.UNSET)


@strawberry.input(description="Which roadmaps to list; all conditions must hold.")
class RoadmapFilter:
    slug: StringFilter | None = condition("On the slug.")
    title: StringFilter | None = condition("On the title.")
    kind: RoadmapKind | None = condition("Of this kind.")
    order: FloatFilter | None = condition("On the place that editors gave it.")
    has_topics: bool | None = condition("Whether its topics have pages.")
    is_new: bool | None = condition("Whether it is shown as new.")
    is_upcoming: bool | None = condition("Whether it is only announced.")
    is_hidden: bool | None = condition("Whether it is kept out of lists on the site.")
    tags: NameListFilter | None = condition("On its tags.")
    keywords: NameListFilter | None = condition("On its keywords.")
    related_roadmaps: NameListFilter | None = condition(
        "On the slugs of the roadmaps it recommends, those that are there."
    )
    sponsors: NameListFilter | None = condition("On the titles of its sponsors now.")
    sponsored: bool | None = condition("Whether its file has a sponsor now, expired or not.")
    sponsored_on: date | None = condition("Having a sponsor now that is unexpired on this day.")
    modified: DateFilter | None = condition("On schema.dateModified.")
    and_: list["RoadmapFilter"] | None = condition("All of these hold.", "and")
    or_: list["RoadmapFilter"] | None = condition("At least one of these holds.", "or")
    not_: "RoadmapFilter | None" = condition("This does not hold.", "not")


@strawberry.input(description="Which keywords to list; all conditions must hold.")
class KeywordFilter:
    text: StringFilter | None = condition("On the text.")
    roadmap_count: IntFilter | None = condition("On how many roadmaps have it.")
    and_: list["KeywordFilter"] | None = condition("All of these hold.", "and")
    or_: list["KeywordFilter"] | None = condition("At least one of these holds.", "or")
    not_: "KeywordFilter | None" = condition("This does not hold.", "not")


@strawberry.enum(description="Which way a list is sorted; null comes last in both.")
class SortDirection(Enum):
    ASC = strawberry.enum_value("ASC", description="The least first.")
    DESC = strawberry.enum_value("DESC", description="The greatest first.")


@strawberry.enum(description="What roadmaps can be sorted by.")
class RoadmapOrderField(Enum):
    ORDER = strawberry.enum_value("ORDER", description="The place that editors gave it.")
    SLUG = strawberry.enum_value("SLUG", description="The slug.")
    TITLE = strawberry.enum_value("TITLE", description="The title, by code point.")
    DATE_MODIFIED = strawberry.enum_value("DATE_MODIFIED", description="schema.dateModified.")
    DATE_PUBLISHED = strawberry.enum_value("DATE_PUBLISHED", description="schema.datePublished.")
    KEYWORD_COUNT = strawberry.enum_value(
        "KEYWORD_COUNT", description="How many different keywords it has."
    )
    RELATED_BY_COUNT = strawberry.enum_value(
        "RELATED_BY_COUNT", description="How many roadmaps recommend it."
    )


@strawberry.input(description="What to sort roadmaps by; the slug decides between equals.")
class RoadmapOrder:
    field: RoadmapOrderField = strawberry.field(description="What to compare.")
    direction: SortDirection = strawberry.field(description="Which way.", default=SortDirection.ASC)


@strawberry.enum(description="What keywords can be sorted by.")
class KeywordOrderField(Enum):
    TEXT = strawberry.enum_value("TEXT", description="The text, by code point.")
    ROADMAP_COUNT = strawberry.enum_value("ROADMAP_COUNT", description="How many roadmaps have it.")


@strawberry.input(description="What to sort keywords by; the text decides between equals.")
class KeywordOrder:
    field: KeywordOrderField = strawberry.field(description="What to compare.")
    direction: SortDirection = strawberry.field(description="Which way.", default=SortDirection.ASC)


def filtered(kind: Any) -> Any:
    """The argument `filter` of a list."""
    return Annotated[kind | None, strawberry.argument(description="Only those that fulfil it.")]


def _sorted(kind: Any) -> Any:
    return Annotated[
        list[kind] | None,
        strawberry.argument(description="What to sort by: the first that differs decides."),
    ]


ROADMAP_ARGUMENTS = {"filter": filtered(RoadmapFilter), "order_by": _sorted(RoadmapOrder)}
KEYWORD_ARGUMENTS = {"filter": filtered(KeywordFilter), "order_by": _sorted(KeywordOrder)}

Given = Mapping[str, Any]
"""An input object as a rule gets it: by the API's names, with an SQL parameter for each scalar."""


def narrowed_roadmaps(
    roadmap: type[tables.Roadmap],
    conditions: Sequence[Condition],
    filter: Given | None = None,  # noqa: A002  the API's name
    order_by: Sequence[Given] | None = None,
) -> Rows:
    """The roadmaps under the conditions, narrowed and sorted as a client asks."""
    matching = [] if filter is None else [matches_roadmap(roadmap, filter)]
    return Rows([*conditions, *matching], key=_roadmap_key(roadmap, order_by or ()))


def matches_roadmap(roadmap: type[tables.Roadmap], given: Given) -> Condition:
    """That the roadmap fulfils a filter."""
    return composed(given, lambda name, value: _roadmap_condition(roadmap, name, value))


def _roadmap_condition(roadmap: type[tables.Roadmap], name: str, value: Any) -> Condition:
    match name:
        case "slug":
            return compared(roadmap.slug, value, roadmap.slug)
        case "title":
            return compared(roadmap.title, value, roadmap.title_folded)
        case "order":
            return compared(roadmap.order, value)
        case "modified":
            return compared(roadmap.date_modified, value)
        case "kind":
            return and_(roadmap.kind.isnot(None), roadmap.kind == named(value))
        case "sponsored" | "sponsoredOn":
            return _sponsored(roadmap, value)
        case "tags" | "keywords" | "relatedRoadmaps" | "sponsors":
            return _listed(value, *NAME_LISTS[name](roadmap))
    flag = getattr(roadmap, FLAGS[name])
    return not_(is_false(flag)) if value else is_false(flag)


FLAGS = {
    "hasTopics": "has_topics",
    "isNew": "is_new",
    "isUpcoming": "is_upcoming",
    "isHidden": "is_hidden",
}


def named(value: Any) -> str:
    """An enum's value, which comes as the member or as its name."""
    return str(getattr(value, "value", value))


def _sponsored(roadmap: type[tables.Roadmap], value: Any) -> Condition:
    placement = alias(tables.Placement)
    current = select(placement.id).where(is_placed(roadmap, placement))
    if isinstance(value, bool):
        return current.exists() if value else ~current.exists()
    return current.where(is_active_on(placement, value)).exists()


Names = tuple[Any, Any, Sequence[Condition]]
"""A list of names: its column, the folded one, and the conditions that tie it to the roadmap."""


def _tags(roadmap: type[tables.Roadmap]) -> Names:
    place, tag = alias(tables.RoadmapTag), alias(tables.Tag)
    return tag.name, tag.name_folded, tag_ties(roadmap, place, tag)


def _keywords(roadmap: type[tables.Roadmap]) -> Names:
    place, keyword = alias(tables.RoadmapKeyword), alias(tables.Keyword)
    return keyword.text, keyword.text_folded, keyword_ties(roadmap, place, keyword)


def _related(roadmap: type[tables.Roadmap]) -> Names:
    relation, other = alias(tables.RoadmapRelation), alias(tables.Roadmap)
    return other.slug, other.slug, relation_ties(roadmap, relation, other)


def _sponsors(roadmap: type[tables.Roadmap]) -> Names:
    placement, sponsor = alias(tables.Placement), alias(tables.Sponsor)
    own = [is_placed(roadmap, placement), sponsor.id == placement.sponsor_id]
    return sponsor.title, sponsor.title_folded, own


NAME_LISTS = {
    "tags": _tags,
    "keywords": _keywords,
    "relatedRoadmaps": _related,
    "sponsors": _sponsors,
}


def _listed(
    filter: Given,  # noqa: A002
    name: Any,
    fold: Any,
    own: Sequence[Condition],
) -> Condition:
    def quantified(quantifier: str, value: Any) -> Condition:
        if quantifier == "count":
            count = select(func.count(name.distinct())).where(*own).scalar_subquery()
            return compared(count, value)
        condition = compared(name, value, fold)
        found = select(name).where(*own, not_(condition) if quantifier == "every" else condition)
        return found.exists() if quantifier == "some" else ~found.exists()

    return composed(filter, quantified)


def _roadmap_key(roadmap: type[tables.Roadmap], order_by: Sequence[Given]) -> list[Sort]:
    """The sort key of a list of roadmaps; empty for their usual order."""
    key = [_roadmap_sort(roadmap, named(o["field"]), _falls(o)) for o in order_by]
    return [*key, Sort(roadmap.slug)] if key else []


def _falls(order: Given) -> bool:
    return named(order.get("direction", "ASC")) == "DESC"


def _roadmap_sort(roadmap: type[tables.Roadmap], field: str, falls: bool) -> Sort:
    match field:
        case "ORDER":
            return Sort(roadmap.order, True, True) if falls else Sort(roadmap.order_key)
        case "SLUG":
            return Sort(roadmap.slug, falls)
        case "TITLE":
            return Sort(roadmap.title, falls)
        case "DATE_MODIFIED":
            return Sort(roadmap.date_modified, falls, True)
        case "DATE_PUBLISHED":
            return Sort(roadmap.date_published, falls, True)
        case "KEYWORD_COUNT":
            return Sort(roadmap.keyword_count, falls)
    return Sort(roadmap.related_by_count, falls)


def narrowed_keywords(
    keyword: type[tables.Keyword],
    filter: Given | None = None,  # noqa: A002
    order_by: Sequence[Given] | None = None,
) -> Rows:
    """All keywords, narrowed and sorted as a client asks."""

    def condition(name: str, value: Any) -> Condition:
        if name == "text":
            return compared(keyword.text, value, keyword.text_folded)
        return compared(keyword.roadmap_count, value)

    columns = {"TEXT": keyword.text, "ROADMAP_COUNT": keyword.roadmap_count}
    key = [Sort(columns[named(o["field"])], _falls(o)) for o in order_by or ()]
    matching = [] if filter is None else [composed(filter, condition)]
    return Rows(matching, key=[*key, Sort(keyword.text)] if key else [])
