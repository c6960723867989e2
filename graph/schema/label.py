"""Tags and keywords."""

from typing import Annotated, Any, ClassVar

import strawberry

from graph import tables
from graph.plan.rule import Binding, Rows, alias
from graph.schema.linked import linked_roadmaps
from graph.schema.narrow import ROADMAP_ARGUMENTS
from graph.schema.node import Node, node_id
from graph.schema.select import column, connection
from graph.schema.tie import keyword_ties, tag_ties

Roadmaps = Annotated["RoadmapConnection", strawberry.lazy("graph.schema.roadmap")]  # type: ignore[name-defined]  # noqa: F821

TAG = Binding(tables.Tag, key=lambda tag: [tag.name], natural="name")
KEYWORD = Binding(tables.Keyword, key=lambda keyword: [keyword.text], natural="text")


def _tagged(tag: type[tables.Tag], roadmap: type[tables.Roadmap], **narrowing: Any) -> Rows:
    place = alias(tables.RoadmapTag)
    links = tag_ties(roadmap, place, tag)
    return linked_roadmaps(tag, roadmap, links, tag.roadmap_count, **narrowing)


def _keyed(keyword: type[tables.Keyword], roadmap: type[tables.Roadmap], **narrowing: Any) -> Rows:
    place = alias(tables.RoadmapKeyword)
    links = keyword_ties(roadmap, place, keyword)
    return linked_roadmaps(keyword, roadmap, links, keyword.roadmap_count, **narrowing)


@strawberry.type(description="A tag that roadmaps carry, such as `role-roadmap`.")
class Tag(Node):
    binding: ClassVar = TAG
    id: strawberry.ID = node_id("Tag", TAG)
    name: str = column("The tag as the files write it.")
    roadmap_count: int = column("How many roadmaps carry it.")
    roadmaps: Roadmaps = connection("The roadmaps that carry it.", _tagged, **ROADMAP_ARGUMENTS)


@strawberry.type(description="A search keyword of roadmaps, as written: case tells two apart.")
class Keyword(Node):
    binding: ClassVar = KEYWORD
    id: strawberry.ID = node_id("Keyword", KEYWORD)
    text: str = column("The keyword as the files write it.")
    roadmap_count: int = column("How many roadmaps have it.")
    roadmaps: Roadmaps = connection("The roadmaps that have it.", _keyed, **ROADMAP_ARGUMENTS)
