"""What one roadmap file says, as frozen records, and what is wrong with it.

A record holds values as the file gives them: a list keeps its order and its repeats, an empty
string is not null, and null means that the file is silent.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\udc80-\udcff]")


def printable(text: str) -> str:
    """Names of files may hold what a terminal takes for a command or for the end of a line, and
    bytes that are no text, which Python has as halves of surrogate pairs."""
    return _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", text)


class Position(NamedTuple):
    """A place in a file; line and column count from 1, columns in characters."""

    line: int
    column: int


class Code(StrEnum):
    """What kind of problem; the value is what reports print and the database stores."""

    # The file cannot be read: its last good version stays in place.
    UNREADABLE = "UNREADABLE"
    NOT_UTF8 = "NOT_UTF8"
    NO_FRONTMATTER = "NO_FRONTMATTER"
    TOO_LARGE = "TOO_LARGE"
    SYNTAX = "SYNTAX"
    DUPLICATE_KEY = "DUPLICATE_KEY"
    ALIAS = "ALIAS"
    WRONG_TYPE = "WRONG_TYPE"
    WRONG_VALUE = "WRONG_VALUE"
    BAD_DATE = "BAD_DATE"
    BAD_SLUG = "BAD_SLUG"
    DUPLICATE_SLUG = "DUPLICATE_SLUG"
    # The file is seeded all the same.
    INCOMPLETE = "INCOMPLETE"
    UNSAFE_URL = "UNSAFE_URL"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    UNRESOLVED_RELATION = "UNRESOLVED_RELATION"


class Severity(StrEnum):
    ERROR = "ERROR"
    """The file is refused; its last good version stays."""
    WARNING = "WARNING"
    """The file is seeded, and something in it wants mending."""


_WARNINGS = {Code.INCOMPLETE, Code.UNSAFE_URL, Code.UNKNOWN_KEY, Code.UNRESOLVED_RELATION}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with one file: what, where, and how to mend it."""

    path: str
    line: int
    column: int
    code: Code
    message: str
    hint: str | None = None

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self.code in _WARNINGS else Severity.ERROR

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        place = f"{printable(self.path)}:{self.line}:{self.column}"
        return f"{place}: {self.code} {self.message}{hint}"


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Size of the roadmap's drawing, in pixels."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SchemaBlock:
    """The file's `schema` block: what the page tells search engines."""

    headline: str | None
    description: str | None
    image_url: str | None
    date_published: date | None
    date_modified: date | None


@dataclass(frozen=True, slots=True)
class Seo:
    """The file's `seo` block; keywords in file order, repeats kept."""

    title: str | None
    description: str | None
    keywords: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sitemap:
    priority: float
    changefreq: str


@dataclass(frozen=True, slots=True)
class SponsorEvent:
    """What analytics calls a click on this placement."""

    category: str | None
    action: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class SponsorBlock:
    """A creative on this roadmap: the map `sponsor`, or one entry of the list `sponsors`."""

    title: str
    url: str
    image_url: str | None
    description: str | None
    event: SponsorEvent | None
    expiry_date: date | None


class Relation(NamedTuple):
    """One entry of `relatedRoadmaps`."""

    slug: str
    position: Position


@dataclass(frozen=True, slots=True)
class Roadmap:
    """One roadmap file, read."""

    slug: str
    title: str
    description: str | None
    featured_title: str | None
    featured_description: str | None
    order: float | None
    kind: str | None
    """ROLE or SKILL, from the tags; null where neither is given."""
    has_topics: bool
    is_new: bool
    is_upcoming: bool
    is_hidden: bool
    json_url: str | None
    pdf_url: str | None
    dimensions: Dimensions | None
    schema: SchemaBlock | None
    seo: Seo | None
    sitemap: Sitemap | None
    tags: Sequence[str]
    relations: Sequence[Relation]
    sponsors: Sequence[SponsorBlock]
    frontmatter: str
    """Everything the file says, as the text of a JSON object in the file's key order."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a roadmap file was found; what `read` knows before it parses."""

    slug: str
    path: str
    """Below the content root, with forward slashes: `backend/backend.md`."""
    shown_path: str
    """As a person at the command line would name it; problems carry this one."""
    sha256: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Words:
    """What a roadmap is searched by, as the index has it."""

    titles: str
    """Each title as `graph.tables.search.title_of` has its words."""
    documents: tuple[str, str, str]
    """By their places there: WHOLE, KEYWORDS, TITLE."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One file, read: the roadmap unless a problem is an ERROR; problems in the file's order."""

    roadmap: Roadmap | None
    problems: Sequence[Problem]
    words: Words | None = field(default=None, compare=False)
    """They follow from the roadmap."""
