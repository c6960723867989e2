"""Sponsors and their placements."""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar

import strawberry
from sqlalchemy import ColumnElement

from graph import tables
from graph.plan.rule import NOW, Binding, Rows
from graph.plan.sort import Condition
from graph.plan.text import day
from graph.schema.node import Node, node_id
from graph.schema.select import block, column, related, value

SPONSOR = Binding(tables.Sponsor, key=lambda sponsor: [sponsor.title, sponsor.id])
PLACEMENT = Binding(tables.Placement, key=lambda placement: [placement.id])


def is_active(placement: type[tables.Placement], at: ColumnElement[datetime]) -> Condition:
    """That the placement stands and has not expired at an instant."""
    unexpired = placement.expires_at.is_(None) | (placement.expires_at > at)
    standing = placement.withdrawn_at.is_(None) | (placement.withdrawn_at > at)
    return unexpired & standing


def is_active_on(placement: type[tables.Placement], on: ColumnElement[date]) -> Condition:
    """That the placement stood, unexpired, at some time of a day."""
    unexpired = placement.expiry_date.is_(None) | (placement.expiry_date >= on)
    standing = placement.withdrawn_at.is_(None) | (day(placement.withdrawn_at) >= on)
    return unexpired & standing


def _is_active(
    placement: type[tables.Placement], at: ColumnElement[datetime] | None
) -> ColumnElement[Any]:
    return is_active(placement, NOW if at is None else at)


def _of_sponsor(sponsor: type[tables.Sponsor], placement: type[tables.Placement]) -> Rows:
    return Rows([placement.sponsor_id == sponsor.id], [placement.id])


def _sponsor(placement: type[tables.Placement], sponsor: type[tables.Sponsor]) -> Rows:
    return Rows([sponsor.id == placement.sponsor_id])


def _roadmap(placement: type[tables.Placement], roadmap: type[tables.Roadmap]) -> Rows:
    return Rows([roadmap.id == placement.roadmap_id])


@strawberry.type(description="What analytics calls a click on a placement.")
class SponsorEvent:
    category: str | None = column("The event's category.", "event_category")
    action: str | None = column("The event's action.", "event_action")
    label: str | None = column("The event's label.", "event_label")


@strawberry.type(
    description="A creative: the title, link, image and text that a sponsor shows. The same four "
    "on several roadmaps are one sponsor; one of them changed is another."
)
class Sponsor(Node):
    binding: ClassVar = SPONSOR
    id: strawberry.ID = node_id("Sponsor", SPONSOR)
    title: str = column("The creative's title.")
    url: str = column("Where it leads.")
    image_url: str | None = column("Its image.")
    description: str | None = column("Its text.")
    placements: list["Placement"] = related(
        "Everywhere it stands or stood, the oldest first.", _of_sponsor
    )


@strawberry.type(
    description="A creative on one roadmap: an immutable revision of the block in the file. A "
    "block that changes is a new placement, so that a click stays with what its visitor saw."
)
class Placement(Node):
    binding: ClassVar = PLACEMENT
    id: strawberry.ID = node_id("Placement", PLACEMENT)
    title: str = column("The creative's title.")
    url: str = column("Where it leads.")
    image_url: str | None = column("Its image.")
    description: str | None = column("Its text.")
    expiry_date: date | None = column("The last day of the placement; null for no end.")
    expires_at: datetime | None = column("The midnight, UTC, that ends expiryDate.")
    is_active: bool = value(
        "Whether it stands and has not expired, at an instant.",
        _is_active,
        at=Annotated[datetime | None, strawberry.argument(description="When; by default now.")],
    )
    withdrawn_at: datetime | None = column("When it left the file; null while it stands there.")
    event: SponsorEvent | None = block(
        "What analytics calls a click on it.", lambda placement: placement.has_event
    )
    sponsor: Sponsor = related("The creative.", _sponsor)
    roadmap: Annotated["Roadmap", strawberry.lazy("graph.schema.roadmap")] = related(  # type: ignore[name-defined]  # noqa: F821
        "The roadmap it stands or stood on, even where that one's file is gone.", _roadmap
    )
