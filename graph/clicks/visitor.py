"""A day's visitors: hashes that nobody can trace back once the day's salt is gone. Pure."""

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import blake2b
from ipaddress import AddressValueError, IPv6Address, ip_network

ONE_DAY = timedelta(days=1)
VISITOR_BYTES = 16


Visitors = Callable[[str, str], str]
"""Tells a visitor of one day, in 38 hexadecimal digits, by address and agent."""


def visitors_of(salt: str, day: date) -> Visitors:
    """`salt` is of 64 hexadecimal digits. A day's visitors stand side by side in their index: what
    is looked for is found in the part of it that is in memory, however many days are stored."""
    number = f"{day.toordinal():06x}"
    begun = blake2b(f"{day} ".encode(), key=bytes.fromhex(salt), digest_size=VISITOR_BYTES)

    def visitor(address: str, agent: str) -> str:
        hashed = begun.copy()
        hashed.update(f"{network_of(address)} {agent}".encode(errors="surrogatepass"))
        return number + hashed.hexdigest()

    return visitor


def network_of(address: str) -> str:
    """The address, or of IPv6 its /64, within which one customer has all addresses."""
    if ":" not in address:
        return address
    try:
        six = IPv6Address(address.partition("%")[0])
    except AddressValueError:
        return address
    return str(six.ipv4_mapped or ip_network((int(six) >> 64 << 64, 64)))


def salt_day(day: date, today: date) -> date:
    """Whose salt a click of that day is hashed by: the day's own for as long as it is kept."""
    return day if today - ONE_DAY <= day <= today else today


def oldest_kept(today: date) -> date:
    """The day of the oldest salt that is not erased: each lasts for 48 hours at most."""
    return today - ONE_DAY
