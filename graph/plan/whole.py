"""The whole list of a connection: looked up at each use, or found once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import CTE, Select, select

from graph.plan.rule import Binding, Connected, Row, Rows, Walk, column_of, row_of
from graph.plan.sort import Condition, Key, Sort
from graph.tables import rows_of

if TYPE_CHECKING:
    from graph.plan.select import Selector


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows to be paged through: of what, under which conditions, sorted by which key."""

    row: Row
    where: Sequence[Condition]
    key: Key
    passed: Sequence[str] = ("id",)
    """The columns that a page's rows have beside the key's."""
    walk: Walk | None = None
    """How they are found, if there are many, without sorting them."""
    merged: Callable[[Select[Any]], Select[Any]] | None = None
    """Of a list in which a key may stand twice: makes one row of two, in any order."""


class Whole:
    """What a rule lists under a field's own arguments, within a row or at the root."""

    def __init__(
        self,
        selector: Selector,
        row: Any,
        binding: Binding,
        rule: Connected,
        arguments: Mapping[str, Any],
    ) -> None:
        self._selector = selector
        self._row = row
        self._binding = binding
        self._rule = rule
        self._arguments = dict(arguments)
        self._found: Listed | None = None
        if rule.found is not None:
            self._search(rule.found)

    def rows(self) -> Listed:
        """The rows, afresh."""
        if self._found is not None:
            return self._found
        row = row_of(self._binding.table)
        rows = self._use(row)
        return Listed(row, rows.where, self._key(rows, row), walk=rows.walk)

    def share(self, uses: Sequence[Callable[[Any], object]]) -> None:
        """Find the rows once, with the columns that the uses ask of them.

        It pays where they take searching and are all needed. A list within a row is another one
        for each, and is not shared; what a search finds is by itself.
        """
        if self._row is not None or self._found is not None or not self._is_narrowed():
            return
        table = rows_of(self._binding.table)
        asked = Row(table, table)
        for use in uses:
            use(asked)
        listed = self.rows()
        keys = {sort.column.name: sort.column for sort in listed.key}  # perhaps of other rows
        names = sorted({"id", *keys, *asked.used})
        columns = (keys[n] if n in keys else getattr(listed.row, n) for n in names)
        found = self._once(select(*columns).where(*listed.where))
        key = [_sort_of(found, sort) for sort in listed.key]
        self._found = Listed(Row(found, table), (), key)

    def hit(self, other: Any, hit: Any) -> Rows:
        """The row of what a search found, and the leaves of its edge."""
        return self._rule.rows(self._row, other, **{**self._arguments, "found": hit})

    def _is_narrowed(self) -> bool:
        return any(self._arguments.get(name) is not None for name in self._rule.narrowing)

    def _search(self, found: Callable[..., Select[Any]]) -> None:
        hits = self._arguments["found"] = self._once(found(**self._arguments))
        self._found = Listed(Row(hits, hits), (), self._use(row_of(self._binding.table)).key)

    def _use(self, row: Any) -> Rows:
        return self._rule.rows(self._row, row, **self._arguments)

    def _key(self, rows: Rows, row: Any) -> Key:
        return rows.key or [Sort(column) for column in self._binding.key(row)]

    def _once(self, rows: Select[Any]) -> CTE:
        return self._selector.materialized("found", rows)


def _sort_of(found: CTE, sort: Sort) -> Sort:
    return replace(sort, column=column_of(found, sort.column.name, sort.column))
