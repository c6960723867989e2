"""Records -> the index of the full-text search, inside the transaction that stores them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, column, delete, func, insert, select, table

from graph import tables
from graph.tables import rows_of
from graph.tables.search import DOCUMENTS, FORMAT, KEYWORDS, TITLE, WHOLE, title_of
from graph.tables.words import BREAK, indexed, plain
from seed.records import Roadmap
from seed.vectors import pieces_of, vector_of

ENTRY = tables.SearchEntry
ROADMAP = tables.Roadmap
DOCUMENT = table(
    DOCUMENTS,
    *map(column, ("rowid", "roadmap_id", "place", "words", "pieces")),
)
Row = dict[str, Any]
MOST_CHARACTERS = 100_000
"""Of one document: PostgreSQL's tsvector holds 1 MB."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What of a roadmap is searched."""

    slug: str
    title: str
    featured_title: str | None
    others: Sequence[str | None]
    """Descriptions, then what the page tells search engines."""
    keywords: Sequence[str]


def texts_of(roadmap: Roadmap) -> Texts:
    schema, seo = roadmap.schema, roadmap.seo
    others = (
        *(roadmap.description, roadmap.featured_description),
        *(seo.description if seo else None, schema.description if schema else None),
        *(seo.title if seo else None, schema.headline if schema else None),
    )
    keywords = tuple(dict.fromkeys(seo.keywords)) if seo else ()
    return Texts(roadmap.slug, roadmap.title, roadmap.featured_title, others, keywords)


def is_indexed(connection: Connection, roadmaps: int) -> bool:
    """Whether that many roadmaps, being all that are published, are in the index as it is now."""
    entries = select(func.count()).where(ENTRY.format == FORMAT)
    return connection.execute(entries).scalar() == roadmaps


def index_anew(connection: Connection) -> None:
    """Index every roadmap that is published, from the tables: for an index made by older code."""
    connection.execute(delete(DOCUMENT))
    connection.execute(delete(rows_of(ENTRY)))
    _insert(connection, _stored(connection))


def index(connection: Connection, known: Sequence[int], texts: Iterable[tuple[int, Texts]]) -> None:
    """Take the roadmaps of these row numbers out of the index, and put these texts in."""
    if known:
        gone = [{"gone": roadmap_id} for roadmap_id in known]
        entry = rows_of(ENTRY)
        connection.execute(delete(entry).where(entry.c.roadmap_id == bindparam("gone")), gone)
        connection.execute(delete(DOCUMENT).where(_of_gone(connection)), gone)
    _insert(connection, texts)


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


def _insert(connection: Connection, texts: Iterable[tuple[int, Texts]]) -> None:
    in_order = sorted(texts, key=lambda pair: pair[0])
    if not in_order:
        return
    connection.execute(insert(rows_of(ENTRY)), [_entry(i, each) for i, each in in_order])
    if connection.dialect.name == "postgresql":
        rows = [row for i, each in in_order for row in _vectors(i, each)]
    else:
        rows = [
            {"rowid": i * 4 + place, "words": words}
            for i, each in in_order
            for place, words in _documents(each)
        ]
    connection.execute(insert(DOCUMENT), rows)


def _entry(roadmap_id: int, texts: Texts) -> Row:
    return {
        "roadmap_id": roadmap_id,
        "slug": texts.slug,
        "titles": "".join(title_of(plain(title)) for title in _titles(texts)),
        "format": FORMAT,
    }


def _documents(texts: Texts) -> Iterator[tuple[int, str]]:
    """The place and the words of each of a roadmap's documents."""
    title = indexed(_titles(texts))
    keywords = _joined(title, texts.keywords)
    yield WHOLE, _joined(keywords, [text for text in dict.fromkeys(texts.others) if text])
    yield KEYWORDS, keywords
    yield TITLE, title[:MOST_CHARACTERS]


def _titles(texts: Texts) -> list[str]:
    return [texts.title, *([texts.featured_title] if texts.featured_title else [])]


def _joined(before: str, texts: Sequence[str]) -> str:
    return (f"{before} {BREAK} {indexed(texts)}" if texts else before)[:MOST_CHARACTERS]


def _vectors(roadmap_id: int, texts: Texts) -> Iterator[Row]:
    for place, words in _documents(texts):
        shown = (*texts.others[:4], texts.title, texts.featured_title, *texts.others[4:])
        pieces = pieces_of([*shown, ", ".join(texts.keywords)]) if place == WHOLE else None
        yield {
            "roadmap_id": roadmap_id,
            "place": place,
            "words": vector_of(words),
            "pieces": pieces,
        }
