"""Lists of the roadmaps that rows of another table tie to an object."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import select

from graph import tables
from graph.plan.rule import Row, Rows, Walk, source_of
from graph.plan.sort import Condition
from graph.schema.narrow import narrowed_roadmaps


def linked_roadmaps(
    parent: Any,
    roadmap: type[tables.Roadmap],
    links: Sequence[Condition],
    count: Any,
    **narrowing: Any,
) -> Rows:
    """The roadmaps under the conditions that make a link to the parent, which has so many."""
    rows = narrowed_roadmaps(roadmap, links, **narrowing)
    if any(narrowing.values()):
        return rows
    outside = [source_of(cast(Row, row)) for row in (parent, roadmap)]
    is_linked = select(1).where(*links).correlate(*outside).exists()
    return replace(rows, walk=Walk(count, [roadmap.retired_at.is_(None), is_linked]))
