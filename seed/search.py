"""Records -> the index of the full-text search, inside the transaction that stores them."""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, column, delete, func, insert, select, table

from graph import tables
from graph.tables import rows_of
from graph.tables.search import DOCUMENTS, FORMAT, TITLE, WHOLE
from seed.documents import Texts, words_of
from seed.records import Words
from seed.vectors import pieces_of, vector_of

ENTRY = tables.SearchEntry
ROADMAP = tables.Roadmap
DOCUMENT = table(
    DOCUMENTS,
    *map(column, ("rowid", "roadmap_id", "place", "words", "pieces")),
)
INSERT_DOCUMENT = f"INSERT INTO {DOCUMENTS} (rowid, words) VALUES (?, ?)"  # noqa: S608  no input
Row = dict[str, Any]
Searched = tuple[int, Texts, Words]
"""The row number of a roadmap, and what it is searched by."""


def is_indexed(connection: Connection, roadmaps: int) -> bool:
    """Whether that many roadmaps, being all that are published, are in the index as it is now."""
    entries = select(func.count()).where(ENTRY.format == FORMAT)
    return connection.execute(entries).scalar() == roadmaps


def index_anew(connection: Connection) -> None:
    """Index every roadmap that is published, from the tables: for an index made by older code."""
    connection.execute(delete(DOCUMENT))
    connection.execute(delete(rows_of(ENTRY)))
    stored = _stored(connection)
    _insert(connection, [(roadmap_id, texts, words_of(texts)) for roadmap_id, texts in stored])


def index(connection: Connection, known: Sequence[int], roadmaps: Iterable[Searched]) -> None:
    """Take the roadmaps of these row numbers out of the index, and put these texts in."""
    if known:
        gone = [{"gone": roadmap_id} for roadmap_id in known]
        entry = rows_of(ENTRY)
        connection.execute(delete(entry).where(entry.c.roadmap_id == bindparam("gone")), gone)
        connection.execute(delete(DOCUMENT).where(_of_gone(connection)), gone)
    _insert(connection, roadmaps)


def _of_gone(connection: Connection) -> Any:
    if connection.dialect.name == "postgresql":
        return DOCUMENT.c.roadmap_id == bindparam("gone")
    first = bindparam("gone", type_=rows_of(ENTRY).c.roadmap_id.type) * 4
    return DOCUMENT.c.rowid.between(first, first + TITLE)


def _stored(connection: Connection) -> list[tuple[int, Texts]]:
    place, keyword = tables.RoadmapKeyword, tables.Keyword
    rows = connection.execute(
        select(place.roadmap_id, keyword.text)
        .where(keyword.id == place.keyword_id, ~place.is_repeat)
        .order_by(place.roadmap_id, place.position)
    )
    keywords: dict[int, list[str]] = {}
    for roadmap_id, text in rows:
        keywords.setdefault(roadmap_id, []).append(text)
    columns = (
        *(ROADMAP.id, ROADMAP.slug, ROADMAP.title, ROADMAP.featured_title),
        *(ROADMAP.description, ROADMAP.featured_description, ROADMAP.seo_description),
        *(ROADMAP.schema_description, ROADMAP.seo_title, ROADMAP.schema_headline),
    )
    published = select(*columns).where(ROADMAP.retired_at.is_(None)).order_by(ROADMAP.id)
    return [
        (roadmap_id, Texts(slug, title, featured, others, keywords.get(roadmap_id, ())))
        for roadmap_id, slug, title, featured, *others in connection.execute(published)
    ]


def _insert(connection: Connection, roadmaps: Iterable[Searched]) -> None:
    in_order = sorted(roadmaps, key=itemgetter(0))
    if not in_order:
        return
    connection.execute(insert(rows_of(ENTRY)), [_entry(*each) for each in in_order])
    if connection.dialect.name == "postgresql":
        connection.execute(insert(DOCUMENT), [row for each in in_order for row in _vectors(*each)])
    else:
        rows = [
            (roadmap_id * 4 + place, document)
            for roadmap_id, _, words in in_order
            for place, document in enumerate(words.documents)
        ]
        connection.exec_driver_sql(INSERT_DOCUMENT, rows)


def _entry(roadmap_id: int, texts: Texts, words: Words) -> Row:
    row = {"roadmap_id": roadmap_id, "slug": texts.slug, "titles": words.titles}
    return {**row, "format": FORMAT}


def _vectors(roadmap_id: int, texts: Texts, words: Words) -> Iterator[Row]:
    shown = (*texts.others[:4], texts.title, texts.featured_title, *texts.others[4:])
    pieces = pieces_of([*shown, ", ".join(texts.keywords)])
    for place, document in enumerate(words.documents):
        yield {
            "roadmap_id": roadmap_id,
            "place": place,
            "words": vector_of(document),
            "pieces": pieces if place == WHOLE else None,
        }
