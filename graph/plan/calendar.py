"""Days, weeks and months: how they are written, in SQL and by Python alike."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from graphql import Node
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from graph.plan.refusal import refused
from graph.tables.types import PlainText

MOST_DAYS = 10_000
"""Of a report that leaves none out: some 27 years."""


class _Period(FunctionElement[str]):
    """The text of the period in which a day lies."""

    type = PlainText()
    inherit_cache = True


class day_text(_Period):  # noqa: N801  named as the SQL functions they are
    """2026-11-22."""


class week_text(_Period):  # noqa: N801
    """2026-W47: the week of ISO 8601, from Monday on, in the year that has its Thursday."""


class month_text(_Period):  # noqa: N801
    """2026-11."""


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


WRITTEN: Mapping[str, Callable[[date], str]] = {
    "DAY": lambda day: day.isoformat(),
    "WEEK": _week,
    "MONTH": lambda day: day.isoformat()[:7],
}
WIDTHS = {"DAY": 10, "WEEK": 8, "MONTH": 7}
"""Characters of each."""


def periods_text(periods: Sequence[str], asked_at: Sequence[Node], first: date, last: date) -> str:
    """JSON, an array: for each stretch of time between the two days, its texts joined to one.
    Too many are refused, at the place in the operation where they are asked for."""
    if last - first >= timedelta(days=MOST_DAYS):
        raise refused(
            f"A report shows at most {MOST_DAYS} days, those without clicks included; from {first} "
            f"to {last} there are more. Ask for fewer at once.",
            *asked_at,
        )
    written = [WRITTEN[period] for period in periods]
    texts = {"".join(write(day) for write in written): None for day in _days(first, last)}
    return json.dumps(list(texts))


def _days(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _argument(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = element.clauses
    return compiler.process(value, **kw)


@compiles(day_text, "sqlite")
def _sqlite_day(element: day_text, compiler: SQLCompiler, **kw: Any) -> str:
    return _argument(element, compiler, **kw)


@compiles(week_text, "sqlite")
def _sqlite_week(element: week_text, compiler: SQLCompiler, **kw: Any) -> str:
    # Three days back and on to the next Thursday; before 3.46, SQLite has no %G and %V.
    thursday = f"date({_argument(element, compiler, **kw)}, '-3 days', 'weekday 4')"
    week = f"(strftime('%j', {thursday}) + 6) / 7"
    return f"substr({thursday}, 1, 4) || printf('-W%02d', {week})"


@compiles(month_text, "sqlite")
def _sqlite_month(element: month_text, compiler: SQLCompiler, **kw: Any) -> str:
    return f"substr({_argument(element, compiler, **kw)}, 1, 7)"


@compiles(day_text, "postgresql")
def _pg_day(element: day_text, compiler: SQLCompiler, **kw: Any) -> str:
    return f"to_char({_argument(element, compiler, **kw)}, 'YYYY-MM-DD')"


@compiles(week_text, "postgresql")
def _pg_week(element: week_text, compiler: SQLCompiler, **kw: Any) -> str:
    return f"to_char({_argument(element, compiler, **kw)}, 'IYYY-\"W\"IW')"


@compiles(month_text, "postgresql")
def _pg_month(element: month_text, compiler: SQLCompiler, **kw: Any) -> str:
    return f"to_char({_argument(element, compiler, **kw)}, 'YYYY-MM')"
