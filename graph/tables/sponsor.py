"""Sponsors and where they stood. Written by `seed` alone; rows are withdrawn, never deleted."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from graph.tables.base import STRICT, Base


class Sponsor(Base):
    """A distinct creative: no single field of it identifies a sponsor over time, all four do."""

    __tablename__ = "sponsor"
    __table_args__ = (Index("ix_sponsor_title_id", "title", "id"), STRICT)  # the order of lists

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    title_folded: Mapped[str]
    url: Mapped[str]
    image_url: Mapped[str | None]
    description: Mapped[str | None]
    fingerprint: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the four fields: UNIQUE over them would take two nulls for different."""


class Placement(Base):
    """A creative on one roadmap: an immutable revision of the file's sponsor block.

    Later only its place in the list may change, and `withdrawn_at` is written once. A block that
    changes, or that comes back, is a new placement, so that a click stays with exactly what its
    visitor saw.
    """

    __tablename__ = "placement"
    __table_args__ = (
        # What stands in the file now.
        Index(
            "ix_placement_roadmap_id_position",
            "roadmap_id",
            "position",
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_placement_roadmap_id", "roadmap_id"),  # a roadmap's history
        Index("ix_placement_sponsor_id", "sponsor_id"),  # a sponsor's placements
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id"))
    sponsor_id: Mapped[int] = mapped_column(ForeignKey("sponsor.id"))
    position: Mapped[int]
    """Place in the file's list of sponsors; 0 where the file has one."""
    title: Mapped[str]
    url: Mapped[str]
    image_url: Mapped[str | None]
    description: Mapped[str | None]
    has_event: Mapped[bool]
    event_category: Mapped[str | None]
    event_action: Mapped[str | None]
    event_label: Mapped[str | None]
    expiry_date: Mapped[date | None]
    """The last day; null where the file names none."""
    expires_at: Mapped[datetime | None]
    """The midnight that ends `expiry_date`; null with it."""
    first_seen_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """When the block left the file; null while it stands there."""
