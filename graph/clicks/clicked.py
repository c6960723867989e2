"""What clicks are on, found for all clicks of a transaction together."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from msgspec.json import encode

from graph.clicks.prepared import Driver
from graph.clicks.results import Click, NoSponsor, Placed, PlacementNotFound, RoadmapNotFound
from graph.clicks.statements import Statements
from graph.plan.identity import number_of, read_global_id

Name = tuple[str, str | None]
"""A click's roadmap and placement, as it names them."""
Key = tuple[str, int | None, int | None]
"""Slug, and of the placement its number or its place in the file."""
Missing = RoadmapNotFound | NoSponsor | PlacementNotFound

NOTHING_NAMED = 0
"""The place of what a click is on that names no placement."""


class Clicked(NamedTuple):
    """A placement that was clicked by a name."""

    placed: Placed
    named: str
    """The beginning of what makes two clicks by that name the same one."""


def find_clicked(
    driver: Driver, statements: Statements, names: Iterable[Name]
) -> dict[Name, Clicked | Missing]:
    """What has each name, or why nothing has."""
    keys = {name: _key(name) for name in names if "\0" not in name[0]}  # no text of PostgreSQL's
    rows = statements.clicked.rows(driver, names=encode([*keys.values()]).decode()) if keys else []
    found = {tuple(row[:3]): row[3:] for row in rows}
    return {name: _found(name, found.get(keys.get(name, ()))) for name in names}


def _key(name: Name) -> Key:
    slug, placement = name
    if placement is None:
        return slug, None, NOTHING_NAMED
    kind, key = read_global_id(placement) or ("", "")
    return slug, number_of(key) if kind == "Placement" else None, None


def _found(name: Name, row: Sequence[Any] | None) -> Clicked | Missing:
    slug, placement = name
    # A page that still shows the placement of a roadmap whose file is gone tells of a real click.
    if row is None or (row[0] is not None and placement is None):
        return RoadmapNotFound(f"There is no roadmap {slug!r}.")
    placed = Placed(*row[1:])
    if placed.id is not None:
        return Clicked(placed, named(slug, placement))
    if placement is None:
        return NoSponsor(f"Roadmap {slug!r} has no sponsor now.")
    return PlacementNotFound(
        f"Roadmap {slug!r} never had the placement {placement!r}: send the id of its `sponsor`, or "
        "leave it out."
    )


def content_of(click: Click) -> str:
    """The digest of what makes two messages the same click: all but the id and sentAt."""
    return digest(named(click.roadmap, click.placement), click.occurred_at)


def named(roadmap: str, placement: str | None) -> str:
    """The JSON of both, as an array that goes on."""
    return json.dumps([roadmap, placement])[:-1]


def digest(named: str, occurred_at: datetime | None) -> str:
    moment = "null" if occurred_at is None else f'"{occurred_at.isoformat()}"'
    return sha256(f"{named}, {moment}]".encode()).hexdigest()
