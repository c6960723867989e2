"""`python -m tests.bench`: what things cost, side by side with what they are held against."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.goals import Figure, summary
from tests.bench.parts import PARTS
from tests.bench.table import Table

EPILOG = """\
parts:
  seeding    the first run and one that finds nothing changed, against loading the same YAML
  preparing  the first sight of an operation, and the start of the server
  reads      server CPU for each request, against one hand-written statement for each query, and
             against Strawberry with SQLAlchemy and DataLoaders; how that and memory grow
  clicks     durable clicks over HTTP, against a bare application with one insert and one commit
  report     a year's reports over the rollup of many clicks

All but the last are ratios of medians, taken in turn within one run: other machines give other
times, and about the same ratios. Use it on a machine that has two cores to spare, for some eight
minutes; --quick takes one.
"""
QUICK = {
    "files": 300,
    "sizes": [100, 500],
    "largest": 0,
    "clicks": 10_000,
    "connections": [16],
    "rounds": 1,
    "seconds": 0.05,
}


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Measure seeding and reading.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("parts", nargs="*", metavar="PART", help="which parts; by default all")
    add("--quick", action="store_true", help="only see whether all of it runs")
    add("--files", type=int, default=10_000, help="roadmap files to seed")
    add("--sizes", type=int, nargs="+", default=[100, 10_000], help="roadmaps to read from")
    add("--largest", type=int, default=100_000, help="roadmaps to see growth by; 0 for none")
    add("--clicks", type=int, default=1_000_000, help="to report")
    add("--connections", type=int, nargs="*", default=[16, 64], help="measured beside one alone")
    add("--shapes", nargs="+", default=[], help="only these queries")
    add("--rounds", type=int, default=5, help="that a median is taken over")
    add("--seconds", type=float, default=0.1, help="of load in one round")
    add("--patience", type=float, default=0.7, help="seconds after which a server's rounds end")
    add("--json", type=Path, metavar="FILE", help="write the figures there too")
    add("--markdown", type=Path, metavar="FILE", help="write the tables there too")
    return parser


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    reader = parser()
    if reader.parse_args(arguments).quick:
        reader.set_defaults(**QUICK)
    return reader.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of the parts, and whether the goals are reached; the exit status."""
    options = read_options(arguments)
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        print(f"tests.bench: no part {unknown[0]!r}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    tables = measured(options)
    if options.json:
        text = json.dumps([table.as_json() for table in tables], indent=2) + "\n"
        options.json.write_text(text, encoding="utf-8")
    if options.markdown:
        text = "\n".join(table.markdown() for table in tables)
        options.markdown.write_text(text, encoding="utf-8")
    return 0


def measured(options: argparse.Namespace) -> list[Table]:
    """The tables, each printed as soon as it is known."""
    tables: list[Table] = []
    figures: list[Figure] = []
    for part in options.parts or PARTS:
        for found in PARTS[part](options):
            if isinstance(found, Figure):
                figures.append(found)
            else:
                tables.append(_printed(found))
    return [*tables, _printed(summary(figures))]


def _printed(table: Table) -> Table:
    print(table.text(), end="\n\n", flush=True)
    return table


if __name__ == "__main__":
    sys.exit(main())
