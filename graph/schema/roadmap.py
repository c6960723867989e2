"""Roadmaps: what the file says, under the file's own names, and what follows from it."""

from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar

import strawberry
from sqlalchemy import ColumnElement, Select, func, select
from strawberry.scalars import JSON

from graph import tables
from graph.plan.rule import Binding, Rows, alias
from graph.schema.connection import Connection
from graph.schema.facet import Facet, facets
from graph.schema.issue import ContentIssue, issues
from graph.schema.kind import RoadmapKind
from graph.schema.label import Keyword, Tag
from graph.schema.linked import linked_roadmaps
from graph.schema.narrow import ROADMAP_ARGUMENTS
from graph.schema.node import Node, node_id
from graph.schema.reach import Neighbor, neighborhood
from graph.schema.select import block, column, connection, document, related, value, values
from graph.schema.sponsor import Placement
from graph.schema.suggest import SuggestedRelation, suggested_relations
from graph.schema.tie import is_placed, keyword_ties, relation_ties, tag_ties
from graph.tables.types import PlainText

ROADMAP = Binding(
    tables.Roadmap,
    key=lambda roadmap: [roadmap.order_key, roadmap.slug],
    natural="slug",
    seeded=lambda roadmap: roadmap.retired_at.is_(None),
)


@strawberry.enum(description="How often a page changes, as sitemaps say it.")
class ChangeFrequency(Enum):
    ALWAYS = strawberry.enum_value("always", description="At each visit.")
    HOURLY = strawberry.enum_value("hourly", description="Every hour.")
    DAILY = strawberry.enum_value("daily", description="Every day.")
    WEEKLY = strawberry.enum_value("weekly", description="Every week.")
    MONTHLY = strawberry.enum_value("monthly", description="Every month.")
    YEARLY = strawberry.enum_value("yearly", description="Every year.")
    NEVER = strawberry.enum_value("never", description="Not any more.")


def _tags(roadmap: type[tables.Roadmap], tag: type[tables.Tag]) -> Rows:
    place = alias(tables.RoadmapTag)
    return Rows(tag_ties(roadmap, place, tag), [place.position])


def _keywords(roadmap: type[tables.Roadmap], keyword: type[tables.Keyword]) -> Rows:
    place = alias(tables.RoadmapKeyword)
    return Rows(keyword_ties(roadmap, place, keyword), [place.position])


def _seo_keywords(roadmap: type[tables.Roadmap]) -> Select[Any]:
    place, keyword = alias(tables.RoadmapKeyword), alias(tables.Keyword)
    own = [place.roadmap_id == roadmap.id, keyword.id == place.keyword_id]
    return select(keyword.text).where(*own).order_by(place.position)


def _related(roadmap: type[tables.Roadmap], other: type[tables.Roadmap]) -> Rows:
    relation = alias(tables.RoadmapRelation)
    return Rows(relation_ties(roadmap, relation, other), [relation.position])


def _relations(roadmap: type[tables.Roadmap], relation: type[tables.RoadmapRelation]) -> Rows:
    return Rows([relation.roadmap_id == roadmap.id], [relation.position])


def _related_by(
    roadmap: type[tables.Roadmap], other: type[tables.Roadmap], **narrowing: Any
) -> Rows:
    relation = alias(tables.RoadmapRelation)
    links = relation_ties(other, relation, roadmap)
    return linked_roadmaps(roadmap, other, links, roadmap.related_by_count, **narrowing)


def _target(relation: type[tables.RoadmapRelation], roadmap: type[tables.Roadmap]) -> Rows:
    return Rows([roadmap.id == relation.target_id])


def _placements(roadmap: type[tables.Roadmap], placement: type[tables.Placement]) -> Rows:
    return Rows([placement.roadmap_id == roadmap.id], [placement.id.desc()])


def _sponsor(roadmap: type[tables.Roadmap], placement: type[tables.Placement]) -> Rows:
    return Rows([is_placed(roadmap, placement), placement.position == 0])


def _frontmatter(roadmap: type[tables.Roadmap]) -> ColumnElement[Any]:
    frontmatter = alias(tables.Frontmatter)
    own = frontmatter.roadmap_id == roadmap.id
    return select(frontmatter.document).where(own).scalar_subquery()


def _seeded_at(roadmap: type[tables.Roadmap]) -> ColumnElement[Any]:
    revision = alias(tables.ContentRevision)
    own = revision.id == roadmap.revision_id
    return select(revision.seeded_at).where(own).scalar_subquery()


@strawberry.type(description="The size of the roadmap's drawing, in pixels.")
class Dimensions:
    width: float = column("Its width.", "dimensions_width")
    height: float = column("Its height.", "dimensions_height")


@strawberry.type(description="What the page tells search engines in schema.org's terms.")
class SchemaBlock:
    headline: str | None = column("The headline.", "schema_headline")
    description: str | None = column("The description.", "schema_description")
    image_url: str | None = column("The image.", "schema_image_url")
    date_published: date | None = column("The day of first publication.")
    date_modified: date | None = column("The day of the last change.")


