"""When a click happened, and whether it counts. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

LATEST_ARRIVAL = timedelta(hours=72)
"""A click that is told later than this, as a page that was offline may, takes the server's time."""
FASTEST_CLOCK = timedelta(seconds=5)


class Term(Protocol):
    """How long a placement lasts."""

    @property
    def expires_at(self) -> datetime | None: ...

    @property
    def withdrawn_at(self) -> datetime | None: ...


def moment_of(
    occurred_at: datetime | None, sent_at: datetime | None, now: datetime
) -> tuple[datetime, str]:
    """The instant of a click, in UTC, and whose clock it is by: CLIENT, CORRECTED or SERVER.

    The client's clock on sending shows how far it is off, and the click's time is moved by that.
    A time that then lies in the future or long ago is not believed.
    """
    if occurred_at is None:
        return now, "SERVER"
    try:
        moment = occurred_at if sent_at is None else occurred_at + (now - sent_at)
    except OverflowError:
        return now, "SERVER"
    if not now - LATEST_ARRIVAL <= moment <= now + FASTEST_CLOCK:
        return now, "SERVER"
    return moment.astimezone(UTC), "CLIENT" if sent_at is None else "CORRECTED"


def reason_against(placement: Term, moment: datetime) -> str | None:
    """Why a click at that moment does not count; None where it does."""
    if placement.expires_at is not None and moment >= placement.expires_at:
        return "SPONSOR_EXPIRED"
    if placement.withdrawn_at is not None and moment >= placement.withdrawn_at:
        return "PLACEMENT_WITHDRAWN"
    return None
