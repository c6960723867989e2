"""`contentRevision` tells the state that the content is in."""

import asyncio
import json
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path

import pytest
import strawberry

from graph.plan.answer import Answer, Request
from graph.plan.engine import PreparedEngine
from graph.plan.reader import open_reader
from graph.schema.revision import ContentRevision, content_revision
from graph.settings import SqliteModule
from tests.conftest import migrated, seed_into, write_files

SEEDINGS = [
    (datetime(2023, 5, 1, 12, 30, 0, 250_000, UTC), {"oak.md": "---\ntitle: Oak\n---\n"}),
    (datetime(2023, 4, 1, tzinfo=UTC), {"oak.md": "---\ntitle: Old oak\n---\n"}),
    (datetime(2023, 6, 1, tzinfo=UTC), {"oak.md": "---\ntitle: Old oak\n---\n"}),
]
"""The second by a clock that was put back; the third changes nothing."""

TOLD = [
    {"revision": 0, "seededAt": None},
    {"revision": 1, "seededAt": "2023-05-01T12:30:00.250000Z"},
    {"revision": 2, "seededAt": "2023-04-01T00:00:00Z"},
    {"revision": 2, "seededAt": "2023-04-01T00:00:00Z"},
]


@strawberry.type
class Query:
    content_revision: ContentRevision = content_revision()


@pytest.mark.parametrize("runs", range(len(TOLD)))
def test_the_newest_revision_is_told(module: SqliteModule, tmp_path: Path, runs: int) -> None:
    database = migrated(tmp_path, module)
    for at, files in SEEDINGS[:runs]:
        seed_into(database, write_files(tmp_path / "content", files), now=repeat(at).__next__)

    async def ask() -> Answer:
        reader = open_reader(database)
        engine = PreparedEngine(
            strawberry.Schema(query=Query), reader, None, lambda: datetime.now(UTC), 10
        )
        answer = await engine.answer(Request("{ contentRevision { revision seededAt } }"))
        await reader.close()
        return answer

    assert json.loads(asyncio.run(ask()).body)["data"] == {"contentRevision": TOLD[runs]}