@strawberry.type(description="What the page tells search engines in its head.")
class Seo:
    title: str | None = column("The page's title.", "seo_title")
    description: str | None = column("The page's description.", "seo_description")
    keywords: list[str] = values(
        "The keywords exactly as in the file, repeats kept.", _seo_keywords
    )


@strawberry.type(description="The page's entry in the site map.")
class Sitemap:
    priority: float = column("From 0 to 1.", "sitemap_priority")
    changefreq: ChangeFrequency = value(
        "How often the page changes.",
        lambda roadmap: func.upper(roadmap.sitemap_changefreq, type_=PlainText()),
    )


@strawberry.type(description="The file that a roadmap was read from.")
class Source:
    path: str = column("Its path below the folder of content.", "source_path")
    sha256: str = column("The SHA-256 of its bytes, in hexadecimal.", "source_sha256")
    seeded_at: datetime = value("When the version now published was seeded.", _seeded_at)
    revision: int = column("The content revision that brought it.", "revision_id")


@strawberry.type(description="One entry of a file's relatedRoadmaps.")
class Relation:
    binding: ClassVar = Binding(tables.RoadmapRelation, key=lambda relation: [relation.position])
    position: int = column("Its place in the list, from 0.")
    slug: str = column("The slug as the file writes it.", "target_slug")
    roadmap: "Roadmap | None" = related("The roadmap of that slug; null while none is.", _target)
    is_resolved: bool = value(
        "Whether there is a roadmap of that slug.", lambda relation: relation.target_id.isnot(None)
    )
    suggestion: str | None = column("For an unresolved entry: the slug it probably means.")


@strawberry.type(description="A developer roadmap.")
class Roadmap(Node):
    binding: ClassVar = ROADMAP
    id: strawberry.ID = node_id("Roadmap", ROADMAP)
    slug: str = column("The file's name; what links and relations call the roadmap.")
    title: str = column("The title; the slug where the file gives none.")
    description: str | None = column("What the roadmap is.")
    featured_title: str | None = column(
        "The short title for lists; featuredTitle or, in newer files, briefTitle."
    )
    featured_description: str | None = column(
        "The short description for lists; featuredDescription or briefDescription."
    )
    order: float | None = column("Where editors want it in lists; those without one come last.")
    kind: RoadmapKind | None = column("What it leads to, from its tags.")
    has_topics: bool = column("Whether its topics have pages of their own.")
    is_new: bool = column("Whether it is shown as new.")
    is_upcoming: bool = column("Whether it is announced, and not there yet.")
    is_hidden: bool = column("Whether it is kept out of lists on the site.")
    json_url: str | None = column("Where its drawing is, as JSON.")
    pdf_url: str | None = column("Where its drawing is, as PDF.")
    dimensions: Dimensions | None = block(
        "The size of its drawing.", lambda roadmap: roadmap.dimensions_width.isnot(None)
    )
    schema: SchemaBlock | None = block(
        "What the page tells search engines in schema.org's terms.",
        lambda roadmap: roadmap.has_schema,
    )
    seo: Seo | None = block(
        "What the page tells search engines in its head.", lambda roadmap: roadmap.has_seo
    )
    sitemap: Sitemap | None = block(
        "Its entry in the site map.", lambda roadmap: roadmap.sitemap_priority.isnot(None)
    )
    tags: list[Tag] = related("Its tags in the file's order, each once.", _tags)
    keywords: list[Keyword] = related("Its keywords in the file's order, each once.", _keywords)
    related_roadmaps: list["Roadmap"] = related(
        "The roadmaps it recommends, in the file's order, each once; only those that are there.",
        _related,
    )
    relations: list[Relation] = related(
        "Every entry of relatedRoadmaps, whether or not there is such a roadmap.", _relations
    )
    related_by: "RoadmapConnection" = connection(
        "The roadmaps that name it.", _related_by, **ROADMAP_ARGUMENTS
    )
    suggested_relations: list[SuggestedRelation] = suggested_relations()
    neighborhood: list[Neighbor] = neighborhood()
    issues: list[ContentIssue] = issues()
    sponsor: Placement | None = related(
        "The sponsor in the file now, expired or not: see isActive. The first one of several.",
        _sponsor,
    )
    placements: list[Placement] = related(
        "Its sponsors now and earlier, the newest first.", _placements
    )
    source: Source = block("The file it was read from.")
    frontmatter: JSON = document(
        "Everything the file says, keys that have no field here included.", _frontmatter
    )
    retired_at: datetime | None = column(
        "When its file vanished. Such a roadmap is found only by way of its placements, and has "
        "no tags, keywords and relations any more; null for all others."
    )


@strawberry.type(description="A page of roadmaps.")
class RoadmapConnection(Connection[Roadmap]):
    facets: list[Facet] = facets()
