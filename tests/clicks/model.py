"""The rules of validity once more, as one would tell them, over a list of all clicks so far."""

from dataclasses import dataclass

DAY, HOUR, HALF_A_MINUTE = 86_400.0, 3_600.0, 30.0


@dataclass(frozen=True)
class ModelClick:
    """At so many seconds of the epoch; `person` is an address with an agent."""

    at: float
    person: str
    placement: str
    prefetch: bool = False
    bot: bool = False
    expires: float | None = None
    withdrawn: float | None = None


def judged(clicks: list[ModelClick]) -> list[tuple[str | None, bool]]:
    """Reason and uniqueness of each, in the order in which they are stored."""
    stored: list[tuple[ModelClick, str | None]] = []
    verdicts: list[tuple[str | None, bool]] = []
    for click in clicks:
        mine = [
            (other, reason)
            for other, reason in stored
            if (other.person, other.placement) == (click.person, click.placement)
            and other.at // DAY == click.at // DAY
            and not (other.prefetch or other.bot)
        ]
        reason = None
        if any(abs(other.at - click.at) <= HALF_A_MINUTE for other, _ in mine):
            reason = "DOUBLE_CLICK"
        if len(mine) >= 25 or sum(0 <= click.at - other.at < HOUR for other, _ in mine) >= 10:
            reason = "EXCESSIVE"
        if click.withdrawn is not None and click.at >= click.withdrawn:
            reason = "PLACEMENT_WITHDRAWN"
        if click.expires is not None and click.at >= click.expires:
            reason = "SPONSOR_EXPIRED"
        reason = "BOT" if click.bot else reason
        reason = "PREFETCH" if click.prefetch else reason
        verdicts.append((reason, reason is None and all(why for _, why in mine)))
        stored.append((click, reason))
    return verdicts
