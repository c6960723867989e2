"""How far clicks were told to others. Written by `graph.forward` alone."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from graph.tables.base import STRICT, Base, Plain


class Forwarding(Base):
    """A destination of clicks. The clicks themselves are the outbox: they are only ever added."""

    __tablename__ = "forwarding"
    __table_args__ = (CheckConstraint("length(destination) <= 100", name="destination"), STRICT)

    destination: Mapped[Plain] = mapped_column(primary_key=True)
    click_id: Mapped[int]
    """The last click that it took. No foreign key: clicks go when they are old, this stays."""
    taken_at: Mapped[datetime]
