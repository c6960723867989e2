"""Values for the variables of the shapes, spread over a database, and whole requests of them."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from tests.bench.content import seeded
from tests.bench.shapes import Shape
from tests.bench.words import LEVELS, TECHNOLOGIES

COUNT = 32
"""Requests of one shape; they are sent in turn."""
IDS = 20
"""Ids in one request for nodes."""


class Samples:
    """Reads the values of one database; the same ones every time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        roadmaps = self._rows("SELECT slug, order_key FROM roadmap WHERE retired_at IS NULL")
        self._values: dict[str, Sequence[Any]] = {
            "slug": [slug for slug, _ in roadmaps],
            "other slug": [slug for slug, _ in roadmaps][::-1],
            "roadmap cursor": [_cursor("Roadmap", _key(key), slug) for slug, key in roadmaps],
            "tag": self._column("SELECT name FROM tag"),
            "keyword": self._column("SELECT text FROM keyword"),
            "placement cursor": self._cursors("Placement", "SELECT id FROM placement"),
        }
        self._values["keyword cursor"] = self._cursors("Keyword", "SELECT text FROM keyword")
        self._values["ids"] = self._lists_of_ids()
        self._values["day"] = [f"202{y}-0{month}-15" for y in (1, 2, 3) for month in (3, 6, 9)]
        self._values["word"] = sorted({*TECHNOLOGIES, *LEVELS})
        self._values["words"] = [_typed(slug) for slug in self._values["slug"]]

    def bodies(self, shape: Shape) -> list[bytes]:
        """Request bodies whose variables differ, as far as there are values."""
        random = seeded(shape.name)
        chosen = {
            name: [random.choice(self._values[source]) for _ in range(COUNT)]
            for name, source in shape.variables.items()
        }
        return [
            json.dumps(
                {"query": shape.query, "variables": {k: v[i] for k, v in chosen.items()}}
            ).encode()
            for i in range(COUNT)
        ]

    def _rows(self, sql: str) -> Sequence[Any]:
        return self._connection.execute(text(sql + " ORDER BY 1 LIMIT 5000")).all()

    def _column(self, sql: str) -> list[Any]:
        return [row[0] for row in self._rows(sql)]

    def _cursors(self, listing: str, sql: str) -> list[str]:
        return [_cursor(listing, value) for value in self._column(sql)]

    def _lists_of_ids(self) -> list[list[str]]:
        random = seeded(3)
        ids = [f"Roadmap:{slug}" for slug in self._values["slug"]]
        ids += [f"Tag:{name}" for name in self._values["tag"]]
        ids += [f"Keyword:{word}" for word in self._values["keyword"][: len(ids)]]
        chosen = [random.choices([*ids, "Roadmap:none"], k=IDS) for _ in range(COUNT)]
        return [[text.encode().hex() for text in some] for some in chosen]


def _typed(slug: str) -> str:
    """What someone types who looks for a roadmap: its first words, the last up to some letter."""
    first, second, *_ = slug.split("-")
    return f"{first} {second[: 2 + len(slug) % 6]}"


def _key(order_key: float) -> float | None:
    return None if order_key == float("inf") else order_key


def _cursor(listing: str, *key: Any) -> str:
    return json.dumps([listing, *key], ensure_ascii=False, separators=(",", ":")).encode().hex()
