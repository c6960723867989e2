"""What a person writes on the command line, read; ArgumentTypeError tells what it should be."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date
from uuid import UUID

from graph.reports.period import PeriodError, read_day

MOST_DAYS = 36_500


def whole(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number between these two."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return read


days = whole(1, MOST_DAYS)


def day(text: str) -> date:
    try:
        return read_day(text)
    except PeriodError:
        raise ArgumentTypeError(f"{text!r} is no day: write it like 2026-11-22") from None


def label(text: str) -> str:
    """A text that takes one line of a terminal, and moves nothing on it."""
    if not text.isprintable():
        raise ArgumentTypeError(f"{text!r} must be one line, without control characters")
    return text


def uuid(text: str) -> str:
    """In lower case."""
    try:
        return str(UUID(text))
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a UUID") from None
