"""What a list is sorted by, and what comes before or after a place in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, tuple_

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Sort:
    """One column of a sort key. Null comes last, whichever the direction."""

    column: Any
    descending: bool = False
    nullable: bool = False

    def ordering(self, *, reversed: bool = False) -> ColumnElement[Any]:  # noqa: A002  the field's word
        """The term of an ORDER BY."""
        falls = self.descending is not reversed
        term: ColumnElement[Any] = self.column.desc() if falls else self.column.asc()
        if self.nullable:
            term = term.nulls_first() if reversed else term.nulls_last()
        return term

    def equals(self, value: ColumnElement[Any]) -> Condition:
        same: Condition = self.column == value
        if not self.nullable:
            return same
        return or_(same, and_(self.column.is_(None), value.is_(None)))

    def is_beyond(self, value: ColumnElement[Any], *, after: bool) -> Condition:
        """That the column places a row after a value, or before it."""
        rises = after is not self.descending
        beyond: Condition = self.column > value if rises else self.column < value
        if not self.nullable:
            return beyond
        if after:
            return and_(value.isnot(None), or_(beyond, self.column.is_(None)))
        return and_(self.column.isnot(None), or_(beyond, value.is_(None)))


Key = Sequence[Sort]
"""Sorts that together give every row a place of its own."""


def ordered(key: Key, *, reversed: bool = False) -> list[ColumnElement[Any]]:  # noqa: A002
    """The ORDER BY of a key."""
    return [sort.ordering(reversed=reversed) for sort in key]


def is_beyond(
    key: Key, place: Sequence[ColumnElement[Any]], *, after: bool, or_there: bool = False
) -> Condition:
    """That a row comes after a place, or before it; or is at the place, too."""
    if not any(sort.nullable or sort.descending for sort in key):
        return _is_beyond_ascending(key, place, after=after, or_there=or_there)
    terms: list[Condition] = []
    for i, sort in enumerate(key):
        same = [earlier.equals(value) for earlier, value in zip(key[:i], place, strict=False)]
        terms.append(and_(*same, sort.is_beyond(place[i], after=after)))
    if or_there:
        terms.append(and_(*(s.equals(value) for s, value in zip(key, place, strict=True))))
    return or_(*terms)


def _is_beyond_ascending(
    key: Key, place: Sequence[ColumnElement[Any]], *, after: bool, or_there: bool
) -> Condition:
    """The same as a comparison of rows, which an index over the key serves."""
    columns = [sort.column for sort in key]
    left, right = (tuple_(*columns), tuple_(*place)) if len(key) > 1 else (columns[0], place[0])
    if or_there:
        return left >= right if after else left <= right
    return left > right if after else left < right
