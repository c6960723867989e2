"""Frontmatter of any era -> one roadmap, or every problem in it. Pure."""

import re

from seed.blocks import Block
from seed.documents import texts_of, words_of
from seed.frontmatter import parse
from seed.problems import Problems
from seed.records import (
    Dimensions,
    Reading,
    Relation,
    Roadmap,
    SchemaBlock,
    Seo,
    Sitemap,
    Source,
)
from seed.sponsors import read_sponsors

SLUG = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")
"""What the name of a roadmap may be; `match` is enough."""

_CHANGE_FREQUENCIES = ("always", "hourly", "daily", "weekly", "monthly", "yearly", "never")
_KINDS = {"role-roadmap": "ROLE", "skill-roadmap": "SKILL"}


def normalise(source: Source) -> Reading:
    frontmatter = parse(source.data, source.shown_path)
    problems = Problems(source.shown_path, frontmatter.problems)
    # What cannot be read as YAML has no JSON either, and its roadmap is refused below.
    written = "" if frontmatter.problems else frontmatter.as_json()
    roadmap = _roadmap(source.slug, Block(frontmatter.values, problems), written)
    if problems.has_error():
        return Reading(None, problems.in_file_order())
    return Reading(roadmap, problems.in_file_order(), words_of(texts_of(roadmap)))


def _roadmap(slug: str, block: Block, frontmatter: str) -> Roadmap:
    title, tags = block.text("title"), block.labels("tags")
    roadmap = Roadmap(
        slug=slug,
        title=slug if title is None else title,
        description=block.text("description"),
        featured_title=_either(block, "featuredTitle", "briefTitle"),
        featured_description=_either(block, "featuredDescription", "briefDescription"),
        order=block.number("order"),
        kind=next((_KINDS[tag] for tag in tags if tag in _KINDS), None),
        has_topics=block.flag("hasTopics"),
        is_new=block.flag("isNew"),
        is_upcoming=block.flag("isUpcoming"),
        is_hidden=block.flag("isHidden"),
        json_url=block.text("jsonUrl"),
        pdf_url=block.text("pdfUrl"),
        dimensions=_dimensions(block.block("dimensions")),
        schema=_schema(block.block("schema")),
        seo=_seo(block.block("seo")),
        sitemap=_sitemap(block.block("sitemap")),
        tags=tags,
        relations=tuple(Relation(*entry) for entry in block.located_labels("relatedRoadmaps")),
        sponsors=read_sponsors(block),
        frontmatter=frontmatter,
    )
    block.warn_misspelt()
    return roadmap


def _either(block: Block, key: str, later_key: str) -> str | None:
    """The key was renamed in March 2023. Both are asked for: both may be of a wrong type."""
    value, later = block.text(key), block.text(later_key)
    return later if value is None else value


def _dimensions(block: Block | None) -> Dimensions | None:
    if block is None:
        return None
    width, height = block.number("width"), block.number("height")
    block.warn_misspelt()
    block.warn_missing("width", "height")
    return None if width is None or height is None else Dimensions(width, height)


def _schema(block: Block | None) -> SchemaBlock | None:
    if block is None:
        return None
    schema = SchemaBlock(
        headline=block.text("headline"),
        description=block.text("description"),
        image_url=block.text("imageUrl"),
        date_published=block.date("datePublished"),
        date_modified=block.date("dateModified"),
    )
    block.warn_misspelt()
    return schema


def _seo(block: Block | None) -> Seo | None:
    if block is None:
        return None
    seo = Seo(block.text("title"), block.text("description"), block.labels("keywords"))
    block.warn_misspelt()
    return seo


def _sitemap(block: Block | None) -> Sitemap | None:
    if block is None:
        return None
    priority, changefreq = block.number("priority"), block.choice("changefreq", _CHANGE_FREQUENCIES)
    block.warn_misspelt()
    block.warn_missing("priority", "changefreq")
    return None if priority is None or changefreq is None else Sitemap(priority, changefreq)
