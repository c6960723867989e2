"""Connections, paged by keyset."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import strawberry
from sqlalchemy import Select, tuple_
from strawberry.types import Info

from tests.bench.usual.loaders import Loaders

Context = Info[Loaders, None]
NodeT = TypeVar("NodeT")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list to page through: its name in cursors, all of its rows, and what gives them a place."""

    name: str
    rows: Select[Any]
    key: Sequence[Any]
    order: Sequence[Any] = ()
    """Where not by the key; such a list is read from its beginning."""

    def cursor(self, row: Any) -> str:
        key = [_shown(getattr(row, column.key)) for column in self.key]
        text = json.dumps([self.name, *key], ensure_ascii=False, separators=(",", ":"))
        return text.encode().hex()

    def place(self, cursor: str) -> Any:
        _, *key = json.loads(bytes.fromhex(cursor))
        return tuple_(*(float("inf") if value is None else value for value in key))


@dataclass(frozen=True, slots=True)
class Page:
    listing: Listing
    rows: Sequence[Any]
    has_next: bool
    has_previous: bool


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[NodeT]):
    cursor: str
    node: NodeT


@strawberry.type
class Connection(Generic[NodeT]):
    page: strawberry.Private[Page]

    @strawberry.field
    def nodes(self) -> list[NodeT]:
        return list(self.page.rows)

    @strawberry.field
    def edges(self) -> list[Edge[NodeT]]:
        return [Edge(cursor=self.page.listing.cursor(row), node=row) for row in self.page.rows]

    @strawberry.field
    def page_info(self) -> PageInfo:
        page = self.page
        cursors = [page.listing.cursor(row) for row in (*page.rows[:1], *page.rows[-1:])]
        first, last = (cursors[0], cursors[-1]) if cursors else (None, None)
        return PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=first,
            end_cursor=last,
        )

    @strawberry.field
    async def total_count(self, info: Context) -> int:
        return await info.context.count(self.page.listing.rows)


async def forwards(info: Context, listing: Listing, first: int, after: str | None) -> Page:
    """The rows after a cursor."""
    key = tuple_(*listing.key)
    rows = listing.rows.order_by(*(listing.order or listing.key)).limit(first + 1)
    if after is not None:
        rows = rows.where(key > listing.place(after))
    found = await info.context.rows(rows)
    previous = after is not None and await _exists(info, listing, key <= listing.place(after))
    return Page(listing, found[:first], len(found) > first, previous)


async def backwards(info: Context, listing: Listing, last: int, before: str | None) -> Page:
    """The rows before a cursor."""
    key = tuple_(*listing.key)
    rows = listing.rows.order_by(*(column.desc() for column in listing.key)).limit(last + 1)
    if before is not None:
        rows = rows.where(key < listing.place(before))
    found = await info.context.rows(rows)
    following = before is not None and await _exists(info, listing, key >= listing.place(before))
    return Page(listing, found[:last][::-1], following, len(found) > last)


async def _exists(info: Context, listing: Listing, condition: Any) -> bool:
    return bool(await info.context.rows(listing.rows.where(condition).limit(1)))


def _shown(value: Any) -> Any:
    return None if value == float("inf") else value
