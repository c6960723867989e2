"""A database that cannot be written gets one sentence and keeps what it holds."""

from typing import Any

import pytest
from sqlalchemy import event

from graph.database import DatabaseNotReadyError, open_engine
from seed.run import seed
from tests.seed.content import Content, related, sponsor
from tests.seed.database import FIRST, Database, settings_for


def seed_limited(database: Database, content: Content, pragma: str) -> None:
    """A run over connections with a PRAGMA of SQLite's own set."""
    engine = open_engine(settings_for(database.file, database.module))

    @event.listens_for(engine, "connect")
    def set_pragma(connection: Any, _record: Any) -> None:
        connection.execute(pragma)

    try:
        seed(engine, [str(content)], lambda: FIRST, iter)
    finally:
        engine.dispose()


def test_a_locked_database(database: Database, content: Content) -> None:
    content.nested("garden")
    before = database.dump()
    expected = r"^The database cannot be used: database is locked\.$"
    with database.connection() as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseNotReadyError, match=expected):
            seed_limited(database, content, "PRAGMA busy_timeout = 20")
    assert database.dump() == before


@pytest.mark.parametrize("pages_left", [0, 1, 5, 20, 80])
def test_a_full_disk(database: Database, content: Content, pages_left: int) -> None:
    for number in range(60):
        content.nested(f"roadmap-{number}", f"title: Old {number}\n" + sponsor("Old"))
    database.seed(content)
    before = database.dump()
    long = "description: '" + "long " * 1000 + "'\n"
    for number in range(10, 70):
        content.nested(f"roadmap-{number}", long + related("roadmap-1", "roadmap-0"))
    content.remove("roadmap-1")
    pages = database.rows("PRAGMA page_count")[0][0] + pages_left
    expected = r"^The database cannot be used: database or disk is full\.$"
    with pytest.raises(DatabaseNotReadyError, match=expected):
        seed_limited(database, content, f"PRAGMA max_page_count = {pages}")
    assert database.dump() == before
    assert database.rows("PRAGMA integrity_check") == [("ok",)]
    assert len(database.seed(content).changes.changed) == 50


def test_a_file_that_is_no_database(database: Database, content: Content) -> None:
    content.nested("garden")
    database.engine.dispose()
    database.file.write_bytes(b"not a database" * 100)
    with pytest.raises(DatabaseNotReadyError, match=r"^The database cannot be used: .*\.$"):
        database.seed(content)
    assert database.file.read_bytes() == b"not a database" * 100
