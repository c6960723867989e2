"""How many clicks one visitor may send: a bucket of them, refilled by the minute."""

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address
from math import ceil

from graph.clicks.visitor import network_of

MOST_KNOWN = 10_000
"""Visitors; those who have not clicked for the longest are forgotten, and have a full bucket."""


class Allowance:
    """Counts clicks by address, of IPv6 by its /64; `seconds` is a clock that never goes back.

    This machine's own addresses have no limit: they are its operator, or a proxy that is not told
    of and speaks for everybody.
    """

    def __init__(self, a_minute: int, seconds: Callable[[], float]) -> None:
        """`a_minute` is 0 for no limit."""
        self._most = a_minute
        self._seconds = seconds
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_ms(self, address: str | None, clicks: int) -> int:
        """Take so many clicks; 0 where they were left, else after how long there will be enough.

        More at once than a minute has are taken from a full bucket.
        """
        if not self._most or address is None or _is_own(address):
            return 0
        visitor, now = network_of(address), self._seconds()
        left, since = self._left.pop(visitor, (float(self._most), now))
        left = min(self._most, left + (now - since) * self._most / 60)
        missing = min(clicks, self._most) - left
        self._left[visitor] = (left if missing > 0 else left - clicks, now)
        if len(self._left) > MOST_KNOWN:
            self._left.popitem(last=False)
        return ceil(missing * 60_000 / self._most) if missing > 0 else 0


def _is_own(address: str) -> bool:
    if address in ("127.0.0.1", "::1", ""):
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
