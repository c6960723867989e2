"""One page of a connection, by keyset: the rows after or before a cursor, in the order of a key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import FieldNode
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    case,
    false,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.types import TypeEngine

from graph.plan.arguments import Leaf
from graph.plan.cursor import CursorError, cursor_text, read_cursor
from graph.plan.refusal import refused
from graph.plan.rule import Condition, Rows
from graph.plan.statement import Inputs, Parameters, Source
from graph.plan.text import array_of, encoded
from graph.tables.types import PlainText

PAGING = ("first", "after", "last", "before")
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
    first, last = arguments["first"], arguments["last"]
    if first is not None and last is not None:
        raise refused(f"{node.name.value}: give first or last, not both", node)
    name = "first" if last is None else "last"
    given: Leaf = first if last is None else last

    def size(inputs: Inputs) -> int:
        value: int = min(DEFAULT_SIZE, limit) if given is None else given.source(inputs)
        if not 0 <= value <= limit:
            field = node.name.value
            raise refused(f"{field}: {name} is {value}; it may be 0 to {limit}", node)
        return value

    return Paging(node, last is None, size, arguments["after"], arguments["before"])


class Page:
    """The rows of one page, and what a connection tells about them.

    `chosen` are the rows, ordered by their key, that `items` are texts of; `afresh` chooses the
    same rows once more, for what looks beyond the page. With `told` the page can say whether there
    is more on either side, and gives its cursors; that costs a row, its number and its cursor.
    """

    def __init__(
        self,
        paging: Paging,
        parameters: Parameters,
        chosen: Rows,
        afresh: Callable[[], Rows],
        items: Mapping[str, ColumnElement[str]],
        listing: str,
        *,
        within: Callable[[Select[Any]], Select[Any]],
        told: bool,
    ) -> None:
        self._forward = paging.forward
        self._afresh = afresh
        self._within = within
        self._size = parameters.bind(paging.size, Integer())
        types = [column.type for column in chosen.order_by]
        self._after, self._before = (
            _bound_key(name, leaf, paging.node, listing, types, parameters)
            for name, leaf in (("after", paging.after), ("before", paging.before))
        )
        self._labels = {key: f"item_{i}" for i, key in enumerate(items)}
        texts = [text.label(self._labels[key]) for key, text in items.items()]
        if told:
            texts.append(cursor_text(listing, chosen.order_by).label("cursor"))
        taken = self._taken(chosen, texts, 1 if told else 0)
        self.rows = self._numbered(taken) if told else self._in_order(taken)
        self._told = told

    def _taken(self, chosen: Rows, texts: Sequence[Any], beyond: int) -> Select[Any]:
        """As many rows as the page may have, from its own end of the list."""
        keys = [column.label(f"key_{i}") for i, column in enumerate(chosen.order_by)]
        statement = select(*texts, *keys).where(*chosen.where, *self._between(chosen.order_by))
        # Not bare parameters: SQLite since 3.47 prepares `LIMIT ? OFFSET ?` anew at every run.
        limit = self._size + literal_column(str(beyond), Integer())
        ordered = statement.order_by(*self._directed(chosen.order_by))
        return self._within(ordered.limit(limit).offset(literal_column("0")))

    def _between(self, key: Sequence[ColumnElement[Any]]) -> list[Condition]:
        conditions = []
        if self._after:
            conditions.append(_compare(key, self._after, is_after=True))
        if self._before:
            conditions.append(_compare(key, self._before, is_after=False))
        return conditions

    def _directed(self, key: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
        return [column if self._forward else column.desc() for column in key]

    def _in_order(self, taken: Select[Any]) -> FromClause:
        rows = taken.subquery()
        if self._forward:
            return rows
        return select(rows).order_by(*_keys(rows)).subquery()

    def _numbered(self, taken: Select[Any]) -> FromClause:
        """The rows with their place, counted from the end the page begins at, and their number."""
        rows = taken.subquery()
        place = func.row_number().over(order_by=self._directed(_keys(rows))).label("place")
        found = func.count().over().label("found")
        return select(rows, place, found).order_by(*_keys(rows)).subquery()

    def listed(self, key: str) -> ColumnElement[str]:
        """A JSON array of the items under that response key."""
        text = self.rows.c[self._labels[key]]
        return array_of(case((self._is_kept(), text)) if self._told else text)

    def _is_kept(self) -> Condition:
        return self.rows.c.place <= self._size

    def total(self) -> ColumnElement[int]:
        """How many rows there are, on any page."""
        statement = select(func.count()).where(*self._afresh().where)
        return self._within(statement).scalar_subquery()

    def has_next(self) -> Condition:
        return self._has_more() if self._forward else self._exists(self._before, is_after=True)

    def has_previous(self) -> Condition:
        return self._exists(self._after, is_after=False) if self._forward else self._has_more()

    def _has_more(self) -> Condition:
        """That the list goes on in the direction of paging, whatever bounds the other cursor."""
        bound = self._before if self._forward else self._after
        more = func.coalesce(func.max(self.rows.c.found), 0) > self._size
        return more if not bound else more | self._exists(bound, is_after=self._forward)

    def _exists(self, bound: Sequence[ColumnElement[Any]] | None, *, is_after: bool) -> Condition:
        """That there is a row at a cursor or beyond it."""
        if not bound:
            return false()
        rows = self._afresh()
        beyond = ~_compare(rows.order_by, bound, is_after=not is_after)
        statement: Select[Any] = select(literal_column("1")).where(*rows.where, beyond)
        return self._within(statement).exists()

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
        return func.max(case((condition, self.rows.c.cursor)), type_=PlainText())


def _keys(rows: FromClause) -> list[ColumnElement[Any]]:
    return [column for column in rows.c if column.name.startswith("key_")]


def _compare(
    key: Sequence[ColumnElement[Any]], bound: Sequence[ColumnElement[Any]], *, is_after: bool
) -> Condition:
    left = tuple_(*key) if len(key) > 1 else key[0]
    right = tuple_(*bound) if len(bound) > 1 else bound[0]
    return left > right if is_after else left < right


def _bound_key(
    name: str,
    cursor: Leaf | None,
    node: FieldNode,
    listing: str,
    types: Sequence[TypeEngine[Any]],
    parameters: Parameters,
) -> list[ColumnElement[Any]]:
    """A parameter for each column of the key in a cursor; none without a cursor."""
    if cursor is None:
        return []

    def read(place: int, inputs: Inputs) -> Any:
        try:
            return read_cursor(cursor.source(inputs), listing, types)[place]
        except CursorError as error:
            raise refused(f"{node.name.value}: {name}: {error}", node) from None

    return [parameters.bind(partial(read, place), kind) for place, kind in enumerate(types)]
