"""The scalars beyond GraphQL's own, and how their input is read."""

import re
from datetime import UTC, date, datetime
from typing import Any, NewType

from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


def read_date(text: Any) -> date:
    """A date in the form YYYY-MM-DD; ValueError for anything else."""
    if not (isinstance(text, str) and DAY.fullmatch(text)):
        raise ValueError("a Date is written YYYY-MM-DD")
    return date.fromisoformat(text)


def read_instant(text: Any) -> datetime:
    """An RFC 3339 time, in UTC, cut to microseconds; ValueError for anything else."""
    if not (isinstance(text, str) and INSTANT.fullmatch(text)):
        raise ValueError("a DateTime is written YYYY-MM-DDTHH:MM:SSZ, or with an offset for Z")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except OverflowError:
        raise ValueError("a DateTime lies in the years 1 to 9999, in UTC") from None


BigInt = NewType("BigInt", int)

SCALARS: dict[object, ScalarDefinition] = {
    date: ScalarDefinition(
        name="Date",
        description="A calendar day, YYYY-MM-DD.",
        specified_by_url=None,
        serialize=str,
        parse_value=read_date,
        parse_literal=None,
        origin=date,
    ),
    datetime: ScalarDefinition(
        name="DateTime",
        description="An instant as RFC 3339 has it; in answers always in UTC, with a final Z.",
        specified_by_url=None,
        serialize=str,
        parse_value=read_instant,
        parse_literal=None,
        origin=datetime,
    ),
    BigInt: ScalarDefinition(
        name="BigInt",
        description="A whole number that may be larger than GraphQL's Int; a number in JSON.",
        specified_by_url=None,
        serialize=int,
        parse_value=int,
        parse_literal=None,
        origin=BigInt,
    ),
    JSON: ScalarDefinition(
        name="JSON",
        description="Any JSON value.",
        specified_by_url=None,
        serialize=None,
        parse_value=None,
        parse_literal=None,
        origin=JSON,
    ),
}
