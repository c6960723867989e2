"""A roadmap -> the documents by which it is searched, their words as they are indexed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.tables.search import title_of
from graph.tables.words import BREAK, indexed, plain
from seed.records import Roadmap, Words

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


def words_of(texts: Texts) -> Words:
    given = [texts.title, *([texts.featured_title] if texts.featured_title else [])]
    title = indexed(given)
    keywords = _joined(title, texts.keywords)
    whole = _joined(keywords, [text for text in dict.fromkeys(texts.others) if text])
    titles = "".join(title_of(plain(each)) for each in given)
    return Words(titles, (whole, keywords, title[:MOST_CHARACTERS]))


def _joined(before: str, texts: Sequence[str]) -> str:
    return (f"{before} {BREAK} {indexed(texts)}" if texts else before)[:MOST_CHARACTERS]
