"""Seeding into PostgreSQL: what changed is written, once, whoever else seeds."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from graph.database import open_engine, reading
from graph.settings import Settings
from graph.tables import Base
from seed.blocks import MAX_LABEL
from tests.conftest import seed_into, write_files
from tests.postgresql.api import open_api
from tests.postgresql.conftest import seed_runs
from tests.postgresql.content import FIRST, SECOND, THIRD
from tests.postgresql.processes import run_at_once

ROOT = Path(__file__).resolve().parent.parent.parent
SEEDERS = 2


@pytest.fixture
def connection(database: Settings) -> Iterator[Connection]:
    engine = open_engine(database)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        yield connection
    engine.dispose()


def versions(connection: Connection) -> dict[str, list[Any]]:
    """Every row of every table with the transaction that wrote it."""
    return {
        table.name: sorted(
            str(row) for row in connection.execute(text(f"SELECT xmin, t.* FROM {table.name} t"))
        )
        for table in Base.metadata.sorted_tables
    }


def test_seeding_twice_writes_nothing(
    database: Settings, connection: Connection, tmp_path: Path
) -> None:
    folder = write_files(tmp_path, FIRST)
    assert len(seed_into(database, folder).changes.added) == len(FIRST)
    before = versions(connection)
    outcome = seed_into(database, folder)
    assert len(outcome.changes.unchanged) == len(FIRST)
    assert not outcome.changes.writes
    assert versions(connection) == before


def test_the_sample_content_is_seeded_with_its_one_problem(database: Settings) -> None:
    outcome = seed_into(database, ROOT / "seed" / "content")
    assert not outcome.changes.refused
    assert [problem.code for problem in outcome.problems] == ["UNRESOLVED_RELATION"]


def test_a_roadmap_is_retired_and_revived_in_its_own_row(
    database: Settings, connection: Connection, tmp_path: Path
) -> None:
    state = text("SELECT id, retired_at IS NULL FROM roadmap WHERE slug = 'gone'")
    seen = []
    for files in (SECOND, THIRD, SECOND):
        seed_into(database, write_files(tmp_path, files))
        seen.append(tuple(connection.execute(state).one()))
    row_id = seen[0][0]
    assert seen == [(row_id, True), (row_id, False), (row_id, True)]


def test_a_retired_roadmap_leaves_its_labels_and_keeps_its_placements(
    database: Settings, tmp_path: Path
) -> None:
    seed_runs(database, tmp_path)
    with open_api(database) as api:
        data = api.data(
            """{ roadmap(slug: "gone") { id } tag(name: "lost") { id }
            placements(first: 100) { nodes { title withdrawnAt roadmap { slug } } } }"""
        )
    assert (data["roadmap"], data["tag"]) == (None, None)
    assert {
        "title": "Last",
        "withdrawnAt": "2023-03-01T00:00:00Z",
        "roadmap": {"slug": "gone"},
    } in data["placements"]["nodes"]


def test_seeders_that_begin_at_once_on_an_empty_database_write_once(
    empty: Settings, tmp_path: Path
) -> None:
    folder = write_files(tmp_path, FIRST)
    told = run_at_once(SEEDERS, empty, "seed", "--format", "json", str(folder))
    added = sorted(len(json.loads(outcome)["added"]) for outcome in told)
    assert added == [0] * (SEEDERS - 1) + [len(FIRST)]


def test_what_a_run_reads_is_of_one_state(
    database: Settings, connection: Connection, tmp_path: Path
) -> None:
    seed_into(database, write_files(tmp_path, FIRST))
    count = text("SELECT count(*) FROM content_revision")
    engine = open_engine(database)
    with reading(engine) as reader:
        before = reader.execute(count).scalar()
        seed_into(database, write_files(tmp_path, SECOND))
        assert reader.execute(count).scalar() == before
    engine.dispose()
    assert connection.execute(count).scalar() == 2


def incompressible(length: int) -> str:
    """Text of four bytes a character, none of them twice."""
    return "".join(chr(0x20000 + i) for i in range(length))


def with_labels(text: str) -> dict[str, str]:
    return {
        "long.md": f"---\ntags: [{text}]\nseo: {{keywords: [{text}]}}\nrelatedRoadmaps: [{text}]\n"
        f"sponsor: {{title: {text}, url: /a}}\n---\n"
    }


def test_labels_as_long_as_may_be_fit_the_indexes(database: Settings, tmp_path: Path) -> None:
    outcome = seed_into(database, write_files(tmp_path, with_labels(incompressible(MAX_LABEL))))
    assert outcome.changes.added == ["long"]


def test_labels_too_long_for_an_index_are_reported(database: Settings, tmp_path: Path) -> None:
    outcome = seed_into(database, write_files(tmp_path, with_labels(incompressible(MAX_LABEL + 1))))
    assert outcome.changes.refused == ["long"]
    assert [(problem.line, problem.code) for problem in outcome.problems] == [
        (line, "WRONG_VALUE") for line in (2, 3, 4, 5)
    ]
