"""Clicks whose ids are stored already, which decides whether a click is a repeat or a conflict."""

from collections.abc import Collection
from typing import Any, NamedTuple

from msgspec.json import encode

from graph.clicks.clicked import content_of
from graph.clicks.erased import erased_id
from graph.clicks.new import New
from graph.clicks.prepared import Driver
from graph.clicks.results import Click, IdempotencyConflict, Placed, SponsorClickRecorded
from graph.clicks.statements import Statements


class Stored(NamedTuple):
    """The click that has an id."""

    row_id: int
    client_event_id: str | None
    content: str | None
    """Both are null where the id was erased: what else the click said is not known any more."""
    placed: Placed


def find_stored(
    driver: Driver, statements: Statements, events: Collection[str], *, are_any_erased: bool
) -> dict[str, Stored]:
    """What is stored of these ids, by id."""
    erased = {erased_id(event): event for event in events} if are_any_erased else {}
    rows = statements.stored.rows(driver, events=encode([*events, *erased]).decode())
    return {erased.get(row[0], row[0]): _stored(*row) for row in rows}


def _stored(event: str, row_id: int, content: str | None, *placed: Any) -> Stored:
    return Stored(row_id, None if content is None else event, content, Placed(*placed))


def again(stored: Stored | New, click: Click) -> SponsorClickRecorded | IdempotencyConflict:
    """The answer to a click whose id that one has."""
    if stored.content is None or stored.content == content_of(click):
        return SponsorClickRecorded(stored.row_id, True, stored.client_event_id, stored.placed)
    return IdempotencyConflict(
        f"clientEventId {click.client_event_id} was used for another click, which stays as it is: "
        "make a new id for each click."
    )
