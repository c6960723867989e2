"""Databases that migrations run on: what stands in one, and migrations made up for a test."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert

from graph import tables
from graph.database import open_engine
from graph.migrate import alembic_config
from graph.settings import ROOT, SqliteModule
from seed.run import seed
from tests.seed.content import Content, related, sponsor
from tests.seed.database import FIRST, SECOND, Dump, dump, settings_for

VERSIONS = ROOT / "migrations" / "versions"
SCRIPTS = list(ScriptDirectory(str(ROOT / "migrations")).walk_revisions("base", "heads"))[::-1]
REVISIONS = [script.revision for script in SCRIPTS]
"""The repository's migrations, the first one first."""

CLICK: Sequence[tuple[type[tables.Base], dict[str, Any]]] = (
    (
        tables.SponsorClick,
        {
            "client_event_id": "c1",
            "content_sha256": "0" * 64,
            "placement_id": 1,
            "occurred_at": FIRST,
            "clock": "SERVER",
            "received_at": FIRST,
            "channel": "GRAPHQL",
            "visitor": None,
            "is_unique": False,
            "rules": 1,
            "reason": "SPONSOR_EXPIRED",
        },
    ),
    (
        tables.ClickDay,
        {
            "day": FIRST.date(),
            "placement_id": 2,
            "channel": "GRAPHQL",
            "reason": "SPONSOR_EXPIRED",
            "total": 1,
            "uniques": 0,
        },
    ),
    (
        tables.ClickCorrection,
        {
            "click_id": 1,
            "rules": 2,
            "reason": "EXCESSIVE",
            "is_unique": False,
            "made_at": SECOND,
        },
    ),
    (tables.VisitorSalt, {"day": FIRST.date(), "salt": "0" * 64}),
    (tables.AccessToken, {"secret_sha256": "0" * 64, "created_at": FIRST}),
    (tables.Forwarding, {"destination": "webhook", "click_id": 1, "taken_at": FIRST}),
    (tables.Retention, {"whole_from": FIRST}),
)
"""Rows of the tables that seeding does not write."""


@contextmanager
def engine_on(file: Path, module: SqliteModule) -> Iterator[Engine]:
    engine = open_engine(settings_for(file, module))
    try:
        yield engine
    finally:
        engine.dispose()


def rows_of(engine: Engine) -> Dump:
    with engine.connect() as connection:
        return dump(connection.connection.driver_connection)


def fill(engine: Engine, folder: Path) -> None:
    """Put rows in every table: content by seeding it, and a click with all that belongs to it."""
    content = Content(folder)
    labels = "tags: [a, b, a]\nseo:\n  keywords: [x, y, x]\n"
    content.nested("garden", labels + related("pond", "pnd") + sponsor("Spades"))
    content.nested("pond", "titel: Pond\n" + related("garden"))
    content.nested("stream")
    seed(engine, [str(content)], lambda: FIRST, iter)
    content.remove("stream")
    content.nested("garden", labels + related("pond") + sponsor("Rakes"))
    seed(engine, [str(content)], lambda: SECOND, iter)
    with engine.begin() as connection:
        for table, row in CLICK:
            connection.execute(insert(table), row)


def with_migrations(engine: Engine, folder: Path, *bodies: str) -> Config:
    """The repository's migrations and env.py, followed by migrations with these bodies."""
    config = alembic_config(engine)
    config.set_main_option("version_locations", version_locations(folder, *bodies))
    return config


def version_locations(folder: Path, *bodies: str) -> str:
    """Writes migrations 9001, 9002 and so on; where alembic finds them and the real ones."""
    folder.mkdir()
    before = REVISIONS[-1]
    for number, body in enumerate(bodies, 9001):
        head = f'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "{number}"\n'
        steps = "".join(f"    {line}\n" for line in body.splitlines())
        text = f'{head}down_revision = "{before}"\n\ndef upgrade():\n{steps}'
        (folder / f"{number}.py").write_text(text)
        before = str(number)
    return f"{VERSIONS}{os.pathsep}{folder}"
