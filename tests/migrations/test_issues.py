"""What migration 0008 makes of problems and relations that are there."""

from pathlib import Path

from alembic import command

from graph.migrate import alembic_config, migrate
from graph.settings import SqliteModule
from tests.migrations.database import engine_on, fill, rows_of

OPEN = "UPDATE roadmap_relation SET target_id = NULL, suggestion = 'pont' WHERE roadmap_id = 1"
PLACE = slice(1, None)


def test_issues_are_those_that_seeding_tells(tmp_path: Path, module: SqliteModule) -> None:
    with engine_on(tmp_path / "roadmaps.sqlite", module) as engine:
        migrate(engine)
        fill(engine, tmp_path / "content")
        with engine.begin() as connection:
            connection.exec_driver_sql(OPEN)
        command.downgrade(alembic_config(engine), "0007")
        migrate(engine)
        issues = [row[PLACE] for row in rows_of(engine)["roadmap_issue"]]
    unresolved = ("UNRESOLVED_RELATION", 0, "no roadmap has the slug 'pond'")
    unknown = ("UNKNOWN_KEY", 0, 'the key "titel" is unknown, and stays unread')
    assert issues == [
        (2, 2, 1, *unknown, "did you mean title?"),
        (1, 5, 19, *unresolved, "did you mean 'pont'?"),
    ]
