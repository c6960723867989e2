"""Sponsor clicks: append-only. Written by `graph.clicks` alone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from graph.tables.base import STRICT, Base, Plain


class SponsorClick(Base):
    """One click. What it was a click on is the placement, which never changes."""

    __tablename__ = "sponsor_click"
    __table_args__ = (
        CheckConstraint("reason IN ('SPONSOR_EXPIRED', 'PLACEMENT_WITHDRAWN')", name="reason"),
        CheckConstraint("clock IN ('CLIENT', 'CORRECTED', 'SERVER')", name="clock"),
        # A placement's clicks over time.
        Index("ix_sponsor_click_placement_id_occurred_at", "placement_id", "occurred_at"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_event_id: Mapped[Plain | None] = mapped_column(unique=True)
    """Null where the client sent none: recorded, and not protected against repeats."""
    content_sha256: Mapped[Plain | None]
    """Of the input without sentAt, to tell a repeat from a conflict; null with the id."""
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    occurred_at: Mapped[datetime]
    clock: Mapped[Plain]
    """Whose time occurred_at is: the client's, the client's corrected by its skew, the server's."""
    received_at: Mapped[datetime]
    reason: Mapped[Plain | None]
    """Why the click is invalid; null for a valid one."""
