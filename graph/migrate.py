"""Bring a database to the migration that this code is written for."""

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:  # most runs have nothing to migrate, and Alembic is a quarter of what they import
    from alembic.config import Config


def alembic_config(engine: Engine) -> "Config":
    """The repository's alembic.ini, bound to an engine instead of DATABASE_URL."""
    from alembic.config import Config

    config = Config(ROOT / "alembic.ini")
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine) -> None:
    """Run the missing migrations; DatabaseNotReadyError where the database is newer than those.

    On SQLite another run may do one of them between two of ours. The next then fails, whole, and
    we go on from where that run has come to.
    """
    revision = _standing(engine)
    while revision != SCHEMA_REVISION:
        before = revision
        try:
            _upgrade(engine, before)
            return
        except Exception:
            revision = _standing(engine)
            if revision == before:
                raise


def _standing(engine: Engine) -> str | None:
    with reading(engine) as connection:
        require_unicode(connection)
        return schema_revision(connection)


def _upgrade(engine: Engine, revision: str | None) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    config = alembic_config(engine)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseNotReadyError(newer_than_code(revision))
    with unavailable():
        command.upgrade(config, "head")
