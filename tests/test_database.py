"""What is said where a database cannot be used, and of whom."""

from pathlib import Path

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.exc import DBAPIError

from graph.database import DatabaseNotReadyError, open_engine, reading
from graph.settings import Settings
from tests.conftest import migrated, require_module


def test_a_file_that_is_no_database_is_named_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    file.write_bytes(b"no database" * 100)
    engine = open_engine(Settings(database_url=f"sqlite:///{file}"), read_only=True)
    with (
        pytest.raises(DatabaseNotReadyError, match=r"^The database cannot be used: [^\n]+\.$"),
        reading(engine) as connection,
    ):
        connection.execute(text("SELECT 1 FROM sqlite_master"))


MISTAKES = {
    "a parameter that no driver takes": text("SELECT :x").bindparams(bindparam("x", object())),
    "two statements": text("SELECT 1; SELECT 2"),
}


@pytest.mark.parametrize("statement", MISTAKES.values(), ids=[*MISTAKES])
def test_a_mistake_of_ours_is_not_said_of_the_database(tmp_path: Path, statement: object) -> None:
    engine = open_engine(migrated(tmp_path, require_module("sqlite3")), read_only=True)
    with pytest.raises(DBAPIError), reading(engine) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
