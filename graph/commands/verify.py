"""`verify`: prove that the rollup of clicks is what the stored clicks add up to."""

import argparse
import asyncio
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TextIO

from graph.commands.counted import counted
from graph.commands.failure import CommandError
from graph.commands.keeper import keepers_asker
from graph.reports.ask import Asker, RefusedReportError
from graph.settings import Settings

DAYS = 31
"""Looked at in one statement, which sees one state of the database, and must not take for ever."""
KEPT_FROM = '{ sponsorClickIntegrity(from: "9999-12-31") { keptFrom } }'
INTEGRITY = """query Integrity($from: Date, $to: Date) {
  sponsorClickIntegrity(from: $from, to: $to) {
    clicks isIntact
    differences {
      day placement channel reason rolledTotal storedTotal rolledUnique storedUnique
    }
  }
}"""


def add_verify(commands: Any) -> None:
    """Add the command to a parser's."""
    text = "prove that the rollup is what the stored clicks add up to; status 1 if it is not"
    commands.add_parser("verify", help=text).set_defaults(run=run_verify)


def run_verify(
    _options: argparse.Namespace, settings: Settings, clock: Callable[[], datetime], out: TextIO
) -> int:
    """0 where they agree, 1 after a line for each difference."""
    try:
        return asyncio.run(_verify(settings, clock, out))
    except RefusedReportError as error:
        raise CommandError(str(error)) from None


async def _verify(settings: Settings, clock: Callable[[], datetime], out: TextIO) -> int:
    async with keepers_asker(settings, clock) as asker:
        kept_from = (await asker.data(KEPT_FROM, {}))["sponsorClickIntegrity"]["keptFrom"]
        if kept_from is None:
            out.write("No clicks are stored: there is nothing to verify.\n")
            return 0
        clicks, differences = await _compare(
            asker, date.fromisoformat(kept_from), clock().date(), out
        )
    found = f"; {counted(differences, 'difference')}" if differences else ""
    out.write(f"{counted(clicks, 'click')} since {kept_from} verified{found}.\n")
    return 1 if differences else 0


async def _compare(asker: Asker, first: date, today: date, out: TextIO) -> tuple[int, int]:
    """How many clicks were looked at, and how many differences there are."""
    clicks = differences = 0
    last = today + timedelta(days=1)  # another machine's clock may be ahead
    while first <= last:
        days = {"from": str(first), "to": str(min(first + timedelta(days=DAYS - 1), last))}
        told = (await asker.data(INTEGRITY, days))["sponsorClickIntegrity"]
        out.writelines(_line(difference) for difference in told["differences"])
        clicks += told["clicks"]
        differences += len(told["differences"])
        first += timedelta(days=DAYS)
    return clicks, differences


def _line(told: Mapping[str, Any]) -> str:
    cell = f"{told['day']} {told['placement']} {told['channel']} {told['reason'] or 'VALID'}"
    rolled = f"{told['rolledTotal']} ({told['rolledUnique']} unique)"
    stored = f"{told['storedTotal']} ({told['storedUnique']} unique)"
    return f"{cell}: the rollup has {rolled}, stored are {stored}\n"
