"""Whether a click counts: one reason against it at most, by fixed precedence. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from graph.clicks.judge import Term, reason_against

RULES = 2
"""The version of the rules below, stored with each click; raise it with any change of them."""

MOST_A_DAY = 25
MOST_AN_HOUR = 10
HOUR = timedelta(hours=1)
ONE_INTENT = timedelta(seconds=30)
"""Two clicks as near to each other are meant as one."""


class Earlier(NamedTuple):
    """A stored click of the same visitor on the same placement and day."""

    occurred_at: datetime
    reason: str | None


class Verdict(NamedTuple):
    reason: str | None
    """Why the click does not count; null where it does."""
    is_unique: bool
    """Whether it is the visitor's first on the placement that day that counts."""


def classify(
    placement: Term,
    moment: datetime,
    earlier: Sequence[Earlier] | None,
    *,
    is_prefetch: bool = False,
    is_bot: bool = False,
) -> Verdict:
    """Judge a click at that moment.

    `earlier` are those stored before it, MOST_A_DAY of them being as good as all; null where
    nobody knows the visitor.
    """
    reason = (
        ("PREFETCH" if is_prefetch else None)
        or ("BOT" if is_bot else None)
        or reason_against(placement, moment)
        or (_reason_among(earlier, moment) if earlier else None)
    )
    is_first = earlier is not None and (not earlier or all(click.reason for click in earlier))
    return Verdict(reason, reason is None and is_first)


def _reason_among(earlier: Sequence[Earlier], moment: datetime) -> str | None:
    in_the_hour = sum(moment - HOUR < click.occurred_at <= moment for click in earlier)
    if len(earlier) >= MOST_A_DAY or in_the_hour >= MOST_AN_HOUR:
        return "EXCESSIVE"
    if any(abs(moment - click.occurred_at) <= ONE_INTENT for click in earlier):
        return "DOUBLE_CLICK"
    return None
