"""What migration 0004 makes of the clicks that are there, and what its downgrade leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine

from graph.migrate import alembic_config, migrate
from graph.settings import SqliteModule
from tests.migrations.database import engine_on, fill, rows_of

OLD_CLICK = (
    "INSERT INTO sponsor_click (placement_id, occurred_at, clock, received_at, reason) VALUES "
    "({placement}, '{day}T12:00:00.000000Z', 'SERVER', '{day}T12:00:00.000000Z', {reason})"
)
OLD_CLICKS = [
    (1, "2026-01-01", "NULL"),
    (1, "2026-01-01", "NULL"),
    (1, "2026-01-02", "NULL"),
    (1, "2026-01-02", "'SPONSOR_EXPIRED'"),
    (2, "2026-01-02", "'PLACEMENT_WITHDRAWN'"),
]


@pytest.fixture
def engine(tmp_path: Path, module: SqliteModule) -> Iterator[Engine]:
    with engine_on(tmp_path / "roadmaps.sqlite", module) as engine:
        migrate(engine)
        fill(engine, tmp_path / "content")
        command.downgrade(alembic_config(engine), "0003")
        execute(engine, "DELETE FROM sponsor_click")
        yield engine


def execute(engine: Engine, sql: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(sql)


def test_clicks_that_are_there_are_rolled_up(engine: Engine) -> None:
    for placement, day, reason in OLD_CLICKS:
        execute(engine, OLD_CLICK.format(placement=placement, day=day, reason=reason))
    migrate(engine)
    rows = rows_of(engine)
    assert rows["click_day"] == [
        ("2026-01-01", 1, "GRAPHQL", "VALID", 2, 0),
        ("2026-01-02", 1, "GRAPHQL", "SPONSOR_EXPIRED", 1, 0),
        ("2026-01-02", 1, "GRAPHQL", "VALID", 1, 0),
        ("2026-01-02", 2, "GRAPHQL", "PLACEMENT_WITHDRAWN", 1, 0),
    ]
    with engine.connect() as connection:
        judged = connection.exec_driver_sql(
            "SELECT DISTINCT channel, visitor, is_unique, rules FROM sponsor_click"
        ).all()
    assert judged == [("GRAPHQL", None, 0, 1)]


def test_reasons_that_the_older_version_does_not_know_are_none_to_it(engine: Engine) -> None:
    migrate(engine)
    new = OLD_CLICK.replace("reason)", "reason, channel, is_unique, rules)").replace(
        "{reason})", "{reason}, 'BEACON', 0, 2)"
    )
    for reason in ("'BOT'", "'SPONSOR_EXPIRED'", "NULL"):
        execute(engine, new.format(placement=1, day="2026-01-01", reason=reason))
    command.downgrade(alembic_config(engine), "0003")
    with engine.connect() as connection:
        reasons = connection.exec_driver_sql("SELECT reason FROM sponsor_click ORDER BY id").all()
    assert [reason for (reason,) in reasons] == [None, "SPONSOR_EXPIRED", None]
