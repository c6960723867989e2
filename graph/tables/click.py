"""Sponsor clicks, append-only, and what is counted of them. Written by `graph.clicks` alone."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from graph.tables.base import KEYED, STRICT, Base, Plain

REASONS = "'PREFETCH', 'BOT', 'SPONSOR_EXPIRED', 'PLACEMENT_WITHDRAWN', 'EXCESSIVE', 'DOUBLE_CLICK'"
CHANNELS = "'GRAPHQL', 'BEACON', 'REDIRECT'"


class SponsorClick(Base):
    """One click. What it was a click on is the placement, which never changes."""

    __tablename__ = "sponsor_click"
    __table_args__ = (
        CheckConstraint(f"reason IN ({REASONS})", name="reason"),
        CheckConstraint("clock IN ('CLIENT', 'CORRECTED', 'SERVER')", name="clock"),
        CheckConstraint(f"channel IN ({CHANNELS})", name="channel"),
        # Those of some days, and the oldest. New ones are added at its end; by placement, each of a
        # commit's would change another page.
        Index("ix_sponsor_click_occurred_at", "occurred_at"),
        # What one visitor did that day, looked up for each click.
        Index(
            "ix_sponsor_click_visitor_placement_id",
            "visitor",
            "placement_id",
            sqlite_where=text("visitor IS NOT NULL"),
            postgresql_where=text("visitor IS NOT NULL"),
        ),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_event_id: Mapped[Plain | None] = mapped_column(unique=True)
    """Null where the client sent none: recorded, and not protected against repeats.
    Where it was erased, a digest of it."""
    content_sha256: Mapped[Plain | None]
    """Of the input without sentAt, to tell a repeat from a conflict; null without an id."""
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    occurred_at: Mapped[datetime]
    clock: Mapped[Plain]
    """Whose time occurred_at is: the client's, the client's corrected by its skew, the server's."""
    received_at: Mapped[datetime]
    channel: Mapped[Plain]
    """The door it came by."""
    visitor: Mapped[Plain | None]
    """The day's number and a keyed hash, which is another one each day and leads back to nobody
    once the day's salt is erased; null where nobody clicked (a bot, a prefetch) and for clicks
    older than this column."""
    is_unique: Mapped[bool]
    """Whether it is the visitor's first valid one on the placement on that day."""
    rules: Mapped[int]
    """The version of the rules that judged it; 1 knew expiry and withdrawal alone."""
    reason: Mapped[Plain | None]
    """Why the click is invalid; null for a valid one."""


class ClickDay(Base):
    """How many clicks there were: the rollup, written in the transaction of each click.

    It outlives the clicks that it counts. A correction of a click moves it from one row to another.
    """

    __tablename__ = "click_day"
    __table_args__ = (
        CheckConstraint(f"channel IN ({CHANNELS})", name="channel"),
        CheckConstraint(f"reason IN ('VALID', {REASONS})", name="reason"),
        # In the order in which reports by placement read it: a year of a million clicks takes 30 ms
        # so, and 120 with the day first.
        PrimaryKeyConstraint("placement_id", "reason", "day", "channel"),
        # Reports by day, week, month, door or reason read this alone. PostgreSQL sums by hashing.
        Index(
            "ix_click_day_day",
            *("day", "reason", "channel", "placement_id", "total", "uniques"),
            info={"only_on": "sqlite"},
        ),
        KEYED,
    )

    day: Mapped[date]
    """In UTC, of occurred_at."""
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), autoincrement=False)
    channel: Mapped[Plain]
    reason: Mapped[Plain]
    """VALID for valid ones."""
    total: Mapped[int]
    uniques: Mapped[int]
    """Of those, the visitors' first valid ones: each visitor once for a placement and day."""


class ClickCorrection(Base):
    """Another judgement of a click by later rules; the latest one counts, the click stays as is."""

    __tablename__ = "click_correction"
    __table_args__ = (
        CheckConstraint(f"reason IN ({REASONS})", name="reason"),
        Index("ix_click_correction_click_id_id", "click_id", "id"),  # the latest one of a click
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    click_id: Mapped[int] = mapped_column(ForeignKey("sponsor_click.id"))
    rules: Mapped[int]
    reason: Mapped[Plain | None]
    """Why the click is invalid; null for a valid one."""
    is_unique: Mapped[bool]
    made_at: Mapped[datetime]


class VisitorSalt(Base):
    """What keys the hashes of a day's visitors; erased within 48 hours."""

    __tablename__ = "visitor_salt"
    __table_args__ = (STRICT,)

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[Plain]
    """256 random bits, in hexadecimal digits."""


class Retention(Base):
    """How far old clicks were deleted: one row, or none before any were."""

    __tablename__ = "retention"
    __table_args__ = (STRICT,)

    whole_from: Mapped[datetime] = mapped_column(primary_key=True)
    """A midnight, UTC. All clicks since are there; of the day before, some may be left."""
