"""The statements of recording, each made once for a database's driver and run without SQLAlchemy.

To make one anew for each click took five times as long as to run it, and all other writers wait
meanwhile.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import BindParameter, Dialect, bindparam, delete, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from graph import tables
from graph.clicks.classify import MOST_A_DAY
from graph.clicks.erased import is_erased
from graph.clicks.results import Placed
from graph.tables import rows_of

CLICK, DAY, SALT = map(rows_of, (tables.SponsorClick, tables.ClickDay, tables.VisitorSalt))
PLACEMENT, ROADMAP = map(rows_of, (tables.Placement, tables.Roadmap))

PLACED = [PLACEMENT.c[name] for name in Placed._fields]

SAME_ID = (
    select(CLICK.c.id, CLICK.c.content_sha256, *PLACED)
    .join_from(CLICK, PLACEMENT, PLACEMENT.c.id == CLICK.c.placement_id)
    .where(CLICK.c.client_event_id == bindparam("client_event_id"))
)
ANY_ERASED = select(CLICK.c.id).where(is_erased(CLICK.c.client_event_id)).limit(literal_column("1"))
CURRENT = (
    select(ROADMAP.c.retired_at, *PLACED)
    .outerjoin_from(
        ROADMAP,
        PLACEMENT,
        (PLACEMENT.c.roadmap_id == ROADMAP.c.id)
        & PLACEMENT.c.withdrawn_at.is_(None)
        & (PLACEMENT.c.position == 0),
    )
    .where(ROADMAP.c.slug == bindparam("slug"))
)
NAMED = (
    select(ROADMAP.c.retired_at, *PLACED)
    .outerjoin_from(
        ROADMAP,
        PLACEMENT,
        (PLACEMENT.c.roadmap_id == ROADMAP.c.id) & (PLACEMENT.c.id == bindparam("placement")),
    )
    .where(ROADMAP.c.slug == bindparam("slug"))
)
EARLIER = (
    select(CLICK.c.occurred_at, CLICK.c.reason)
    .where(CLICK.c.visitor == bindparam("visitor"))
    .where(CLICK.c.placement_id == bindparam("placement_id"))
    .limit(literal_column(str(MOST_A_DAY)))
)
SALT_OF = select(SALT.c.salt).where(SALT.c.day == bindparam("day"))
ERASE = delete(SALT).where(SALT.c.day < bindparam("oldest"))


class Driver(Protocol):
    """A connection of the database's driver: sqlite3's and psycopg's are alike in this."""

    def execute(self, sql: str, arguments: Any = ..., /) -> Any: ...


class Prepared:
    """One statement: the driver's SQL, and how its parameters and columns are converted."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        binds: Mapping[str, BindParameter[Any]] = {
            name: bind for bind, name in compiled.bind_names.items()
        }
        self.sql = str(compiled)
        names: Sequence[str] = compiled.positiontup or list(binds)
        self._is_named = compiled.positiontup is None
        self._binds = [(name, *_source(binds[name], dialect)) for name in names]
        columns = getattr(compiled.statement, "selected_columns", ())
        self._columns = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]

    def run(self, driver: Driver, values: Mapping[str, Any]) -> Any:
        """The driver's cursor after the statement was run."""
        given = [
            constant if is_constant else values[name] if convert is None else convert(values[name])
            for name, is_constant, constant, convert in self._binds
        ]
        if not self._is_named:
            return driver.execute(self.sql, given)
        names = [name for name, *_ in self._binds]
        return driver.execute(self.sql, dict(zip(names, given, strict=True)))

    def rows(self, driver: Driver, **values: Any) -> list[tuple[Any, ...]]:
        """What a SELECT finds."""
        found: list[tuple[Any, ...]] = self.run(driver, values).fetchall()
        return [tuple(map(_converted, self._columns, row)) for row in found]

    def row(self, driver: Driver, **values: Any) -> tuple[Any, ...] | None:
        """The one row that a SELECT may find."""
        found = self.rows(driver, **values)
        return found[0] if found else None


Convert = Callable[[Any], Any] | None


def _source(bind: BindParameter[Any], dialect: Dialect) -> tuple[bool, Any, Convert]:
    """Whether a parameter is a constant, which one, and else how its value is converted."""
    return not bind.required, bind.value, bind.type.dialect_impl(dialect).bind_processor(dialect)


def _converted(convert: Convert, value: Any) -> Any:
    return value if convert is None or value is None else convert(value)


class Statements:
    """All of them for one database."""

    def __init__(self, dialect: Dialect) -> None:
        insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
        click = insert(CLICK).on_conflict_do_nothing(index_elements=["client_event_id"])
        salt = insert(SALT).on_conflict_do_nothing(index_elements=["day"])
        count = insert(DAY)
        counted = count.on_conflict_do_update(
            index_elements=list(DAY.primary_key),
            set_={name: DAY.c[name] + count.excluded[name] for name in ("total", "uniques")},
        )
        self.same_id = Prepared(SAME_ID, dialect)
        self.any_erased = Prepared(ANY_ERASED, dialect)
        self.current = Prepared(CURRENT, dialect)
        self.named = Prepared(NAMED, dialect)
        self.earlier = Prepared(EARLIER, dialect)
        self.store = Prepared(_of_all(click, CLICK, "id").returning(CLICK.c.id), dialect)
        self.count = Prepared(_of_all(counted, DAY), dialect)
        self.salt_of = Prepared(SALT_OF, dialect)
        self.make_salt = Prepared(_of_all(salt, SALT), dialect)
        self.erase = Prepared(ERASE, dialect)


def _of_all(insert: Any, table: Any, *without: str) -> Any:
    """The insert with a value for each of the table's columns but for these."""
    names = [column.name for column in table.columns if column.name not in without]
    return insert.values({name: bindparam(name) for name in names})
