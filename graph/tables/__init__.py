"""The database's tables, imported as a module: `tables.Roadmap` is the row, `Roadmap` the type."""

from graph.tables.base import Base, rows_of
from graph.tables.click import ClickCorrection, ClickDay, Retention, SponsorClick, VisitorSalt
from graph.tables.forwarding import Forwarding
from graph.tables.label import Keyword, RoadmapKeyword, RoadmapTag, Tag
from graph.tables.roadmap import (
    ContentRevision,
    Frontmatter,
    Roadmap,
    RoadmapIssue,
    RoadmapRelation,
)
from graph.tables.search import SearchEntry
from graph.tables.sponsor import Placement, Sponsor
from graph.tables.token import AccessToken

__all__ = [
    "AccessToken",
    "Base",
    "ClickCorrection",
    "ClickDay",
    "ContentRevision",
    "Forwarding",
    "Frontmatter",
    "Keyword",
    "Placement",
    "Retention",
    "Roadmap",
    "RoadmapIssue",
    "RoadmapKeyword",
    "RoadmapRelation",
    "RoadmapTag",
    "SearchEntry",
    "Sponsor",
    "SponsorClick",
    "Tag",
    "VisitorSalt",
    "rows_of",
]
