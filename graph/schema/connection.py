"""Connections as the Relay specification has them."""

from typing import Generic, TypeVar

import strawberry

NodeT = TypeVar("NodeT")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether the list goes on after the page.")
    has_previous_page: bool = strawberry.field(
        description="Whether the list has something before the page."
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first item; null on an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last item; null on an empty page."
    )


@strawberry.type(description="An item of a list, with its place.")
class Edge(Generic[NodeT]):
    cursor: str = strawberry.field(
        description="Names the item's place by what the list is sorted by, so that it stays good "
        "when other items come and go."
    )
    node: NodeT = strawberry.field(description="The item itself.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[NodeT]):
    edges: list[Edge[NodeT]] = strawberry.field(description="The page's items with their cursors.")
    nodes: list[NodeT] = strawberry.field(description="The page's items.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in its list.")
    total_count: int = strawberry.field(description="How many items the whole list has.")
