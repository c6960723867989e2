"""Where queries begin."""

from asyncio import gather
from typing import cast

import strawberry
from sqlalchemy import Select, select

from graph import tables
from tests.bench.usual.connection import Connection, Context, Listing, backwards, forwards
from tests.bench.usual.label import KEY, Keyword, Tag
from tests.bench.usual.narrow import RoadmapFilter, RoadmapOrder, filtered, ordered
from tests.bench.usual.node import Node
from tests.bench.usual.roadmap import Roadmap, RoadmapConnection
from tests.bench.usual.search import SearchConnection, searched
from tests.bench.usual.sponsor import Placement

KEYWORDS = Listing("Keyword", select(tables.Keyword), [tables.Keyword.text])
PLACEMENTS = Listing("Placement", select(tables.Placement), [tables.Placement.id])


def _roadmaps(
    filter: RoadmapFilter | None,  # noqa: A002  the API's name
    order_by: list[RoadmapOrder] | None,
) -> Listing:
    rows: Select[tables.Roadmap] = select(tables.Roadmap).where(tables.Roadmap.retired_at.is_(None))
    narrowed = rows if filter is None else filtered(rows, filter)
    return Listing("Roadmap", narrowed, KEY, ordered(order_by) if order_by else ())


async def _node(info: Context, id: strawberry.ID) -> Node | None:  # noqa: A002
    kind, _, key = bytes.fromhex(id).decode().partition(":")
    loaders = info.context
    loader = {
        "Roadmap": loaders.roadmap_by_slug,
        "Tag": loaders.tag_by_name,
        "Keyword": loaders.keyword_by_text,
    }[kind]
    return cast(Node | None, await loader.load(key))


@strawberry.type
class Query:
    @strawberry.field
    async def roadmap(self, info: Context, slug: str) -> Roadmap | None:
        return cast(Roadmap | None, await info.context.roadmap_by_slug.load(slug))

    @strawberry.field
    async def roadmaps(
        self,
        info: Context,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: RoadmapFilter | None = None,  # noqa: A002
        order_by: list[RoadmapOrder] | None = None,
    ) -> RoadmapConnection:
        listing = _roadmaps(filter, order_by)
        if last is not None:
            return RoadmapConnection(page=await backwards(info, listing, last, before))
        return RoadmapConnection(page=await forwards(info, listing, first or 100, after))

    @strawberry.field
    async def search(self, info: Context, query: str, first: int = 100) -> SearchConnection:
        return await searched(info, query, first)

    @strawberry.field
    async def tag(self, info: Context, name: str) -> Tag | None:
        return cast(Tag | None, await info.context.tag_by_name.load(name))

    @strawberry.field
    async def keyword(self, info: Context, text: str) -> Keyword | None:
        return cast(Keyword | None, await info.context.keyword_by_text.load(text))

    @strawberry.field
    async def keywords(
        self, info: Context, first: int = 100, after: str | None = None
    ) -> Connection[Keyword]:
        return Connection(page=await forwards(info, KEYWORDS, first, after))

    @strawberry.field
    async def placements(
        self, info: Context, first: int = 100, after: str | None = None
    ) -> Connection[Placement]:
        return Connection(page=await forwards(info, PLACEMENTS, first, after))

    @strawberry.field
    async def nodes(self, info: Context, ids: list[strawberry.ID]) -> list[Node | None]:
        return await gather(*(_node(info, each) for each in ids))
