"""Tags and keywords."""

from typing import Annotated, Any

import strawberry
from sqlalchemy import false, select

from graph import tables
from tests.bench.usual.connection import Context, Listing, forwards
from tests.bench.usual.node import Node, node_id

Roadmaps = Annotated["RoadmapConnection", strawberry.lazy("tests.bench.usual.roadmap")]  # type: ignore[name-defined]  # noqa: F821

TAGGED = (
    select(tables.Roadmap)
    .join(tables.RoadmapTag, tables.RoadmapTag.roadmap_id == tables.Roadmap.id)
    .where(tables.RoadmapTag.is_repeat == false())
)
KEY = (tables.Roadmap.order_key, tables.Roadmap.slug)


@strawberry.type
class Tag(Node):
    name: str
    roadmap_count: int

    @classmethod
    def is_type_of(cls, row: Any, _: Any) -> bool:
        return isinstance(row, tables.Tag)

    @strawberry.field
    def id(self, root: strawberry.Parent[tables.Tag]) -> strawberry.ID:
        return node_id("Tag", root.name)

    @strawberry.field
    async def roadmaps(
        self,
        root: strawberry.Parent[tables.Tag],
        info: Context,
        first: int = 100,
        after: str | None = None,
    ) -> Roadmaps:
        from tests.bench.usual.roadmap import RoadmapConnection

        rows = TAGGED.where(tables.RoadmapTag.tag_id == root.id)
        listing = Listing("Roadmap", rows, KEY)
        return RoadmapConnection(page=await forwards(info, listing, first, after))


@strawberry.type
class Keyword(Node):
    text: str
    roadmap_count: int

    @classmethod
    def is_type_of(cls, row: Any, _: Any) -> bool:
        return isinstance(row, tables.Keyword)

    @strawberry.field
    def id(self, root: strawberry.Parent[tables.Keyword]) -> strawberry.ID:
        return node_id("Keyword", root.text)
