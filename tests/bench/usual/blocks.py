"""The parts of a roadmap that are objects of their own."""

from datetime import date, datetime
from enum import Enum
from typing import cast

import strawberry

from graph import tables
from tests.bench.usual.connection import Context


@strawberry.enum
class RoadmapKind(Enum):
    ROLE = "ROLE"
    SKILL = "SKILL"


@strawberry.enum
class ChangeFrequency(Enum):
    ALWAYS = "always"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    NEVER = "never"


@strawberry.type
class Dimensions:
    width: float
    height: float | None


@strawberry.type
class SchemaBlock:
    headline: str | None
    image_url: str | None
    date_published: date | None
    date_modified: date | None


@strawberry.type
class Seo:
    row: strawberry.Private[tables.Roadmap]
    title: str | None
    description: str | None

    @strawberry.field
    async def keywords(self, info: Context) -> list[str]:
        return [keyword.text for keyword in await info.context.seo_keywords.load(self.row.id)]


@strawberry.type
class Sitemap:
    priority: float
    changefreq: ChangeFrequency


@strawberry.type
class Source:
    path: str
    sha256: str
    revision: int

    @strawberry.field
    async def seeded_at(self, info: Context) -> datetime:
        return cast(datetime, (await info.context.revision.load(self.revision)).seeded_at)
