"""Tokens that open the reports. Written by `graph.access` alone; rows are revoked, not deleted."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from graph.tables.base import STRICT, Base, Plain


class AccessToken(Base):
    """One token. Its secret is nowhere but with whom it was given to."""

    __tablename__ = "access_token"
    __table_args__ = (STRICT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    """Also the part of the token's text that is no secret, by which its row is found."""
    secret_sha256: Mapped[Plain]
    name: Mapped[str | None]
    """Whom or what it was made for; null where nobody said."""
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("sponsor.id"))
    """The only sponsor whose clicks it shows; null for one that shows all. Not indexed: tokens are
    few, and sponsors are never deleted."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    """Null for one that is good until it is revoked."""
    revoked_at: Mapped[datetime | None]
    """Null for one that is not revoked."""
