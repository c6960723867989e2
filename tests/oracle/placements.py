"""When placements stood."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any


def midnight_after(expiry: date | None) -> datetime | None:
    if expiry is None or expiry == date.max:
        return None
    return datetime.combine(expiry + timedelta(days=1), time(0), UTC)


def activity(
    expires: datetime | None, withdrawn: datetime | None, now: datetime
) -> Callable[..., bool]:
    """The resolver of isActive."""

    def is_active(_: Any, at: datetime | None = None) -> bool:
        then = now if at is None else at
        return all(end is None or then < end for end in (expires, withdrawn))

    return is_active


def last_days(expiry: date | None, withdrawn: datetime | None) -> list[date]:
    """The days after which it was not there."""
    left = withdrawn.astimezone(UTC).date() if withdrawn else None
    return [day for day in (expiry, left) if day]


def was_active(placement: Mapping[str, Any], on: date) -> bool:
    """Whether the placement was there at some time of the day."""
    return all(last >= on for last in placement["last_days"])


def was_anywhere_active(sponsor: Mapping[str, Any], on: date) -> bool:
    return any(was_active(placement, on) for placement in sponsor["placements"])
