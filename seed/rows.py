"""A record as the rows it becomes. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.tables.fold import folded
from seed.changes import Accepted
from seed.records import Roadmap

Row = dict[str, Any]
INFINITY = float("inf")


def roadmap_row(accepted: Accepted, related_by: int) -> Row:
    """The row in `roadmap`, but for its id and its revision."""
    roadmap = accepted.roadmap
    return {
        "slug": roadmap.slug,
        "title": roadmap.title,
        "title_folded": folded(roadmap.title),
        "description": roadmap.description,
        "featured_title": roadmap.featured_title,
        "featured_description": roadmap.featured_description,
        "order": roadmap.order,
        "order_key": INFINITY if roadmap.order is None else roadmap.order,
        "kind": roadmap.kind,
        "has_topics": roadmap.has_topics,
        "is_new": roadmap.is_new,
        "is_upcoming": roadmap.is_upcoming,
        "is_hidden": roadmap.is_hidden,
        "json_url": roadmap.json_url,
        "pdf_url": roadmap.pdf_url,
        **_block_columns(roadmap),
        "keyword_count": len(set(roadmap.seo.keywords)) if roadmap.seo else 0,
        "related_by_count": related_by,
        "source_path": accepted.path,
        "source_sha256": accepted.sha256,
        "retired_at": None,
    }


def _block_columns(roadmap: Roadmap) -> Row:
    schema, seo = roadmap.schema, roadmap.seo
    dimensions, sitemap = roadmap.dimensions, roadmap.sitemap
    return {
        "dimensions_width": dimensions and dimensions.width,
        "dimensions_height": dimensions and dimensions.height,
        "has_schema": schema is not None,
        "schema_headline": schema and schema.headline,
        "schema_description": schema and schema.description,
        "schema_image_url": schema and schema.image_url,
        "date_published": schema and schema.date_published,
        "date_modified": schema and schema.date_modified,
        "has_seo": seo is not None,
        "seo_title": seo and seo.title,
        "seo_description": seo and seo.description,
        "sitemap_priority": sitemap and sitemap.priority,
        "sitemap_changefreq": sitemap and sitemap.changefreq,
    }


def label_rows(
    roadmap_id: int, labels: Sequence[str], ids: Mapping[str, int]
) -> Iterator[tuple[int, int, int, bool]]:
    """For each entry of a list of tags or keywords: its place, the label, whether it repeats."""
    seen: set[str] = set()
    for position, label in enumerate(labels):
        yield roadmap_id, position, ids[label], label in seen
        seen.add(label)


RELATION_COLUMNS = (
    *("roadmap_id", "position", "target_slug", "target_id", "is_repeat", "line", "column"),
)


def relation_rows(
    roadmap_id: int, roadmap: Roadmap, live: Mapping[str, int]
) -> Iterator[tuple[int, int, str, int | None, bool, int, int]]:
    """RELATION_COLUMNS of each related roadmap; `live` are the ids of those that are published."""
    seen: set[str] = set()
    for position, (slug, (line, column)) in enumerate(roadmap.relations):
        yield roadmap_id, position, slug, live.get(slug), slug in seen, line, column
        seen.add(slug)
