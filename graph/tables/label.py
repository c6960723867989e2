"""Tags and keywords, and which roadmap carries them at which place of its list.

Written by `seed` alone. The lists keep their order and their repeats: the key is the place.
"""

from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from graph.tables.base import KEYED, STRICT, Base

EACH_ONCE: dict[str, Any] = {
    "sqlite_where": text("is_repeat = 0"),
    "postgresql_where": text("NOT is_repeat"),
}
"""For an index without the repeats."""


class Tag(Base):
    __tablename__ = "tag"
    __table_args__ = STRICT

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_folded: Mapped[str]
    roadmap_count: Mapped[int]


class RoadmapTag(Base):
    __tablename__ = "roadmap_tag"
    __table_args__ = (
        # Tag to roadmaps, each once.
        Index("ix_roadmap_tag_tag_id_roadmap_id", "tag_id", "roadmap_id", **EACH_ONCE),
        KEYED,
    )

    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"))
    is_repeat: Mapped[bool]
    """Whether the same tag stands earlier in the same file."""


class Keyword(Base):
    __tablename__ = "keyword"
    __table_args__ = (
        # The most used keywords, walked from either end.
        Index("ix_keyword_roadmap_count_text", "roadmap_count", "text"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(unique=True)
    """As written: two spellings that differ in case are two keywords."""
    text_folded: Mapped[str]
    roadmap_count: Mapped[int]


class RoadmapKeyword(Base):
    __tablename__ = "roadmap_keyword"
    __table_args__ = (
        # Keyword to roadmaps, each once.
        Index("ix_roadmap_keyword_keyword_id_roadmap_id", "keyword_id", "roadmap_id", **EACH_ONCE),
        KEYED,
    )

    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    keyword_id: Mapped[int] = mapped_column(ForeignKey("keyword.id"))
    is_repeat: Mapped[bool]
    """Whether the same keyword stands earlier in the same file."""
