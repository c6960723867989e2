"""The index of the full-text search. Written by `seed` alone, in the transaction of the content.

Each published roadmap has three documents in it, each within the next: its title, that with its
keywords, and all of its texts. So one look-up tells what is found, and where. On SQLite they stand
in an FTS5 table, on PostgreSQL in a table with a `tsvector`; no model describes these two.
"""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from graph.tables.base import STRICT, Base, Plain

DOCUMENTS = "search_document"
"""The table of the documents. Their place, the lower the more there is in it: 0 all texts, 1 title
and keywords, 2 the title. SQLite's row id is the roadmap's, four times, and the place."""
WHOLE, KEYWORDS, TITLE = 0, 1, 2
EDGE = "^"
FORMAT = 1
"""How texts are made into words. Another number, and the next seeding indexes everything anew."""


def title_of(words: str) -> str:
    """A title with an edge on either side, so that one look sees what begins or is all of it."""
    return f"{EDGE} {words} {EDGE}"


def is_index(table: str | None) -> bool:
    """Whether a table is the one of the documents, or one that FTS5 keeps for it."""
    return table is not None and table.startswith(DOCUMENTS)


class SearchEntry(Base):
    """A roadmap that is in the index, and what hits are sorted by.

    Apart from `roadmap`: thousands of hits are sorted, and these rows are small.
    """

    __tablename__ = "search_entry"
    __table_args__ = STRICT

    roadmap_id: Mapped[int] = mapped_column(
        ForeignKey("roadmap.id"), primary_key=True, autoincrement=False
    )
    slug: Mapped[Plain]
    titles: Mapped[str]
    """Title and featured title, each as `title_of` has its words."""
    format: Mapped[int]
    """The FORMAT that it was indexed by."""
