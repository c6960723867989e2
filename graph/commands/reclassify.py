"""`reclassify`: judge the stored clicks by the rules of today."""

import argparse
from collections.abc import Callable
from datetime import datetime
from typing import Any, TextIO

from graph.clicks.classify import RULES
from graph.clicks.reclassify import Reclassified, Reclassifier
from graph.commands.columns import write_columns
from graph.commands.counted import counted
from graph.commands.keeper import keepers_database
from graph.settings import Settings

HEADINGS = ("before", "after", "clicks")


def add_reclassify(commands: Any) -> None:
    """Add the command to a parser's."""
    command = commands.add_parser(
        "reclassify",
        help="judge the stored clicks by the rules of today",
        description="Judge each stored click by the rules of today. Where the verdict is another "
        "one, a correction is added, which counts from then on; the click itself stays as it is. "
        "Whether a bot or a prefetch clicked is not stored but in the old verdict, which stays.",
    )
    command.add_argument("--dry-run", action="store_true", help="only say what would change")
    command.set_defaults(run=run_reclassify)


def run_reclassify(
    options: argparse.Namespace, settings: Settings, clock: Callable[[], datetime], out: TextIO
) -> int:
    """Always 0; DatabaseNotReadyError where the database is at fault."""
    with keepers_database(settings) as engine:
        found = Reclassifier(engine, clock, writes=not options.dry_run).run()
    _tell(found, out, "would be corrected" if options.dry_run else "corrected")
    return 0


def _tell(found: Reclassified, out: TextIO, verb: str) -> None:
    if found.changes:
        rows = [(*change, str(count)) for change, count in sorted(found.changes.items())]
        write_columns(out, HEADINGS, rows)
    total = found.changes.total()
    out.write(
        f"{total} of {counted(found.clicks, 'click')} {verb} by version {RULES} of the rules.\n"
    )
