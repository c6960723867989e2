"""Roadmaps that a roadmap might recommend, and does not yet."""

from collections.abc import Sequence
from enum import Enum
from types import SimpleNamespace
from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import ColumnElement, Select, case, func, select, union_all
from sqlalchemy import cast as as_type

from graph import tables
from graph.plan.rule import Row, Rows, alias, source_of
from graph.plan.sort import Condition
from graph.plan.text import constant, is_false, literal
from graph.schema.select import blocks, column, drawn, related, value
from graph.schema.tie import keyword_ties, relation_ties, tag_ties
from graph.tables.types import Number

Roadmap = Annotated["Roadmap", strawberry.lazy("graph.schema.roadmap")]  # type: ignore[misc]

USUAL = 10
"""How many there are if nobody says."""
COMMON = 50
"""What more roadmaps have in common than that says nothing of two of them; and would be long to
look through."""
MISSPELT, BACKLINK, SHARED = 500, 100, 100
"""Hundredths of the score. What is shared counts for the less, the more roadmaps share it: these
are whole numbers, so that the sum is the same in whatever order."""


@strawberry.enum(description="What a suggestion is based on.")
class SuggestionBasis(Enum):
    MISSPELT_RELATION = strawberry.enum_value(
        "MISSPELT_RELATION", description="An unresolved relation that probably means it; 5 each."
    )
    BACKLINK = strawberry.enum_value(
        "BACKLINK", description="It recommends this roadmap, and not the other way round; 1."
    )
    SHARED_RELATIONS = strawberry.enum_value(
        "SHARED_RELATIONS", description="Roadmaps that both recommend; 1/n each, if n do."
    )
    SHARED_KEYWORDS = strawberry.enum_value(
        "SHARED_KEYWORDS", description="Keywords that both have; 1/n each, if n have it."
    )
    SHARED_TAGS = strawberry.enum_value(
        "SHARED_TAGS", description="Tags that both carry; 1/n each, if n carry it."
    )


Signal = tuple[Any, Any, Sequence[Condition]]
"""Other roadmaps' numbers, what each counts for, and what ties them to the roadmap."""


def _misspelt(roadmap: type[tables.Roadmap]) -> Signal:
    relation, other = alias(tables.RoadmapRelation), alias(tables.Roadmap)
    own = [relation.roadmap_id == roadmap.id, is_false(relation.is_repeat)]
    meant = [relation.target_id.is_(None), other.slug == relation.suggestion]
    return other.id, constant(MISSPELT), [*own, *meant]


def _backlinks(roadmap: type[tables.Roadmap]) -> Signal:
    relation = alias(tables.RoadmapRelation)
    pointing = [relation.target_id == roadmap.id, is_false(relation.is_repeat)]
    return relation.roadmap_id, constant(BACKLINK), pointing


def _relations(roadmap: type[tables.Roadmap]) -> Signal:
    own, theirs = alias(tables.RoadmapRelation), alias(tables.RoadmapRelation)
    target = alias(tables.Roadmap)
    same = [*relation_ties(roadmap, own, target), theirs.target_id == target.id]
    return _shared(theirs, same, target.related_by_count)


def _keywords(roadmap: type[tables.Roadmap]) -> Signal:
    own, theirs = alias(tables.RoadmapKeyword), alias(tables.RoadmapKeyword)
    keyword = alias(tables.Keyword)
    same = [*keyword_ties(roadmap, own, keyword), theirs.keyword_id == keyword.id]
    return _shared(theirs, same, keyword.roadmap_count)


def _tags(roadmap: type[tables.Roadmap]) -> Signal:
    own, theirs, tag = alias(tables.RoadmapTag), alias(tables.RoadmapTag), alias(tables.Tag)
    same = [*tag_ties(roadmap, own, tag), theirs.tag_id == tag.id]
    return _shared(theirs, same, tag.roadmap_count)


def _shared(theirs: Any, same: Sequence[Condition], count: Any) -> Signal:
    """What others have in common with the roadmap, so many of which have it."""
    few = [is_false(theirs.is_repeat), count <= constant(COMMON)]
    return theirs.roadmap_id, constant(SHARED) // count, [*same, *few]


SIGNALS = {
    "MISSPELT_RELATION": _misspelt,
    "BACKLINK": _backlinks,
    "SHARED_RELATIONS": _relations,
    "SHARED_KEYWORDS": _keywords,
    "SHARED_TAGS": _tags,
}


def _suggested(roadmap: type[tables.Roadmap], first: ColumnElement[int] | None) -> Select[Any]:
    outside = source_of(cast(Row, roadmap))
    found = union_all(*(_select(name, roadmap, outside) for name in SIGNALS)).subquery()
    other, known = alias(tables.Roadmap), alias(tables.RoadmapRelation)
    is_related = select(1).where(known.roadmap_id == roadmap.id, known.target_id == found.c.id)
    points = func.sum(found.c.points).label("points")
    counts = [func.sum(case((found.c.basis == name, 1), else_=0)).label(name) for name in SIGNALS]
    suggested = (
        select(found.c.id, points, *counts)
        .where(other.id == found.c.id, found.c.id != roadmap.id)
        .where(~is_related.correlate(outside, found).exists())
        .group_by(found.c.id, other.slug)
        .order_by(points.desc(), other.slug)
    )
    size = constant(USUAL) if first is None else first + constant(0)
    return suggested.limit(size).offset(constant(0)).correlate(outside)


def _select(name: str, roadmap: type[tables.Roadmap], outside: Any) -> Select[Any]:
    id_, points, tied = SIGNALS[name](roadmap)
    columns = (id_.label("id"), literal(name).label("basis"), points.label("points"))
    return select(*columns).where(*tied).correlate(outside)


def _why(suggested: Any) -> list[tuple[Condition, Any]]:
    counts = [(name, getattr(suggested, name)) for name in SIGNALS]
    return [
        (count > constant(0), SimpleNamespace(basis=literal(name), count=count))
        for name, count in counts
    ]


@strawberry.type(description="One of the reasons for a suggestion.")
class SuggestionReason:
    basis: SuggestionBasis = column("What it is based on.")
    count: int = column("How many such there are.")


@strawberry.type(description="A roadmap that another one might recommend.")
class SuggestedRelation:
    roadmap: Roadmap = related(
        "The roadmap.", lambda suggested, roadmap: Rows([roadmap.id == suggested.id])
    )
    score: float = value(
        "The more the better: what its reasons count for, added up, each in whole hundredths.",
        lambda suggested: as_type(suggested.points, Number()) / constant(100),
    )
    why: list[SuggestionReason] = blocks("What it is based on, the strongest kind first.", _why)


def suggested_relations() -> Any:
    """The field `suggestedRelations` of roadmaps."""
    return drawn(
        "Roadmaps that it might recommend and does not, the likeliest first and then by slug. "
        f"What more than {COMMON} roadmaps have in common does not count.",
        _suggested,
        most={"first": None},
        first=Annotated[
            int | None,
            strawberry.argument(description=f"How many to list; {USUAL} if not said."),
        ],
    )
