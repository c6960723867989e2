"""What becomes of a click: it is recorded, or one of these says why not.

The classes are named as the types of the API, which answers with them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class Click(NamedTuple):
    """A click as a client tells of it."""

    roadmap: str
    """The slug of the page."""
    placement: str | None = None
    """A placement's global id; by default what stands in the file now."""
    client_event_id: str | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


class Placed(NamedTuple):
    """What was clicked: the columns of a placement that judge a click, or that its receipt tells;
    none of them changes, but for the one withdrawal."""

    id: int
    expires_at: datetime | None
    withdrawn_at: datetime | None
    url: str
    event_category: str | None
    event_action: str | None
    event_label: str | None


@dataclass(frozen=True, slots=True)
class SponsorClickRecorded:
    """The click is on disk, in the row of that number, which says all the rest of it."""

    row_id: int
    replayed: bool
    """Whether an earlier receipt of the same click is given again."""
    client_event_id: str | None = field(compare=False)
    """As it is told: null for a click without one, and where it was erased."""
    placement: Placed = field(compare=False)
    """Of the stored click; its withdrawal as it was when that was looked up."""
    reason: str | None = field(default=None, compare=False)
    """Why it does not count; null for one that does. For the server's own books: whoever clicked
    is not told."""


@dataclass(frozen=True, slots=True)
class RoadmapNotFound:
    message: str


@dataclass(frozen=True, slots=True)
class NoSponsor:
    message: str


@dataclass(frozen=True, slots=True)
class PlacementNotFound:
    message: str


@dataclass(frozen=True, slots=True)
class IdempotencyConflict:
    message: str


@dataclass(frozen=True, slots=True)
class InvalidClick:
    message: str


@dataclass(frozen=True, slots=True)
class ClickRateLimited:
    message: str
    retry_after_ms: int


@dataclass(frozen=True, slots=True)
class ClickStoreUnavailable:
    message: str
    retry_after_ms: int


Result = (
    SponsorClickRecorded
    | RoadmapNotFound
    | NoSponsor
    | PlacementNotFound
    | IdempotencyConflict
    | InvalidClick
    | ClickRateLimited
    | ClickStoreUnavailable
)
