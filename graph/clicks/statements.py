"""The statements of recording, each for all clicks of a transaction: what they ask for goes in as
one JSON array, and what is written as rows."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from msgspec import to_builtins
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Dialect,
    Select,
    any_,
    bindparam,
    cast,
    delete,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB

from graph import tables
from graph.clicks.classify import MOST_A_DAY
from graph.clicks.erased import is_erased
from graph.clicks.prepared import Prepared, unchanged
from graph.clicks.results import Placed
from graph.plan.compare import among
from graph.plan.identity import entries
from graph.tables import rows_of
from graph.tables.types import UTC_TEXT_LENGTH, utc_text

CLICK, DAY, SALT = map(rows_of, (tables.SponsorClick, tables.ClickDay, tables.VisitorSalt))
PLACEMENT, ROADMAP = map(rows_of, (tables.Placement, tables.Roadmap))

NONE: ColumnElement[int] = literal_column("0")
ONE: ColumnElement[int] = literal_column("1")
"""In a LIMIT and an OFFSET, where a parameter has SQLite prepare the statement at every run."""

PLACED = [PLACEMENT.c[name] for name in Placed._fields]

STORED = (
    select(CLICK.c.client_event_id, CLICK.c.id, CLICK.c.content_sha256, *PLACED)
    .join_from(CLICK, PLACEMENT, PLACEMENT.c.id == CLICK.c.placement_id)
    .where(among(CLICK.c.client_event_id, bindparam("events")))
)
ANY_ERASED = select(CLICK.c.id).where(is_erased(CLICK.c.client_event_id)).limit(ONE).offset(NONE)
SALT_OF = select(SALT.c.salt).where(SALT.c.day == bindparam("day"))
ERASE = delete(SALT).where(SALT.c.day < bindparam("oldest"))

EARLIER = [CLICK.c.visitor, CLICK.c.placement_id, CLICK.c.occurred_at, CLICK.c.reason]


def clicked(dialect: Dialect) -> Select[Any]:
    """What is on a roadmap, for `names`: each a slug, and the number of a placement or its place
    in the file, or neither; told again with what is found."""
    name = entries(bindparam("names"), dialect).alias("name")
    number, position = (cast(_item(name, at, dialect), BigInteger) for at in (1, 2))
    stands = (PLACEMENT.c.position == position) & PLACEMENT.c.withdrawn_at.is_(None)
    clicked = (PLACEMENT.c.roadmap_id == ROADMAP.c.id) & ((PLACEMENT.c.id == number) | stands)
    return (
        select(ROADMAP.c.slug, number, position, ROADMAP.c.retired_at, *PLACED)
        .join_from(name, ROADMAP, ROADMAP.c.slug == _item(name, 0, dialect))
        .outerjoin(PLACEMENT, clicked)
    )


def visits(dialect: Dialect) -> Select[Any]:
    """What is stored, for `visits`: each a visitor, and the number of a placement."""
    asked, own = entries(bindparam("visits"), dialect).alias("visit"), CLICK.alias()
    number = cast(_item(asked, 1, dialect), BigInteger)
    ids = _of_one(select(own.c.id), own, _item(asked, 0, dialect), number).correlate(asked)
    is_in_array = CLICK.c.id == any_(func.array(ids.scalar_subquery()))
    is_one = CLICK.c.id.in_(ids) if dialect.name == "sqlite" else is_in_array
    return select(*EARLIER).join_from(asked, CLICK, is_one)


def _of_one(stored: Select[Any], click: Any, visitor: Any, number: Any) -> Select[Any]:
    """As many clicks of a visitor on a placement as matter."""
    own = (click.c.visitor == visitor) & (click.c.placement_id == number)
    return stored.where(own).limit(literal_column(str(MOST_A_DAY))).offset(NONE)


def numbers(dialect: Dialect) -> Select[Any]:
    """Of rows that are not there yet: the first one, or on PostgreSQL `most` that are taken so."""
    if dialect.name == "sqlite":
        return select(
            func.coalesce(func.max(CLICK.c.id), literal_column("0")) + literal_column("1")
        )
    sequence = func.pg_get_serial_sequence(CLICK.name, CLICK.c.id.name)
    return select(func.nextval(sequence)).select_from(
        func.generate_series(ONE, bindparam("most", type_=BigInteger()))
    )


def _item(entry: Any, at: int, dialect: Dialect) -> ColumnElement[Any]:
    """Of an entry that is an array itself."""
    if dialect.name == "sqlite":
        return func.json_extract(entry.c.value, literal_column(f"'$[{at}]'"))
    return cast(entry.c.value, JSONB).op("->>")(literal_column(str(at)))


class Statements:
    """All of them for one database."""

    def __init__(self, dialect: Dialect) -> None:
        is_native = dialect.name == "postgresql"
        insert = postgresql.insert if is_native else sqlite.insert
        click = insert(CLICK).on_conflict_do_nothing(index_elements=["client_event_id"])
        salt = insert(SALT).on_conflict_do_nothing(index_elements=["day"])
        count = insert(DAY)
        counted = count.on_conflict_do_update(
            index_elements=list(DAY.primary_key),
            set_={name: DAY.c[name] + count.excluded[name] for name in ("total", "uniques")},
        )
        self.stored = Prepared(STORED, dialect)
        self.any_erased = Prepared(ANY_ERASED, dialect)
        self.clicked = Prepared(clicked(dialect), dialect)
        self.visits = Prepared(visits(dialect), dialect)
        one = _of_one(select(*EARLIER), CLICK, bindparam("visitor"), bindparam("number"))
        self.visit = Prepared(one, dialect)
        self.numbers = Prepared(numbers(dialect), dialect)
        self.store = Prepared(_of_all(click, CLICK), dialect)
        self.count = Prepared(_of_all(counted, DAY), dialect)
        self.salt_of = Prepared(SALT_OF, dialect)
        self.make_salt = Prepared(_of_all(salt, SALT), dialect)
        self.erase = Prepared(ERASE, dialect)
        self.instant: Callable[[datetime], Any] = unchanged if is_native else quick_utc_text
        """An instant in UTC as the driver takes it."""
        self.day: Callable[[date], Any] = unchanged if is_native else date.isoformat


def quick_utc_text(instant: datetime) -> str:
    """What `utc_text` gives, in a quarter of the time. A seeding run, which writes few instants,
    would lose more by importing msgspec than it gains."""
    text: str = to_builtins(instant)
    return text if len(text) == UTC_TEXT_LENGTH else utc_text(instant)  # of a whole second


def _of_all(insert: Any, table: Any) -> Any:
    """The insert with a value for each of the table's columns, in their order."""
    return insert.values({column.name: bindparam(column.name) for column in table.columns})
