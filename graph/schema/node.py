"""What every object with a global id has."""

from collections.abc import Callable
from typing import Any

import strawberry
from sqlalchemy import ColumnElement

from graph.plan.identity import global_id
from graph.plan.rule import Binding, Row
from graph.schema.select import value

DESCRIPTION = "Opaque and global; the same after every seeding."


@strawberry.interface(description="An object that `node` finds again by its id.")
class Node:
    id: strawberry.ID = strawberry.field(description=DESCRIPTION)


def node_id(type_name: str, binding: Binding) -> Any:
    """The field `id` of a type."""
    sql: Callable[[Row], ColumnElement[str]] = lambda row: global_id(  # noqa: E731
        type_name, getattr(row, binding.natural)
    )
    return value(DESCRIPTION, sql)
