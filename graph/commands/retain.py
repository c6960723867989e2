"""`retain` and `erase`: what is kept of old clicks, and what is taken out of some."""

import argparse
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TextIO

from graph.clicks.retain import (
    DAYS_KEPT,
    count_before,
    delete_before,
    erase_events,
    erase_visitors_before,
    first_kept,
    unsent_before,
)
from graph.commands.arguments import day, days, uuid
from graph.commands.counted import counted
from graph.commands.failure import CommandError
from graph.commands.keeper import keepers_database
from graph.settings import Settings

log = logging.getLogger("graph.clicks")


def add_retain(commands: Any) -> None:
    """Add the commands to a parser's."""
    retain = commands.add_parser(
        "retain",
        help="delete clicks that are old; what they count for stays",
        description="Delete the clicks of all days before those that are kept. The daily rollup, "
        "which reports are made of, stays for ever. Days that are not final yet stay, the day of "
        "the newest click, and those with clicks that a destination of `forward` has not taken "
        "yet.",
    )
    retain.add_argument(
        "--days", type=days, default=DAYS_KEPT, help=f"how many are kept; by default {DAYS_KEPT}"
    )
    retain.add_argument("--dry-run", action="store_true", help="only say how many there are")
    retain.add_argument(
        "--even-unsent", action="store_true", help="also what a destination has not taken yet"
    )
    retain.set_defaults(run=run_retain)
    erase = commands.add_parser(
        "erase",
        help="take out of clicks what leads back to who sent them; they still count",
        description="Addresses and agents are never stored. What is: clientEventId, which the "
        "sender knows, and a hash that ties the clicks of one visitor and day together.",
    )
    which = erase.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--event", metavar="UUID", nargs="+", type=uuid, help="take out both, of these clicks"
    )
    which.add_argument(
        "--before",
        metavar="YYYY-MM-DD",
        type=day,
        help="take out the hashes of all clicks before that day",
    )
    erase.set_defaults(run=run_erase)


def run_retain(
    options: argparse.Namespace, settings: Settings, clock: Callable[[], datetime], out: TextIO
) -> int:
    """Always 0; DatabaseNotReadyError where the database is at fault."""
    with keepers_database(settings) as engine:
        first = first_kept(engine, clock(), options.days)
        unsent = unsent_before(engine, first)
        out.writelines(
            f"{counted(clicks, 'click')} before {first} not taken by {destination}.\n"
            for destination, clicks, _ in unsent
        )
        if not options.even_unsent:
            first = min([first, *(oldest.astimezone(UTC).date() for *_, oldest in unsent)])
        if options.dry_run:
            clicks = counted(count_before(engine, first), "click")
            out.write(f"{clicks} before {first} would be deleted.\n")
            return 0
        done = _Count(out, "deleted")
        delete_before(engine, first, done.told)
    out.write(f"{counted(done.total, 'click')} before {first} deleted.\n")
    return 0


def run_erase(
    options: argparse.Namespace, settings: Settings, clock: Callable[[], datetime], out: TextIO
) -> int:
    """Always 0; DatabaseNotReadyError where the database is at fault, CommandError for a day that
    is not over, whose clicks are still to be judged by who sent the others."""
    today = clock().astimezone(UTC).date()
    if options.before and options.before > today:
        raise CommandError(f"--before {options.before} is after today, {today}")
    done = _Count(out, "erased")
    with keepers_database(settings) as engine:
        if options.event:
            erase_events(engine, options.event, done.told)
        else:
            erase_visitors_before(engine, options.before, done.told)
    out.write(f"Erased from {counted(done.total, 'click')} what leads back to who sent them.\n")
    return 0


class _Count:
    """Adds up what is done, and shows it where somebody looks."""

    def __init__(self, out: TextIO, verb: str) -> None:
        self.total = 0
        self._out = out
        self._verb = verb

    def told(self, clicks: int) -> None:
        self.total += clicks
        log.info("%s %s", counted(clicks, "click"), self._verb)
        if self._out.isatty():
            self._out.write(f"\r{self.total} {self._verb} \r")
            self._out.flush()
