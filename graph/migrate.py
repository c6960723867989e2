"""Bring a database to the migration that this code is written for."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from graph.database import (
    SCHEMA_REVISION,
    DatabaseNotReadyError,
    newer_than_code,
    reading,
    require_unicode,
    schema_revision,
    unavailable,
)
from graph.settings import ROOT


def alembic_config(engine: Engine) -> Config:
    """The repository's alembic.ini, bound to an engine instead of DATABASE_URL."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine) -> None:
    """Run the missing migrations; DatabaseNotReadyError where the database is newer than those."""
    config = alembic_config(engine)
    with reading(engine) as connection:
        require_unicode(connection)
        revision = schema_revision(connection)
    if revision == SCHEMA_REVISION:
        return
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseNotReadyError(newer_than_code(revision))
    with unavailable():
        command.upgrade(config, "head")
