"""Roadmaps."""

import json
from typing import Any, cast

import strawberry
from sqlalchemy import false, select
from strawberry.scalars import JSON

from graph import tables
from tests.bench.usual.blocks import (
    ChangeFrequency,
    Dimensions,
    RoadmapKind,
    SchemaBlock,
    Seo,
    Sitemap,
    Source,
)
from tests.bench.usual.connection import Connection, Context, Listing, forwards
from tests.bench.usual.label import KEY, Keyword, Tag
from tests.bench.usual.narrow import Facet, RoadmapFacet, facets_of
from tests.bench.usual.node import Node, node_id
from tests.bench.usual.sponsor import Placement

Row = strawberry.Parent[tables.Roadmap]

NAMING = (
    select(tables.Roadmap)
    .join(tables.RoadmapRelation, tables.RoadmapRelation.roadmap_id == tables.Roadmap.id)
    .where(tables.RoadmapRelation.is_repeat == false())
)


@strawberry.type
class Relation:
    position: int
    suggestion: str | None

    @strawberry.field
    def slug(self, root: strawberry.Parent[tables.RoadmapRelation]) -> str:
        return root.target_slug

    @strawberry.field
    def is_resolved(self, root: strawberry.Parent[tables.RoadmapRelation]) -> bool:
        return root.target_id is not None

    @strawberry.field
    async def roadmap(
        self, root: strawberry.Parent[tables.RoadmapRelation], info: Context
    ) -> "Roadmap | None":
        if root.target_id is None:
            return None
        return cast("Roadmap", await info.context.roadmap.load(root.target_id))


@strawberry.type
class Roadmap(Node):
    slug: str
    title: str
    description: str | None
    featured_title: str | None
    order: float | None
    has_topics: bool

    @classmethod
    def is_type_of(cls, row: Any, _: Any) -> bool:
        return isinstance(row, tables.Roadmap)

    @strawberry.field
    def id(self, root: Row) -> strawberry.ID:
        return node_id("Roadmap", root.slug)

    @strawberry.field
    def kind(self, root: Row) -> RoadmapKind | None:
        return None if root.kind is None else RoadmapKind(root.kind)

    @strawberry.field
    def dimensions(self, root: Row) -> Dimensions | None:
        if root.dimensions_width is None:
            return None
        return Dimensions(width=root.dimensions_width, height=root.dimensions_height)

    @strawberry.field
    def schema(self, root: Row) -> SchemaBlock | None:
        if not root.has_schema:
            return None
        return SchemaBlock(
            headline=root.schema_headline,
            image_url=root.schema_image_url,
            date_published=root.date_published,
            date_modified=root.date_modified,
        )

    @strawberry.field
    def seo(self, root: Row) -> Seo | None:
        if not root.has_seo:
            return None
        return Seo(row=root, title=root.seo_title, description=root.seo_description)

    @strawberry.field
    def sitemap(self, root: Row) -> Sitemap | None:
        if root.sitemap_priority is None:
            return None
        frequency = ChangeFrequency(root.sitemap_changefreq)
        return Sitemap(priority=root.sitemap_priority, changefreq=frequency)

    @strawberry.field
    def source(self, root: Row) -> Source:
        return Source(path=root.source_path, sha256=root.source_sha256, revision=root.revision_id)

    @strawberry.field
    async def frontmatter(self, root: Row, info: Context) -> JSON:
        document = (await info.context.frontmatter.load(root.id)).document
        return cast(JSON, json.loads(document))

    @strawberry.field
    async def tags(self, root: Row, info: Context) -> list[Tag]:
        return cast(list[Tag], await info.context.tags.load(root.id))

    @strawberry.field
    async def keywords(self, root: Row, info: Context) -> list[Keyword]:
        return cast(list[Keyword], await info.context.keywords.load(root.id))

    @strawberry.field
    async def related_roadmaps(self, root: Row, info: Context) -> list["Roadmap"]:
        return cast(list["Roadmap"], await info.context.related.load(root.id))

    @strawberry.field
    async def relations(self, root: Row, info: Context) -> list[Relation]:
        return cast(list[Relation], await info.context.relations.load(root.id))

    @strawberry.field
    async def sponsor(self, root: Row, info: Context) -> Placement | None:
        return next(iter(await info.context.placements.load(root.id)), None)

    @strawberry.field
    async def related_by(
        self, root: Row, info: Context, first: int = 100, after: str | None = None
    ) -> "RoadmapConnection":
        rows = NAMING.where(tables.RoadmapRelation.target_id == root.id)
        listing = Listing("Roadmap", rows, KEY)
        return RoadmapConnection(page=await forwards(info, listing, first, after))


@strawberry.type
class RoadmapConnection(Connection[Roadmap]):
    @strawberry.field
    async def facets(self, info: Context, by: RoadmapFacet) -> list[Facet]:
        return await facets_of(info, self.page.listing.rows, by)
