"""A day's visitors: hashes that nobody can trace back once the day's salt is gone. Pure."""

from datetime import date, timedelta
from hashlib import blake2b
from ipaddress import AddressValueError, IPv6Address, ip_network

ONE_DAY = timedelta(days=1)
VISITOR_BYTES = 16


def visitor_of(salt: str, day: date, address: str, agent: str) -> str:
    """The visitor of a day, in hexadecimal digits; `salt` is one of 64 such."""
    message = f"{day} {network_of(address)} {agent}".encode(errors="surrogatepass")
    return blake2b(message, key=bytes.fromhex(salt), digest_size=VISITOR_BYTES).hexdigest()


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
