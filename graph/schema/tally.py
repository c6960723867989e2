"""What a report counts: the daily rollup of clicks, narrowed and grouped as it is asked for."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

from graphql import Node
from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from graph import tables
from graph.plan.calendar import WIDTHS, day_text, month_text, periods_text, week_text
from graph.plan.compare import among, compared
from graph.plan.identity import global_id, number_of, read_global_id
from graph.plan.rule import Dimension, Tally, alias, scalar
from graph.plan.sort import Condition
from graph.plan.statement import Parameter
from graph.plan.text import constant, literal
from graph.schema.verdict import ClickReason

VALID = "VALID"
"""What the rollup has for the reason of a valid click."""
RAW = {"DAY": "day", "WEEK": "day", "MONTH": "day", "REASON": "reason", "CHANNEL": "channel"}
"""The column of the rollup that a dimension is made from; the others' is the placement."""
FEW = 5
"""A fifth of all placements are as soon found by themselves and sorted by day as all are passed."""


def tally(
    materialized: Callable[[str, Select[Any]], CTE],
    *,
    seen: Parameter,
    now: Parameter,
    asked_at: Sequence[Node],
    filter: Mapping[str, Any] | None,  # noqa: A002  the API's name
    group_by: Sequence[Any],
) -> Tally:
    """The counts of a report; see `graph.plan.rule.Reported`."""
    asked = {name: value for name, value in (filter or {}).items() if value is not None}
    names = list(dict.fromkeys(map(name_of, group_by)))
    periods = [name for name in names if name in WIDTHS]
    summed = materialized("summed", _summed(seen, asked, _raw(names)))
    cell = SimpleNamespace(**summed.c)
    return Tally(
        _placed(cell) if "placement_id" in summed.c else [],
        [Dimension(name, _value(name, cell), WIDTHS.get(name, 0)) for name in names],
        _sums(cell),
        _all_of(partial(periods_text, periods, asked_at), asked, now) if periods else None,
    )


def name_of(value: Any) -> str:
    """An enum's value, whichever way it comes."""
    return str(getattr(value, "value", value))


def of_reason(reason: ClickReason) -> str:
    """The column of the clicks that are invalid for that reason."""
    return f"of_{reason.name.lower()}"


def _raw(dimensions: Sequence[str]) -> list[str]:
    """The columns by which the rollup is summed up first, to few rows, of which texts are made.

    By the reason too, so that two sums give the counts of all reasons.
    """
    named = (RAW.get(dimension, "placement_id") for dimension in dimensions)
    return list(dict.fromkeys([*named, "reason"]))


def _summed(seen: Parameter, asked: Mapping[str, Any], raw: Sequence[str]) -> Any:
    """The rollup by those columns, in the order of an index as far as there is one: by its key for
    some placements, by its days for most of them. A sum that has to sort takes four times as long.
    """
    shown = shown_placements(seen, asked)
    if "placement_id" in raw:
        return _along_key(shown, asked, raw)
    number, all_ = _count(shown), _count(select(alias(tables.Placement).id))
    of_most = number * constant(FEW) > all_
    ways = [
        _along_key(shown, asked, raw).limit(_none_if(of_most)),
        _along_days(shown, asked, raw, number == all_).limit(_none_if(~of_most)),
    ]
    return select(union_all(*(select(way.subquery()) for way in ways)).subquery())


def _none_if(condition: Condition) -> ColumnElement[int]:
    """A limit. SQLite asks a condition for each row, if another select is part of it."""
    return case((condition, constant(0)), else_=constant(sys.maxsize))


def _count(rows: Select[Any]) -> ColumnElement[int]:
    return scalar(select(func.count()).select_from(rows.subquery()))


def _along_key(shown: Select[Any], asked: Mapping[str, Any], raw: Sequence[str]) -> Any:
    day = alias(tables.ClickDay)
    # Any reason: the key goes on with the day, which is found by it only where a reason is said.
    any_reason = day.reason.in_([literal(VALID), *(literal(each.name) for each in ClickReason)])
    rows = _rollup(day, raw).where(
        day.placement_id.in_(shown), any_reason, *_conditions(day, asked)
    )
    return rows.group_by(*(getattr(day, name) for name in raw))


def _along_days(
    shown: Select[Any], asked: Mapping[str, Any], raw: Sequence[str], are_all: Condition
) -> Any:
    """More rows than those columns tell apart: of each day, which need not be told."""
    day = alias(tables.ClickDay)
    # An expression, since the placement itself would have the key looked up.
    is_shown = are_all | (day.placement_id + constant(0)).in_(shown)
    order = [day.day, day.reason, *([day.channel] if "channel" in raw else [])]
    return _rollup(day, raw).where(is_shown, *_conditions(day, asked)).group_by(*order)


