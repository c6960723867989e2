"""Roadmaps as their files describe them, and the editorial relations between them.

Written by `seed` alone. Null in a column that stands for a key of the frontmatter means that the
file does not give it; an empty string or a zero is what the file says.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from graph.tables.base import KEYED, STRICT, Base, Plain


class ContentRevision(Base):
    """One seeding run that changed something. The newest row is the state of the content."""

    __tablename__ = "content_revision"
    __table_args__ = STRICT

    id: Mapped[int] = mapped_column(primary_key=True)
    seeded_at: Mapped[datetime]


class Roadmap(Base):
    """One roadmap. The row outlives its file, because placements and their clicks refer to it."""

    __tablename__ = "roadmap"
    __table_args__ = (
        CheckConstraint("kind IN ('ROLE', 'SKILL')", name="kind"),
        # The default order of every list of roadmaps, walked from either end; only seeded ones
        # are ever listed.
        Index(
            "ix_roadmap_order_key_slug",
            "order_key",
            "slug",
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[Plain] = mapped_column(unique=True)
    title: Mapped[str]
    """The file's title, or the slug."""
    title_folded: Mapped[str]
    """For search whatever the case; likewise wherever a column ends so."""
    description: Mapped[str | None]
    featured_title: Mapped[str | None]
    featured_description: Mapped[str | None]
    order: Mapped[float | None]
    order_key: Mapped[float]
    """`order`, or infinity where it is null: nulls sort last, and an index serves the keyset."""
    kind: Mapped[Plain | None]
    has_topics: Mapped[bool]
    is_new: Mapped[bool]
    is_upcoming: Mapped[bool]
    is_hidden: Mapped[bool]
    json_url: Mapped[str | None]
    pdf_url: Mapped[str | None]
    dimensions_width: Mapped[float | None]
    dimensions_height: Mapped[float | None]
    has_schema: Mapped[bool]
    """Whether the file has the block at all, even an empty one; likewise has_seo."""
    schema_headline: Mapped[str | None]
    schema_description: Mapped[str | None]
    schema_image_url: Mapped[str | None]
    date_published: Mapped[date | None]
    date_modified: Mapped[date | None]
    has_seo: Mapped[bool]
    seo_title: Mapped[str | None]
    seo_description: Mapped[str | None]
    sitemap_priority: Mapped[float | None]
    sitemap_changefreq: Mapped[Plain | None]
    keyword_count: Mapped[int]
    """How many different keywords it has. Counts are kept, because lists are sorted by them."""
    related_by_count: Mapped[int]
    """How many roadmaps recommend it."""
    source_path: Mapped[str]
    source_sha256: Mapped[Plain]
    revision_id: Mapped[int] = mapped_column(ForeignKey("content_revision.id"))
    """The run that last changed this row."""
    retired_at: Mapped[datetime | None]
    """When the file vanished; null while it is there."""


class Frontmatter(Base):
    """The whole frontmatter as JSON text.

    Apart from `roadmap`, whose rows stay small for the queries that do not ask for it.
    """

    __tablename__ = "frontmatter"
    __table_args__ = STRICT

    roadmap_id: Mapped[int] = mapped_column(
        ForeignKey("roadmap.id"), primary_key=True, autoincrement=False
    )
    document: Mapped[str]


class RoadmapRelation(Base):
    """One entry of a file's relatedRoadmaps."""

    __tablename__ = "roadmap_relation"
    __table_args__ = (
        # Backlinks: who points at a roadmap.
        Index("ix_roadmap_relation_target_id_roadmap_id", "target_id", "roadmap_id"),
        # Entries that wait for their target: resolved when its slug is seeded.
        Index(
            "ix_roadmap_relation_target_slug",
            "target_slug",
            sqlite_where=text("target_id IS NULL"),
            postgresql_where=text("target_id IS NULL"),
        ),
        KEYED,
    )

    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    target_slug: Mapped[str]
    target_id: Mapped[int | None] = mapped_column(ForeignKey("roadmap.id"))
    """Null while no roadmap of that slug is seeded."""
    is_repeat: Mapped[bool]
    """Whether the same slug stands earlier in the same file."""
    suggestion: Mapped[str | None]
    """The seeded slug that an unresolved entry probably means; null where none is near."""
    line: Mapped[int]
    column: Mapped[int]


class RoadmapIssue(Base):
    """What wants mending in a published file: as reports print it, those relations included that
    name no roadmap."""

    __tablename__ = "roadmap_issue"
    __table_args__ = (
        # A roadmap's issues in the order of its file, and the lists of all.
        UniqueConstraint("roadmap_id", "line", "column", "code", "position"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id"))
    line: Mapped[int]
    column: Mapped[int]
    code: Mapped[Plain]
    position: Mapped[int]
    """Tells apart what stands at one place: the relation's in its list, or the problem's among
    those that reading the file found."""
    message: Mapped[str]
    hint: Mapped[str | None]
    """How to mend it; null where the message says so already."""
