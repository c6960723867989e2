"""One page of a connection, by keyset: the rows after or before a cursor, in the order of a key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from graphql import FieldNode
from sqlalchemy import (
    ColumnElement,
    Dialect,
    FromClause,
    Integer,
    Select,
    case,
    false,
    func,
    literal_column,
    not_,
    select,
    union_all,
)

from graph.plan.arguments import Leaf
from graph.plan.cursor import CursorError, Listing, cursor_text, read_cursor
from graph.plan.refusal import refused
from graph.plan.rule import source_of
from graph.plan.sort import Condition, Key, is_beyond, ordered
from graph.plan.statement import Inputs, Parameters, Source
from graph.plan.text import array_of, constant, encoded
from graph.plan.whole import Listed
from graph.tables.types import PlainText

PAGING = ("first", "after", "last", "before")
LONG = 1_000
"""Rows of a list that SQLite better finds in passing than sorts. In a tenth of 10,000 roadmaps a
page of 30 is found after 300; sorting 1,000 takes ten times as long."""
DEFAULT_SIZE = 100
"""Of a page whose size is not asked for."""


@dataclass(frozen=True, slots=True)
class Paging:
    """The paging arguments of one connection field, checked as far as they are known."""

    node: FieldNode
    forward: bool
    size: Source
    after: Leaf | None
    before: Leaf | None


def paging_of(arguments: Mapping[str, Any], node: FieldNode, limit: int) -> Paging:
    """What the arguments ask for."""
    first, last = arguments["first"], arguments.get("last")
    if first is not None and last is not None:
        raise refused(f"{node.name.value}: give first or last, not both", node)
    name = "first" if last is None else "last"
    given: Leaf = first if last is None else last

    usual: Source = lambda _: min(DEFAULT_SIZE, limit)  # noqa: E731
    size = within_bounds(usual if given is None else given.source, name, limit, node)
    return Paging(node, last is None, size, arguments["after"], arguments.get("before"))


def within_bounds(source: Source, name: str, most: int, node: FieldNode) -> Source:
    """The source of a number that an argument gives, refused where it is below 0 or above that."""

    def read(inputs: Inputs) -> int:
        value: int = source(inputs)
        if not 0 <= value <= most:
            field = node.name.value
            raise refused(f"{field}: {name} is {value}; it may be 0 to {most}", node)
        return value

    return read


class Page:
    """Which rows are on one page, and what a connection tells about them.

    `afresh` gives the rows to page through, anew for each look at them; `listing` names the list
    in its cursors. `rows` are the page's, in order: the `id` of each and its key; a report's have
    their counts in the place of an id. Texts are made of them afterwards, so that none is made of
    a row that is only sorted. With `told` the page can say whether there is more on either side,
    and gives its cursors; that costs a row more and their numbers.
    """

    def __init__(
        self,
        paging: Paging,
        parameters: Parameters,
        afresh: Callable[[], Listed],
        listing: Listing,
        dialect: Dialect,
        *,
        within: Callable[[Select[Any]], Select[Any]],
        told: bool,
    ) -> None:
        chosen = afresh()
        self._forward = paging.forward
        self._afresh = afresh
        self._within = within
        self._listing = listing
        self._told = told
        self._is_sqlite = dialect.name == "sqlite"
        self._size = parameters.bind(paging.size, Integer())
        self._after, self._before = (
            _place(name, leaf, paging.node, listing, chosen.key, parameters)
            for name, leaf in (("after", paging.after), ("before", paging.before))
        )
        taken = self._taken(chosen)
        self.rows = self._numbered(taken, chosen.key) if told else self._in_order(taken, chosen.key)
        self._key = _key_of(self.rows, chosen.key)
        self.is_read = False
        """Whether anything asked of the page so far sums up its rows."""

    def _taken(self, chosen: Listed) -> Select[Any]:
        """As many rows as the page may have, from its own end of the list; one more if told."""
        if chosen.walk is None or not self._is_sqlite:
            return self._first(chosen, chosen.where)
        is_long = chosen.walk.count > constant(LONG)
        sorted_ = self._first(chosen, [*chosen.where, not_(is_long)])
        walked = self._first(chosen, [*chosen.walk.where, is_long])
        return select(union_all(*(select(way.subquery()) for way in (walked, sorted_))).subquery())

    def _first(self, chosen: Listed, where: Sequence[Condition]) -> Select[Any]:
        keys = [sort.column.label(f"key_{i}") for i, sort in enumerate(chosen.key)]
        between = self._between(chosen.key)
        passed = [getattr(chosen.row, name).label(name) for name in chosen.passed]
        statement = select(*passed, *keys).where(*where, *between)
        # Not bare parameters: SQLite since 3.47 prepares `LIMIT ? OFFSET ?` anew at every run.
        limit = self._size + constant(1 if self._told else 0)
        if chosen.merged is None:
            return self._within(self._end(statement, chosen.key, limit))
        # Of twice as many rows at least as many are left.
        rows = chosen.merged(self._end(statement, chosen.key, limit * constant(2))).subquery()
        return self._end(select(rows), _key_of(rows, chosen.key), limit)

    def _end(self, rows: Select[Any], key: Key, limit: ColumnElement[int]) -> Select[Any]:
        """So many of the rows, from the end that the page begins at."""
        sorted_ = rows.order_by(*ordered(key, reversed=not self._forward))
        return sorted_.limit(limit).offset(constant(0))

    def _between(self, key: Key) -> list[Condition]:
        conditions = []
        if self._after:
            conditions.append(is_beyond(key, self._after, after=True))
        if self._before:
            conditions.append(is_beyond(key, self._before, after=False))
        return conditions

    def _in_order(self, taken: Select[Any], key: Key) -> FromClause:
        rows = taken.subquery()
        if self._forward:
            return rows
        return select(rows).order_by(*ordered(_key_of(rows, key))).subquery()

    def _numbered(self, taken: Select[Any], key: Key) -> FromClause:
        """The rows with their place, counted from the end the page begins at, and their number."""
        rows = taken.subquery()
        # SQLite numbers the rows of an ordered select as they come; only PostgreSQL need be told.
        turn = () if self._is_sqlite else ordered(_key_of(rows, key), reversed=not self._forward)
        place = func.row_number().over(order_by=turn or None).label("place")
        found = func.count().over().label("found")
        numbered = select(rows, place, found)
        if self._forward and self._is_sqlite:
            return numbered.subquery()
        return numbered.order_by(place if self._forward else place.desc()).subquery()

    def listed(self, text: ColumnElement[str]) -> ColumnElement[str]:
        """A JSON array of a text of each row."""
        self.is_read = True
        return array_of(case((self._is_kept(), text)) if self._told else text)

    def _is_kept(self) -> Condition:
        return self.rows.c.place <= self._size

    def total(self) -> ColumnElement[int]:
        """How many rows there are, on any page."""
        rows = self._afresh()
        statement = select(func.count()).select_from(source_of(rows.row)).where(*rows.where)
        return self._within(statement).scalar_subquery()

    def has_next(self) -> Condition:
        return self._has_more() if self._forward else self._exists(self._before, after=True)

    def has_previous(self) -> Condition:
        return self._exists(self._after, after=False) if self._forward else self._has_more()

    def _has_more(self) -> Condition:
        """That the list goes on in the direction of paging, whatever bounds the other cursor."""
        self.is_read = True
        bound = self._before if self._forward else self._after
        more = func.coalesce(func.max(self.rows.c.found), 0) > self._size
        return more if not bound else more | self._exists(bound, after=self._forward)

    def _exists(self, place: Sequence[ColumnElement[Any]], *, after: bool) -> Condition:
        """That there is a row at a cursor or beyond it."""
        if not place:
            return false()
        rows = self._afresh()
        beyond = is_beyond(rows.key, place, after=after, or_there=True)
        statement: Select[Any] = select(literal_column("1")).where(*rows.where, beyond)
        return self._within(statement).exists()

    def cursor(self) -> ColumnElement[str]:
        """The cursor of each row."""
        return cursor_text(self._listing.text(), self._key)

    def start_cursor(self) -> ColumnElement[str]:
        return encoded(self._near() if self._forward else self._far())

    def end_cursor(self) -> ColumnElement[str]:
        return encoded(self._far() if self._forward else self._near())

    def _near(self) -> ColumnElement[str]:
        return self._cursor_where((self.rows.c.place == 1) & self._is_kept())

    def _far(self) -> ColumnElement[str]:
        found = self.rows.c.found
        last = case((found < self._size, found), else_=self._size)
        return self._cursor_where(self.rows.c.place == last)

    def _cursor_where(self, condition: Condition) -> ColumnElement[str]:
        self.is_read = True
        return func.max(case((condition, self.cursor())), type_=PlainText())


def _key_of(rows: FromClause, key: Key) -> Key:
    """The key, of the rows of a subquery that passes it on."""
    return [replace(sort, column=rows.c[f"key_{i}"]) for i, sort in enumerate(key)]


def _place(
    name: str,
    cursor: Leaf | None,
    node: FieldNode,
    listing: Listing,
    key: Key,
    parameters: Parameters,
) -> list[ColumnElement[Any]]:
    """A parameter for each column of the key in a cursor; none without a cursor."""
    if cursor is None:
        return []

    def read(place: int, inputs: Inputs) -> Any:
        try:
            return read_cursor(cursor.source(inputs), listing.source(inputs), key)[place]
        except CursorError as error:
            raise refused(f"{node.name.value}: {name}: {error}", node) from None

    return [
        parameters.bind(partial(read, place), sort.column.type) for place, sort in enumerate(key)
    ]
