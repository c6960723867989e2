"""`report`: sponsor clicks on a terminal, or as CSV or JSON for another program."""

import argparse
import asyncio
import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, TextIO

from graph.commands.arguments import day
from graph.commands.columns import write_columns
from graph.commands.failure import CommandError
from graph.commands.keeper import keepers_asker
from graph.reports.ask import Asker, Counts, RefusedReportError, Report
from graph.reports.period import PeriodError, period_of
from graph.reports.words import REASONS
from graph.settings import Settings

DIMENSIONS = (
    *("sponsor", "roadmap", "placement", "day", "week", "month"),
    *("reason", "category", "action", "label", "channel"),
)
FIGURES = ("total", "valid", "invalid", "unique")
TITLES = """query Titles($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Sponsor { title } ... on Placement { title roadmap { slug } } }
}"""


def add_report(commands: Any) -> None:
    """Add the command to a parser's."""
    command = commands.add_parser("report", help="print sponsor clicks, counted")
    add = command.add_argument
    add(
        "--from",
        dest="first",
        type=day,
        metavar="YYYY-MM-DD",
        help="the first day; by default 29 days before the last",
    )
    add("--to", dest="last", type=day, metavar="YYYY-MM-DD", help="the last day; by default today")
    by = f"what the rows are told apart by: some of {', '.join(DIMENSIONS)}; by default day"
    add("--by", nargs="+", choices=DIMENSIONS, default=["day"], metavar="WHAT", help=by)
    add("--format", choices=list(WRITERS), default="table", help="by default table")
    command.set_defaults(run=run_report)


def run_report(
    options: argparse.Namespace, settings: Settings, clock: Callable[[], datetime], out: TextIO
) -> int:
    """Write the report that the options ask for; CommandError where there is none."""
    try:
        report = asyncio.run(_report(options, settings, clock))
    except (PeriodError, RefusedReportError) as error:
        raise CommandError(str(error)) from None
    WRITERS[options.format](report, out)
    return 0


async def _report(
    options: argparse.Namespace, settings: Settings, clock: Callable[[], datetime]
) -> Report:
    period = period_of(options.first, options.last or clock().date())
    by = list(dict.fromkeys(dimension.upper() for dimension in options.by))  # as the API does
    async with keepers_asker(settings, clock) as asker:
        report = await asker.report(by, period.filter)
        return await _titled(asker, report) if options.format == "table" else report


async def _titled(asker: Asker, report: Report) -> Report:
    """The report with titles for people in the place of ids."""
    named = [place for place, name in enumerate(report.by) if name in ("SPONSOR", "PLACEMENT")]
    ids = sorted({str(row.keys[place]) for row in report.rows for place in named})
    titles: dict[str | None, str] = {}
    for start in range(0, len(ids), asker.page):
        some = ids[start : start + asker.page]
        nodes = (await asker.data(TITLES, {"ids": some}))["nodes"]
        titles |= {id_: _title(node) for id_, node in zip(some, nodes, strict=True)}
    rows = [replace(row, keys=[titles.get(key, key) for key in row.keys]) for row in report.rows]
    return replace(report, rows=rows)


def _title(node: Mapping[str, Any]) -> str:
    roadmap = node.get("roadmap")
    return f"{node['title']} on {roadmap['slug']}" if roadmap else str(node["title"])


def _figures(counts: Counts) -> list[str]:
    return [str(n) for n in (counts.total, counts.valid, counts.invalid, counts.daily_unique)]


def write_table(report: Report, out: TextIO) -> None:
    """For people: columns, the totals, the reasons in words, and what is final."""
    headings = [*_lower(report.by), *FIGURES]
    rows = [[*(key or "" for key in row.keys), *_figures(row.counts)] for row in report.rows]
    totals = ["all", *[""] * (len(report.by) - 1), *_figures(report.totals)]
    write_columns(out, headings, [*rows, totals])
    invalid = report.totals.by_reason.items()
    out.writelines(f"{count} invalid: {REASONS[reason]}\n" for reason, count in invalid)
    out.write(f"As of {report.as_of}; final through {report.final_through}.\n")


def write_csv(report: Report, out: TextIO) -> None:
    """For programs: a line for each row, with a column for each reason."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_lower(report.by), *FIGURES, *_lower(list(REASONS))])
    for row in report.rows:
        reasons = [row.counts.by_reason.get(reason, 0) for reason in REASONS]
        writer.writerow([*row.keys, *_figures(row.counts), *reasons])


def write_json(report: Report, out: TextIO) -> None:
    """For programs: all of it."""
    rows = [
        {**dict(zip(_lower(report.by), row.keys, strict=True)), **asdict(row.counts)}
        for row in report.rows
    ]
    told = {"rows": rows, "totals": asdict(report.totals)}
    times = {"as_of": report.as_of, "final_through": report.final_through}
    out.write(json.dumps({**told, **times}, indent=2, ensure_ascii=False) + "\n")


def _lower(names: Sequence[str]) -> list[str]:
    return [name.lower() for name in names]


WRITERS: Mapping[str, Callable[[Report, TextIO], None]] = {
    "table": write_table,
    "csv": write_csv,
    "json": write_json,
}
