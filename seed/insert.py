"""Rows into a table, by the hundred thousand."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from graph.tables import Base, rows_of
from graph.tables.types import Flag

Values = tuple[Any, ...]
MARKS = {"sqlite": "?", "postgresql": "%s"}


def insert_rows(
    connection: Connection, model: type[Base], columns: Sequence[str], rows: Sequence[Values]
) -> None:
    """Rows of values for these columns, given to the driver itself: SQLAlchemy's own way takes as
    long again for each row as SQLite does."""
    if not rows:
        return
    dialect = connection.dialect
    names = ", ".join(map(dialect.identifier_preparer.quote, columns))
    marks = ", ".join([MARKS[dialect.name]] * len(columns))
    statement = f"INSERT INTO {model.__tablename__} ({names}) VALUES ({marks})"  # noqa: S608  no input
    converters = _converters(connection, model, columns)
    if converters:
        rows = [_converted(row, converters) for row in rows]
    connection.exec_driver_sql(statement, list(rows))


def _converters(
    connection: Connection, model: type[Base], columns: Sequence[str]
) -> dict[int, Callable[[Any], Any]]:
    """By a column's place, what its values go through: SQLite knows neither dates nor times."""
    kinds = [rows_of(model).c[name].type.dialect_impl(connection.dialect) for name in columns]
    found = {
        place: kind.bind_processor(connection.dialect)
        for place, kind in enumerate(kinds)
        if not isinstance(kind, Flag)  # each driver knows how to write it
    }
    return {place: convert for place, convert in found.items() if convert}


def _converted(row: Values, converters: dict[int, Callable[[Any], Any]]) -> Values:
    values = list(row)
    for place, convert in converters.items():
        values[place] = convert(values[place])
    return tuple(values)
