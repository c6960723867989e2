"""What a client may say in a filter, operator by operator."""

from datetime import date
from typing import Any

import strawberry
from strawberry import UNSET


def _operator(description: str, name: str | None = None) -> Any:
    return strawberry.field(description=description, name=name, default=UNSET)


@strawberry.input(description="Conditions on a text; all of them must hold.")
class StringFilter:
    eq: str | None = _operator("Equal to this.")
    ne: str | None = _operator("Not equal to this; null is equal to nothing.")
    in_: list[str] | None = _operator("One of these.", "in")
    lt: str | None = _operator("Before this, by code point.")
    lte: str | None = _operator("Before this, or equal.")
    gt: str | None = _operator("After this, by code point.")
    gte: str | None = _operator("After this, or equal.")
    starts_with: str | None = _operator("Begins with this, whatever the case.")
    contains: str | None = _operator("Has this in it, whatever the case.")
    is_null: bool | None = _operator("Whether there is none.")


@strawberry.input(description="Conditions on a number; all of them must hold.")
class FloatFilter:
    eq: float | None = _operator("Equal to this.")
    ne: float | None = _operator("Not equal to this; null is equal to nothing.")
    in_: list[float] | None = _operator("One of these.", "in")
    lt: float | None = _operator("Less than this.")
    lte: float | None = _operator("At most this.")
    gt: float | None = _operator("More than this.")
    gte: float | None = _operator("At least this.")
    is_null: bool | None = _operator("Whether there is none.")


@strawberry.input(description="Conditions on a count; all of them must hold.")
class IntFilter:
    eq: int | None = _operator("Equal to this.")
    ne: int | None = _operator("Not equal to this.")
    in_: list[int] | None = _operator("One of these.", "in")
    lt: int | None = _operator("Less than this.")
    lte: int | None = _operator("At most this.")
    gt: int | None = _operator("More than this.")
    gte: int | None = _operator("At least this.")


@strawberry.input(description="Conditions on a day; all of them must hold.")
class DateFilter:
    eq: date | None = _operator("On this day.")
    ne: date | None = _operator("Not on this day; null is on no day.")
    in_: list[date] | None = _operator("On one of these.", "in")
    lt: date | None = _operator("Before this day.")
    lte: date | None = _operator("On this day or before.")
    gt: date | None = _operator("After this day.")
    gte: date | None = _operator("On this day or after.")
    is_null: bool | None = _operator("Whether there is none.")


@strawberry.input(description="Conditions on a list of names; all of them must hold.")
class NameListFilter:
    some: StringFilter | None = _operator("At least one of the names is so.")
    every: StringFilter | None = _operator("All of the names are so; an empty list fulfils it.")
    none: StringFilter | None = _operator("None of the names is so.")
    count: IntFilter | None = _operator("How many different names there are.")
