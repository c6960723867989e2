"""How the schema's classes declare a field: its description, and beside it how it is selected."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import strawberry
from sqlalchemy import ColumnElement, Select
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from graph.plan.rule import (
    KNOWN,
    RULE,
    Action,
    Block,
    Blocks,
    Column,
    Connected,
    Counted,
    Drawn,
    Groups,
    Identified,
    Over,
    Related,
    Reported,
    Rows,
    Rule,
    Tally,
    Told,
    Value,
    Values,
)
from graph.plan.sort import Condition

PAGING = {
    "first": Annotated[
        int | None,
        strawberry.argument(
            description="How many to list from the start, or from `after` on; 100 if not said."
        ),
    ],
    "after": Annotated[
        str | None,
        strawberry.argument(description="The cursor after which to begin: an earlier endCursor."),
    ],
    "last": Annotated[
        int | None,
        strawberry.argument(description="How many to list up to the end, or up to `before`."),
    ],
    "before": Annotated[
        str | None,
        strawberry.argument(description="The cursor before which to end: an earlier startCursor."),
    ],
}


def column(description: str, name: str | None = None) -> Any:
    """A leaf in a column of the row; of the field's own name where none is given."""
    return _field(description, Column(name))


def value(description: str, sql: Callable[..., ColumnElement[Any]], **arguments: Any) -> Any:
    """A computed leaf."""
    return _field(description, Value(sql), arguments)


def document(description: str, sql: Callable[..., ColumnElement[Any]]) -> Any:
    """A leaf that is JSON text already."""
    return _field(description, Value(sql, is_json=True))


def values(description: str, sql: Callable[..., Select[Any]]) -> Any:
    """A list of leaves."""
    return _field(description, Values(sql))


def block(description: str, present: Callable[[Any], Condition] | None = None) -> Any:
    """An object out of the same row's columns; null where it is not present."""
    return _field(description, Block(present))


def blocks(description: str, rows: Callable[[Any], Sequence[tuple[Condition | None, Any]]]) -> Any:
    """A list of objects out of the same row's columns, those that are present."""
    return _field(description, Blocks(rows))


def related(description: str, rows: Callable[..., Rows], **arguments: Any) -> Any:
    """An object, or a list of objects, from rows."""
    return _field(description, Related(rows), arguments)


def connection(description: str, rows: Callable[..., Rows], **arguments: Any) -> Any:
    """A connection over rows; it takes the paging arguments beside its own."""
    narrowing = tuple(name for name in arguments if name != "order_by")
    return _field(description, Connected(rows, narrowing=narrowing), PAGING | arguments)


def searched(
    description: str, found: Callable[..., Select[Any]], rows: Callable[..., Rows], **arguments: Any
) -> Any:
    """A connection over what a search finds, paged forwards."""
    forwards = {name: PAGING[name] for name in ("first", "after")}
    return _field(description, Connected(rows, found), arguments | forwards)


def reported(description: str, tally: Callable[..., Tally], **arguments: Any) -> Any:
    """A report, open only to who has a token, and paged forwards."""
    forwards = {name: PAGING[name] for name in ("first", "after")}
    return _field(description, Reported(tally), arguments | forwards)


def over(description: str, rows: Callable[..., Select[Any]], **arguments: Any) -> Any:
    """An object about the rows of a select, open only to who has a token."""
    return _field(description, Over(rows), arguments)


def drawn(
    description: str,
    rows: Callable[..., Select[Any]],
    most: Mapping[str, int | None] | None = None,
    **arguments: Any,
) -> Any:
    """An object, or a list of objects, each a row of a select made for it."""
    return _field(description, Drawn(rows, most or {}), arguments)


def counted(description: str, groups: Callable[..., Groups], **arguments: Any) -> Any:
    """Of a connection: its rows counted by a value."""
    return _field(description, Counted(groups), arguments)


def identified(description: str, **arguments: Any) -> Any:
    """Objects by their global ids."""
    return _field(description, Identified(), arguments)


def told(description: str) -> Any:
    """A leaf that only a mutation's result knows."""
    return _field(description, Told())


def known(field: Any, by: Callable[[Any], Any]) -> Any:
    """The field, which a mutation's result tells without looking at its row."""
    field.metadata = {**field.metadata, KNOWN: by}
    return field


def action(
    description: str,
    run: Callable[..., Any],
    refused: Callable[..., str | None] | None = None,
    **arguments: Any,
) -> Any:
    """A mutation; `refused` says why the arguments are not to be acted on."""
    return _field(description, Action(run, refused), arguments)


def _field(description: str, rule: Rule, arguments: dict[str, Any] | None = None) -> Any:
    field = strawberry.field(description=description, metadata={RULE: rule})
    field.arguments = [_argument(name, kind) for name, kind in (arguments or {}).items()]
    return field


def _argument(name: str, annotation: Any) -> StrawberryArgument:
    return StrawberryArgument(
        python_name=name, graphql_name=None, type_annotation=StrawberryAnnotation(annotation)
    )
