"""Where queries begin."""

from datetime import date
from typing import Annotated, Any

import strawberry
from sqlalchemy import ColumnElement, select

from graph import tables
from graph.plan.rule import Rows, alias
from graph.schema.connection import Connection
from graph.schema.integrity import ClickIntegrity, sponsor_click_integrity
from graph.schema.issue import ContentIssue, content_issues
from graph.schema.label import Keyword, Tag
from graph.schema.narrow import (
    KEYWORD_ARGUMENTS,
    ROADMAP_ARGUMENTS,
    narrowed_keywords,
    narrowed_roadmaps,
)
from graph.schema.node import Node
from graph.schema.reach import RoadmapPath, path
from graph.schema.report import ClickReport, sponsor_click_report
from graph.schema.revision import ContentRevision, content_revision
from graph.schema.roadmap import Roadmap, RoadmapConnection
from graph.schema.search import SearchConnection, search
from graph.schema.select import connection, identified, related
from graph.schema.sponsor import Placement, Sponsor, is_active_on

ACTIVE_ON = Annotated[
    date | None,
    strawberry.argument(
        description="Only those that stood, unexpired, on this day; by default all, those "
        "that were withdrawn included."
    ),
]


def _roadmap(_: None, roadmap: type[tables.Roadmap], slug: ColumnElement[str]) -> Rows:
    return Rows([roadmap.slug == slug, roadmap.retired_at.is_(None)])


def _roadmaps(_: None, roadmap: type[tables.Roadmap], **narrowing: Any) -> Rows:
    return narrowed_roadmaps(roadmap, [roadmap.retired_at.is_(None)], **narrowing)


def _keywords(_: None, keyword: type[tables.Keyword], **narrowing: Any) -> Rows:
    return narrowed_keywords(keyword, **narrowing)


def _tag(_: None, tag: type[tables.Tag], name: ColumnElement[str]) -> Rows:
    return Rows([tag.name == name])


def _keyword(_: None, keyword: type[tables.Keyword], text: ColumnElement[str]) -> Rows:
    return Rows([keyword.text == text])


def _every(_: None, __: object) -> Rows:
    return Rows([])


def _sponsors(
    _: None, sponsor: type[tables.Sponsor], active_on: ColumnElement[date] | None
) -> Rows:
    if active_on is None:
        return Rows([])
    placement = alias(tables.Placement)
    active = [placement.sponsor_id == sponsor.id, is_active_on(placement, active_on)]
    return Rows([select(placement.id).where(*active).exists()])


def _placements(
    _: None, placement: type[tables.Placement], active_on: ColumnElement[date] | None
) -> Rows:
    return Rows([] if active_on is None else [is_active_on(placement, active_on)])


@strawberry.type(description="Everything there is to ask for.")
class Query:
    node: Node | None = identified(
        "Any object by its id; null where there is none of that id.",
        id=Annotated[strawberry.ID, strawberry.argument(description="The object's id.")],
    )
    nodes: list[Node | None] = identified(
        "Objects by their ids, in the order of these; null for each that is not there.",
        ids=Annotated[list[strawberry.ID], strawberry.argument(description="The objects' ids.")],
    )
    roadmap: Roadmap | None = related(
        "The roadmap of that slug; null where there is none.",
        _roadmap,
        slug=Annotated[str, strawberry.argument(description="Its slug, such as `backend`.")],
    )
    roadmaps: RoadmapConnection = connection(
        "All roadmaps, by `order` and slug if not sorted otherwise.", _roadmaps, **ROADMAP_ARGUMENTS
    )
    search: SearchConnection = search()
    tag: Tag | None = related(
        "The tag of that name; null where no roadmap carries it.",
        _tag,
        name=Annotated[str, strawberry.argument(description="Its name, exactly.")],
    )
    tags: Connection[Tag] = connection("All tags, by name.", _every)
    keyword: Keyword | None = related(
        "The keyword of that text; null where no roadmap has it.",
        _keyword,
        text=Annotated[str, strawberry.argument(description="Its text, exactly.")],
    )
    keywords: Connection[Keyword] = connection(
        "All keywords, by text if not sorted otherwise.", _keywords, **KEYWORD_ARGUMENTS
    )
    sponsor: Sponsor | None = identified(
        "The sponsor of that id; null where there is none.",
        id=Annotated[strawberry.ID, strawberry.argument(description="The sponsor's id.")],
    )
    sponsors: Connection[Sponsor] = connection(
        "All sponsors, by title.", _sponsors, active_on=ACTIVE_ON
    )
    placements: Connection[Placement] = connection(
        "All placements, the oldest first.", _placements, active_on=ACTIVE_ON
    )
    path: RoadmapPath | None = path()
    content_issues: Connection[ContentIssue] = content_issues()
    content_revision: ContentRevision = content_revision()
    sponsor_click_report: ClickReport = sponsor_click_report()
    sponsor_click_integrity: ClickIntegrity = sponsor_click_integrity()
