"""Which days a page is about, and what its stretches of time are called."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

USUAL_DAYS = 30
MOST_BY_DAY = 92
"""Of days that are shown one by one; more are by week, and more than MOST_BY_WEEK by month."""
MOST_BY_WEEK = 731


DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class PeriodError(ValueError):
    """It is no day or period; the text says what would be one."""


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date

    @property
    def dimension(self) -> str:
        """By what its clicks are shown."""
        days = (self.last - self.first).days + 1
        if days <= MOST_BY_DAY:
            return "DAY"
        return "WEEK" if days <= MOST_BY_WEEK else "MONTH"

    @property
    def spoken(self) -> str:
        """Its days, or the one that it is, in words."""
        last = spoken(self.last)
        return last if self.first == self.last else f"{spoken(self.first)} to {last}"

    @property
    def filter(self) -> dict[str, str]:
        """The report's, as the API takes it."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


def read_period(first: str | None, last: str | None, today: date) -> Period:
    """The period between two days of a form; what is empty is a usual one that ends today."""
    end = read_day(last) if last else today
    return period_of(read_day(first) if first else None, end)


def read_day(text: str) -> date:
    """A day of the form YYYY-MM-DD, and of no other; PeriodError for anything else."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise PeriodError("Write days like 2026-11-22.")


def period_of(first: date | None, last: date) -> Period:
    """The period up to a day; it is a usual one if nobody says where it begins."""
    usual = max(last.toordinal() - USUAL_DAYS + 1, 1)
    start = first or date.fromordinal(usual)
    if start > last:
        raise PeriodError(f"The first day, {start}, must not come after the last, {last}.")
    return Period(start, last)


def last_day(text: str) -> date:
    """Of a day, a week or a month, as reports write them."""
    if "W" in text:
        monday = date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
        return monday + min(timedelta(days=6), date.max - monday)
    if len(text) == len("2026-11"):
        year, month = int(text[:4]), int(text[5:])
        return date(year, month, monthrange(year, month)[1])
    return date.fromisoformat(text)


def spoken(day: date) -> str:
    """22 November 2026."""
    return f"{day.day} {day:%B} {day.year}"


def named(text: str) -> str:
    """The name of a day, a week or a month in a sentence."""
    if "W" in text:
        return f"Week {int(text[6:])} of {text[:4]}"
    day = last_day(text)
    return spoken(day) if len(text) == len("2026-11-22") else f"{day:%B} {day.year}"


def short(text: str) -> str:
    """The same where there is little room."""
    if "W" in text:
        return f"W{int(text[6:])}"
    day = last_day(text)
    return f"{day.day} {day:%b}" if len(text) == len("2026-11-22") else f"{day:%b} {day.year}"
