"""What a roadmap leads to by way of others: its neighborhood, and the path to another one."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import ColumnElement, Select, exists, select, union_all

from graph import tables
from graph.plan.reach import levels, listing, numbers_in
from graph.plan.rule import Row, Rows, alias, row_of, scalar, source_of
from graph.plan.text import constant, joined, literal
from graph.schema.narrow import named
from graph.schema.select import column, drawn, related

Roadmap = Annotated["Roadmap", strawberry.lazy("graph.schema.roadmap")]  # type: ignore[misc]

MOST_STEPS = 20
"""To which a neighborhood reaches: further than any roadmap is from another one, as a rule."""
Id = ColumnElement[int]


@strawberry.enum(description="Which way relations are followed.")
class Direction(Enum):
    OUTGOING = strawberry.enum_value(
        "OUTGOING", description="From a roadmap to those that it recommends."
    )
    INCOMING = strawberry.enum_value(
        "INCOMING", description="From a roadmap to those that recommend it."
    )
    BOTH = strawberry.enum_value("BOTH", description="Either way.")


def _outgoing(id_: Id) -> Select[Any]:
    relation = alias(tables.RoadmapRelation)
    is_resolved = relation.target_id.isnot(None)
    return select(relation.target_id).where(relation.roadmap_id == id_, is_resolved)


def _incoming(id_: Id) -> Select[Any]:
    relation = alias(tables.RoadmapRelation)
    return select(relation.roadmap_id).where(relation.target_id == id_)


def _both(id_: Id) -> Select[Any]:
    either = union_all(_outgoing(id_), _incoming(id_)).subquery()
    return select(either.c[0])


STEPS: Mapping[str, Callable[[Id], Select[Any]]] = {
    "OUTGOING": _outgoing,
    "INCOMING": _incoming,
    "BOTH": _both,
}


def _neighbors(
    roadmap: type[tables.Roadmap], depth: ColumnElement[int], direction: Any
) -> Select[Any]:
    step = STEPS["OUTGOING" if direction is None else named(direction)]
    own = select(cast(Any, roadmap.id)).correlate(source_of(cast(Row, roadmap)))
    level = levels(own, step, lambda level: level.c.distance < depth, nesting=True)
    near, other = numbers_in(level.c.ids), alias(tables.Roadmap)
    # No join, for which PostgreSQL, not knowing how few are near, would read all roadmaps.
    slug = scalar(select(other.slug).where(other.id == near.c.value).correlate(near))
    found = select(near.c.value.label("id"), level.c.distance).select_from(level, near)
    return found.where(level.c.distance > constant(0)).order_by(level.c.distance, slug)


def _path(_: None, from_: ColumnElement[str], to: ColumnElement[str]) -> Select[Any]:
    """The length and the numbers of the roadmaps, as a text, in one row; none without a path.

    It is searched for from its end, so that the path can then be walked from its start, and of
    several the one be taken whose slugs come first.
    """
    start, end = _id_of(from_), _id_of(to)

    def has_start(level: Any) -> ColumnElement[bool]:
        ids = numbers_in(level.c.ids)
        return exists(select(ids.c.value).where(ids.c.value == start))

    level = levels(select(end), _incoming, lambda level: start.isnot(None) & ~has_start(level))
    first = select(start.label("id"), level.c.distance.label("left")).where(has_start(level))
    step = first.cte(recursive=True)
    following = select(_nearer(level, step), step.c.left - constant(1))
    step = step.union_all(following.where(step.c.left > constant(0)))
    ids = listing(select(step.c.id).order_by(step.c.left.desc()))
    return select(step.c.left.label("length"), ids.label("ids")).where(step.c.id == start)


def _id_of(slug: ColumnElement[str]) -> ColumnElement[int]:
    roadmap = alias(tables.Roadmap)
    return scalar(select(roadmap.id).where(roadmap.slug == slug, roadmap.retired_at.is_(None)))


def _nearer(level: Any, step: Any) -> ColumnElement[int]:
    """Of the roadmaps that a step recommends, the first that is nearer to the end."""
    relation, other = row_of(tables.RoadmapRelation), alias(tables.Roadmap)
    before = level.alias()
    near = numbers_in(before.c.ids)
    at_target = [before.c.distance == step.c.left - constant(1), near.c.value == relation.target_id]
    nearer = select(near.c.value).select_from(before, near).where(*at_target)
    own = [relation.roadmap_id == step.c.id, other.id == relation.target_id]
    is_nearer = nearer.correlate(step, source_of(relation)).exists()
    # No bare column, whose index SQLite would walk from its beginning to find the first.
    slug = joined(cast(Any, other.slug), literal(""))
    targets = select(relation.target_id).where(*own, is_nearer).correlate(step)
    return scalar(targets.order_by(slug).limit(constant(1)))


def _neighbor(near: Any, roadmap: type[tables.Roadmap]) -> Rows:
    return Rows([roadmap.id == near.id])


def _passed(path: Any, roadmap: type[tables.Roadmap]) -> Rows:
    passed = numbers_in(path.ids)
    return Rows([roadmap.id == passed.c.value], [passed.c.key])


@strawberry.type(description="A roadmap near another one.")
class Neighbor:
    roadmap: Roadmap = related("The roadmap.", _neighbor)
    distance: int = column("The fewest steps that lead there: 1 for a direct relation.")


@strawberry.type(description="A shortest chain of roadmaps, each of which recommends the next one.")
class RoadmapPath:
    length: int = column("How many steps it has; 0 from a roadmap to itself.")
    roadmaps: list[Roadmap] = related("The roadmaps on it, both ends included.", _passed)


def neighborhood() -> Any:
    """The field `neighborhood` of roadmaps."""
    return drawn(
        "The roadmaps that so many steps along resolved relations lead to, the nearest first and "
        "then by slug; each once, and not the roadmap itself.",
        _neighbors,
        most={"depth": MOST_STEPS},
        depth=Annotated[
            int, strawberry.argument(description=f"How many steps at most, up to {MOST_STEPS}.")
        ],
        direction=Annotated[
            Direction | None,
            strawberry.argument(description="Which way to go; OUTGOING if not said."),
        ],
    )


def path() -> Any:
    """The field `path` of the query type."""
    return drawn(
        "The shortest way from one roadmap to another along relatedRoadmaps; of several, the one "
        "whose slugs come first. Null where there is no way, or no such roadmap.",
        _path,
        from_=Annotated[
            str, strawberry.argument(name="from", description="The slug to start from.")
        ],
        to=Annotated[str, strawberry.argument(description="The slug to come to.")],
    )
