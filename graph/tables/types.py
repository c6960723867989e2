"""Column types that mean the same on SQLite's STRICT tables and on PostgreSQL.

A STRICT table knows INTEGER, REAL, TEXT and BLOB; dates, times and truth values are spelled in
those there, and are native types on PostgreSQL.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import REAL, TIMESTAMP, Boolean, Date, Dialect, Double, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine


def _native(dialect: Dialect) -> bool:
    return dialect.name == "postgresql"


class Flag(TypeDecorator[bool]):
    """True or false: INTEGER 0 or 1 on SQLite."""

    impl = Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Boolean() if _native(dialect) else Integer()

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> bool | int | None:
        return value if value is None or _native(dialect) else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:  # noqa: ARG002
        return None if value is None else bool(value)


class Number(TypeDecorator[float]):
    """A 64-bit float; REAL on SQLite."""

    impl = REAL
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Double() if _native(dialect) else REAL()


class IsoDate(TypeDecorator[date]):
    """A calendar date; TEXT `YYYY-MM-DD` on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Date() if _native(dialect) else Text()

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | str | None:
        return value if value is None or _native(dialect) else value.isoformat()

    def process_result_value(self, value: date | str | None, dialect: Dialect) -> date | None:  # noqa: ARG002
        return date.fromisoformat(value) if isinstance(value, str) else value


class PlainText(TypeDecorator[str]):
    """Text of printable ASCII without quotes and backslashes: JSON takes it as it is."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text(collation="C") if _native(dialect) else Text()


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, aware and in UTC, to the microsecond; TEXT as `utc_text` gives it on SQLite.

    Raises ValueError for a naive datetime: SQLite would drop the zone without a word.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return TIMESTAMP(timezone=True) if _native(dialect) else Text()

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime without a zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc if _native(dialect) else utc_text(utc)

    def process_result_value(
        self,
        value: datetime | str | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return None if value is None else value.astimezone(UTC)


UTC_TEXT_LENGTH = 27


def utc_text(instant: datetime) -> str:
    """The stored text of an aware UTC datetime: UTC_TEXT_LENGTH characters, microseconds, a final
    Z."""
    return instant.isoformat("T", "microseconds")[:26] + "Z"
