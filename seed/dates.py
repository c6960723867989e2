"""Dates as roadmaps write them: YYYY-MM-DD and nothing else."""

import re
from calendar import month_name, monthrange
from datetime import date

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIMESTAMP = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ].*", re.DOTALL)


class BadDateError(ValueError):
    """Not a date; its text is the hint."""


def iso_date(text: str) -> date:
    """Raises BadDateError. `date.fromisoformat` alone would take 20230105 and 2023-W01 too."""
    written = _DATE.fullmatch(text)
    if written is None:
        raise BadDateError(_how_to_write(text))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDateError(_what_exists(int(written[1]), int(written[2]))) from None


def _how_to_write(text: str) -> str:
    if not text:
        return "remove the key where there is no date"
    timestamp = _TIMESTAMP.fullmatch(text)
    if timestamp:
        return f'write the date alone: "{timestamp[1]}"'
    return 'write it as "2023-01-31"'


def _what_exists(year: int, month: int) -> str:
    if not year:
        return "years begin at 0001"
    if not 1 <= month <= 12:
        return "months are 01 to 12"
    return f"{month_name[month]} {year} has {monthrange(year, month)[1]} days"
