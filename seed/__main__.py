"""`python -m seed PATH...`: read roadmap files into the database."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graph import startup
from graph.database import (
    DatabaseNotReadyError,
    open_engine,
    reading,
    require_file,
    require_named,
    require_schema,
    schema_revision,
)
from graph.settings import Settings, SettingsError, read_settings
from seed.files import UsageError
from seed.report import as_json, print_changes, print_problems, progress_bar, summary
from seed.run import Outcome, check, preview, seed

if TYPE_CHECKING:  # imported before `startup`, it would take as long as ever
    from sqlalchemy import Engine

startup.imported()

EPILOG = """\
paths:
  A folder of roadmaps, each <slug>/<slug>.md or <slug>.md: the database mirrors it, and a roadmap
  whose file is gone is retired; its clicks and placements stay. A single file, or the folder of
  one roadmap, adds or replaces it and leaves the others alone. A missing or older database is made
  or migrated first.

exit status:
  0  done, and nothing to mend
  1  done, and problems were reported; a file that cannot be read keeps its last good version
  2  nothing done

environment:
  DATABASE_URL   sqlite:///FILE or postgresql://USER@HOST/NAME; by default data/roadmaps.sqlite
  SQLITE_MODULE  auto, sqlite3 or pysqlite3; by default auto

examples:
  python -m seed content                     mirror a folder
  python -m seed content/backend/backend.md  one roadmap
  python -m seed --check content             only the problems; writes nothing
  python -m seed --dry-run content           what would change; writes nothing
"""


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m seed",
        description="Read the frontmatter of roadmap files into the database.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a folder or a Markdown file")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--check", action="store_true", help="report the problems; write nothing")
    only.add_argument("--dry-run", action="store_true", help="say what would change; write nothing")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="of the report")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    options = parser().parse_args(arguments)
    started = time.perf_counter()
    try:
        verb, outcome = _run(options, read_settings(os.environ))
    except (UsageError, SettingsError, DatabaseNotReadyError, OSError) as error:
        print(f"seed: {error}", file=sys.stderr)
        return 2
    try:
        _report(options, verb, outcome, time.perf_counter() - started)
        sys.stdout.flush()
    except BrokenPipeError:  # who reads the report has read enough of it
        _drop_the_rest()
    except OSError as error:
        print(f"seed: {verb}, but the report cannot be written: {error}", file=sys.stderr)
        _drop_the_rest()
        return 1
    if outcome.did_nothing and verb == "seeded":
        return 2
    return 1 if outcome.problems else 0


def _run(options: argparse.Namespace, settings: Settings) -> tuple[str, Outcome]:
    require_named(settings)
    if options.check:
        return "checked", check(_existing(settings), options.paths, progress_bar)
    if options.dry_run:
        return "would seed", preview(_existing(settings), options.paths, progress_bar)
    engine = open_engine(settings)
    return "seeded", seed(engine, options.paths, lambda: datetime.now(UTC), progress_bar)


def _existing(settings: Settings) -> "Engine | None":
    """The database to compare with; null where seeding would make a new one."""
    engine = open_engine(settings, read_only=True)
    try:
        require_file(settings)
    except DatabaseNotReadyError:
        return None
    with reading(engine) as connection:
        is_empty = schema_revision(connection) is None
    if is_empty:
        return None
    require_schema(engine)
    return engine


def _report(options: argparse.Namespace, verb: str, outcome: Outcome, seconds: float) -> None:
    if options.format == "json":
        print(as_json(verb, outcome, seconds))
        return
    print_problems(outcome.problems, sys.stderr)
    if options.dry_run:
        print_changes(outcome.changes, sys.stdout)
    print(summary(verb, outcome, seconds))


def _drop_the_rest() -> None:
    """What could not be written would be tried again on leaving, and end in a traceback."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
