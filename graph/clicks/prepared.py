"""A statement made once for a database's driver and run without SQLAlchemy.

To make one anew for each click took five times as long as to run it, and all other writers wait
meanwhile.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy import Dialect
from sqlalchemy.sql import ClauseElement

STYLES = {"sqlite": "qmark", "postgresql": "format"}
"""How the drivers' parameters are written, so that they are given in their order."""


class Driver(Protocol):
    """A connection of the database's driver: sqlite3's and psycopg's are alike in this."""

    def execute(self, sql: str, arguments: Any = ..., /) -> Any: ...

    def cursor(self) -> Any: ...


class Prepared:
    """One statement: the driver's SQL, and how its parameters and columns are converted."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        make: Callable[..., Dialect] = type(dialect)
        positional = make(paramstyle=STYLES[dialect.name])
        compiled: Any = statement.compile(dialect=positional)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        self.sql = str(compiled)
        self._binds = [
            (binds[name], _written(binds[name], dialect)) for name in compiled.positiontup
        ]
        columns = getattr(compiled.statement, "selected_columns", ())
        self._columns = [_read(column, dialect) for column in columns]

    def run(self, driver: Driver, **values: Any) -> Any:
        """The driver's cursor after the statement was run."""
        given = [
            convert(values[bind.key] if bind.required else bind.value)
            for bind, convert in self._binds
        ]
        return driver.execute(self.sql, given)

    def run_all(self, driver: Driver, rows: Sequence[Sequence[Any]]) -> int:
        """Run it for each row of parameters, which are in their order and as the driver takes
        them; how many rows that changed."""
        if len(rows) == 1:  # psycopg would begin a pipeline, which takes another round trip
            cursor = driver.execute(self.sql, rows[0])
        else:
            cursor = driver.cursor()
            cursor.executemany(self.sql, rows)
        changed: int = cursor.rowcount
        return changed

    def rows(self, driver: Driver, **values: Any) -> list[tuple[Any, ...]]:
        """What a SELECT finds."""
        found: list[tuple[Any, ...]] = self.run(driver, **values).fetchall()
        return [
            tuple([convert(value) for convert, value in zip(self._columns, row, strict=True)])
            for row in found
        ]

    def row(self, driver: Driver, **values: Any) -> tuple[Any, ...] | None:
        """The one row that a SELECT may find."""
        found = self.rows(driver, **values)
        return found[0] if found else None


Convert = Callable[[Any], Any]


def _written(bind: Any, dialect: Dialect) -> Convert:
    return bind.type.dialect_impl(dialect).bind_processor(dialect) or unchanged


def _read(column: Any, dialect: Dialect) -> Convert:
    convert = column.type.dialect_impl(dialect).result_processor(dialect, None) or unchanged
    return lambda value: None if value is None else convert(value)


def unchanged(value: Any) -> Any:
    return value
