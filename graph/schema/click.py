"""Sponsor clicks: what is told of one, and what is answered."""

from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Annotated, Any, ClassVar

import strawberry
from sqlalchemy import ColumnElement, select

from graph import tables
from graph.clicks.erased import shown_id
from graph.clicks.origin import UNKNOWN, Origin
from graph.clicks.record import Recorder
from graph.clicks.results import Click, Result
from graph.plan.identity import global_id, written_global_id
from graph.plan.rule import ITSELF, Binding, Rows, alias
from graph.schema.roadmap import Roadmap
from graph.schema.select import action, column, known, related, told, value
from graph.schema.sponsor import Placement

MOST_AT_ONCE = 100
"""Clicks in one batch."""

CLICK = Binding(tables.SponsorClick, key=lambda click: [click.id])


def _of_placement(description: str, name: str) -> Any:
    """A column of the click's placement."""

    def sql(click: type[tables.SponsorClick]) -> ColumnElement[Any]:
        placement = alias(tables.Placement)
        own = placement.id == click.placement_id
        return select(getattr(placement, name)).where(own).scalar_subquery()

    return known(value(description, sql), attrgetter(f"placement.{name}"))


def _roadmap(click: type[tables.SponsorClick], roadmap: type[tables.Roadmap]) -> Rows:
    placement = alias(tables.Placement)
    own = [placement.id == click.placement_id, roadmap.id == placement.roadmap_id]
    return Rows([*own, roadmap.retired_at.is_(None)])


def _placement(click: type[tables.SponsorClick], placement: type[tables.Placement]) -> Rows:
    return Rows([placement.id == click.placement_id])


def _click(recorded: type[tables.SponsorClick], click: type[tables.SponsorClick]) -> Rows:
    return Rows([click.id == recorded.id])


@strawberry.type(description="A click on a sponsor's link, as it is stored for good.")
class SponsorClick:
    binding: ClassVar = CLICK
    id: strawberry.ID = known(
        value("Opaque.", lambda click: global_id("SponsorClick", click.id)),
        lambda recorded: written_global_id("SponsorClick", recorded.row_id),
    )
    client_event_id: strawberry.ID | None = known(
        value(
            "The client's id; null for a click without one.",
            lambda click: shown_id(click.client_event_id),
        ),
        attrgetter("client_event_id"),
    )
    occurred_at: datetime = column("When the visitor clicked, as far as it can be known.")
    received_at: datetime = column("When the server learned of it.")
    category: str | None = _of_placement(
        "The event's category as it stood in the file.", "event_category"
    )
    action: str | None = _of_placement(
        "The event's action as it stood in the file.", "event_action"
    )
    label: str | None = _of_placement("The event's label as it stood in the file.", "event_label")
    target_url: str = _of_placement("Where to send the visitor.", "url")
    roadmap: Roadmap | None = related("The page; null once its file is gone.", _roadmap)
    placement: Placement = related("What was clicked.", _placement)


@strawberry.input(description="A click on a sponsor's link.")
class RecordSponsorClickInput:
    roadmap: str = strawberry.field(description="The slug of the page on which the click happened.")
    placement: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="`Roadmap.sponsor.id` as the page showed it; by default what stands in the "
        "file now.",
    )
    client_event_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="A UUID that the client makes for this click: it may then be sent again "
        "without being counted again.",
    )
    occurred_at: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="When the client saw the click; by default now."
    )
    sent_at: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="The client's clock on sending, by which its skew is corrected.",
    )


@strawberry.type(description="The click is on disk.")
class SponsorClickRecorded:
    binding: ClassVar = CLICK
    click: SponsorClick = known(related("The click.", _click), ITSELF)
    replayed: bool = told("Whether this id had been recorded before: the first receipt, again.")


@strawberry.interface(description="The click was not recorded.")
class ClickError:
    message: str = strawberry.field(description="Why not, and what to do about it.")


@strawberry.type(description="There is no roadmap of that slug.")
class RoadmapNotFound(ClickError):
    pass


@strawberry.type(description="The roadmap has no sponsor, and no placement was named.")
class NoSponsor(ClickError):
    pass


@strawberry.type(description="The roadmap never had that placement.")
class PlacementNotFound(ClickError):
    pass


@strawberry.type(description="The clientEventId stands for another click, which stays.")
class IdempotencyConflict(ClickError):
    pass


@strawberry.type(description="The input makes no sense as a click.")
class InvalidClick(ClickError):
    pass


@strawberry.type(
    description="More clicks than one visitor may send in a while: send it again, with its id."
)
class ClickRateLimited(ClickError):
    retry_after_ms: int = strawberry.field(description="How long to wait first.")


@strawberry.type(description="The click could not be stored now: send it again, with its id.")
class ClickStoreUnavailable(ClickError):
    retry_after_ms: int = strawberry.field(description="How long to wait first.")


RecordSponsorClickResult = Annotated[
    SponsorClickRecorded
    | RoadmapNotFound
    | NoSponsor
    | PlacementNotFound
    | IdempotencyConflict
    | InvalidClick
    | ClickRateLimited
    | ClickStoreUnavailable,
    strawberry.union("RecordSponsorClickResult", description="A receipt, or why there is none."),
]


Told = Mapping[str, Any]
"""An input as the API names it."""


def _record(
    recorder: Recorder,
    origin: Origin | None,
    input: Told,  # noqa: A002  the API's name
) -> Awaitable[Result]:
    return recorder.record(_read(input), origin or UNKNOWN)


def _record_all(
    recorder: Recorder, origin: Origin | None, inputs: Sequence[Told]
) -> Awaitable[Sequence[Result]]:
    return recorder.record_all([_read(told) for told in inputs], origin or UNKNOWN)


def _read(told: Told) -> Click:
    return Click(
        told["roadmap"],
        told.get("placement"),
        told.get("clientEventId"),
        told.get("occurredAt"),
        told.get("sentAt"),
    )


def _too_many(inputs: Sequence[Told]) -> str | None:
    return None if len(inputs) <= MOST_AT_ONCE else f"{len(inputs)} clicks; at most {MOST_AT_ONCE}"


@strawberry.type(description="Everything that can be recorded.")
class Mutation:
    record_sponsor_click: RecordSponsorClickResult = action(
        "Record a click on a sponsor's link; answered once it is on disk.",
        _record,
        input=Annotated[RecordSponsorClickInput, strawberry.argument(description="The click.")],
    )
    record_sponsor_clicks: list[RecordSponsorClickResult] = action(
        f"Record up to {MOST_AT_ONCE} clicks in one transaction; one result for each, in their "
        "order.",
        _record_all,
        _too_many,
        inputs=Annotated[
            list[RecordSponsorClickInput], strawberry.argument(description="The clicks.")
        ],
    )
