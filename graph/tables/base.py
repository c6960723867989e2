"""What every table has: a typed declaration, named constraints, STRICT on SQLite."""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, Integer, MetaData, Table, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from graph.tables.types import Flag, IsoDate, Number, PlainText, UtcDateTime

BinaryText = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared by code point, as SQLite does: a list's order is the same on both databases."""

Plain = Annotated[str, mapped_column(PlainText())]
"""A column of such text: slugs, hashes, the names of enum values."""

Identity = BigInteger().with_variant(Integer(), "sqlite")
"""A row's number. SQLite's row id must be declared INTEGER and holds 64 bits anyway."""

STRICT = {"sqlite_strict": True}
KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}
"""For a table that is only read along its primary key: the rows stand in the key's order."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        bool: Flag(),
        date: IsoDate(),
        datetime: UtcDateTime(),
        float: Number(),
        int: Identity,
        str: BinaryText,
    }


def rows_of(model: type[Base]) -> Table:
    """The model's table itself, for statements over rows by the thousand."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101  no model here is mapped to anything else
    return table