def _rollup(day: Any, raw: Sequence[str]) -> Select[Any]:
    columns = [getattr(day, name).label(name) for name in raw]
    sums = (func.sum(day.total).label("total"), func.sum(day.uniques).label("uniques"))
    return select(*columns, *sums)


def shown_placements(seen: Parameter, asked: Mapping[str, Any]) -> Select[Any]:
    """The placements to be counted: those that the token shows, as far as they are asked for."""
    placement, roadmap = alias(tables.Placement), alias(tables.Roadmap)
    where: list[Condition] = [seen.is_(None) | (placement.sponsor_id == seen)]
    for name, column in (("Sponsor", placement.sponsor_id), ("Placement", placement.id)):
        ids = asked.get(f"{name.lower()}s")
        where += [] if ids is None else [among(column, ids.mapped(_numbers(name)))]
    if "roadmaps" in asked:
        named = compared(roadmap.slug, {"in": asked["roadmaps"]})
        where += [roadmap.id == placement.roadmap_id, named]
    return select(placement.id).where(*where)


def _conditions(day: Any, asked: Mapping[str, Any]) -> list[Condition]:
    """The conditions on a row of the rollup by itself."""
    known: Mapping[str, Callable[[Any], Condition]] = {
        "from": lambda first: day.day >= first,
        "to": lambda last: day.day <= last,
        "validity": lambda given: _is_valid(day) if name_of(given) == VALID else ~_is_valid(day),
        "reasons": partial(_is_any, day.reason),
        "channels": partial(_is_any, day.channel),
    }
    return [known[name](value) for name, value in asked.items() if name in known]


def _is_valid(cell: Any) -> Condition:
    condition: Condition = cell.reason == literal(VALID)
    return condition


def _is_any(column: Any, values: Sequence[Any]) -> Condition:
    return or_(false(), *(column == literal(name_of(value)) for value in values))


def _numbers(kind: str) -> Callable[[Sequence[str]], str]:
    """Reads the numbers of the rows that global ids of the type name, as a JSON array."""

    def read(ids: Sequence[str]) -> str:
        named = [read_global_id(text) or ("", "") for text in ids]
        numbers = [number_of(key) for found, key in named if found == kind]
        return json.dumps([number for number in numbers if number is not None])

    return read


def _placed(cell: SimpleNamespace) -> list[Condition]:
    """Gives the cell its placement and roadmap; what ties them to it."""
    cell.placement, cell.roadmap = alias(tables.Placement), alias(tables.Roadmap)
    of_placement = cell.roadmap.id == cell.placement.roadmap_id
    return [cell.placement.id == cell.placement_id, of_placement]


def _value(name: str, cell: SimpleNamespace) -> ColumnElement[Any]:
    """A dimension's value, of a cell of the summed rollup with its placement and roadmap."""
    values: Mapping[str, Callable[[], Any]] = {
        "SPONSOR": lambda: global_id("Sponsor", cell.placement.sponsor_id),
        "PLACEMENT": lambda: global_id("Placement", cell.placement.id),
        "ROADMAP": lambda: cell.roadmap.slug,
        "DAY": lambda: day_text(cell.day),
        "WEEK": lambda: week_text(cell.day),
        "MONTH": lambda: month_text(cell.day),
        "REASON": lambda: cell.reason,
        "CHANNEL": lambda: cell.channel,
        "CATEGORY": lambda: cell.placement.event_category,
        "ACTION": lambda: cell.placement.event_action,
        "LABEL": lambda: cell.placement.event_label,
    }
    value: ColumnElement[Any] = values[name]()
    return value


def _sums(cell: Any) -> dict[str, ColumnElement[Any]]:
    """The columns of the counts, to be summed up."""
    zero: Any = literal_column("0")
    kept: dict[str, Condition] = {"valid": _is_valid(cell), "invalid": ~_is_valid(cell)}
    kept |= {of_reason(reason): cell.reason == literal(reason.name) for reason in ClickReason}
    counts = {name: case((condition, cell.total), else_=zero) for name, condition in kept.items()}
    return {"total": cell.total, "daily_unique": cell.uniques, **counts}


def _all_of(
    written: Callable[[date, date], str], asked: Mapping[str, Any], now: Parameter
) -> Parameter | None:
    """All periods of a report that says when it begins; it ends today if it does not say when."""
    first = asked.get("from")
    if first is None:
        return None
    if "to" in asked:
        return _parameter(first.mapped(written, asked["to"]))
    return _parameter(first.mapped(lambda day, at: written(day, _day_of(at)), now))


def _day_of(instant: datetime) -> date:
    return instant.date()


def _parameter(parameter: Any) -> Parameter:
    assert isinstance(parameter, Parameter)  # noqa: S101
    return parameter
