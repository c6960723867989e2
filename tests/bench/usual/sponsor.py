"""Sponsors and their placements."""

from datetime import UTC, date, datetime
from typing import Annotated, cast

import strawberry

from graph import tables
from tests.bench.usual.connection import Context

LazyRoadmap = Annotated["Roadmap", strawberry.lazy("tests.bench.usual.roadmap")]  # type: ignore[name-defined]  # noqa: F821


@strawberry.type
class SponsorEvent:
    category: str | None
    action: str | None
    label: str | None


@strawberry.type
class Sponsor:
    title: str
    url: str


@strawberry.type
class Placement:
    title: str
    url: str
    image_url: str | None
    expiry_date: date | None

    @strawberry.field
    def is_active(self, root: strawberry.Parent[tables.Placement]) -> bool:
        now = datetime.now(UTC)
        ends = (root.expires_at, root.withdrawn_at)
        return all(end is None or end > now for end in ends)

    @strawberry.field
    def event(self, root: strawberry.Parent[tables.Placement]) -> SponsorEvent | None:
        if not root.has_event:
            return None
        return SponsorEvent(
            category=root.event_category, action=root.event_action, label=root.event_label
        )

    @strawberry.field
    async def sponsor(self, root: strawberry.Parent[tables.Placement], info: Context) -> Sponsor:
        return cast(Sponsor, await info.context.sponsor.load(root.sponsor_id))

    @strawberry.field
    async def roadmap(
        self, root: strawberry.Parent[tables.Placement], info: Context
    ) -> LazyRoadmap:
        return await info.context.roadmap.load(root.roadmap_id)
