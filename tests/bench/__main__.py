"""`python -m tests.bench`: what things cost, side by side with what they are held against."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.settings import ROOT
from tests.bench import preparing, reads, seeding
from tests.bench.content import write_roadmaps
from tests.bench.shapes import SHAPES
from tests.bench.table import Table

EPILOG = """\
parts:
  seeding    the first run and one that finds nothing changed, against loading the same YAML
  reads      server CPU for each request, against one hand-written statement for each query
  preparing  the first sight of an operation, and the start of the server

All are ratios of medians, taken in turn within one run: other machines give other times, and about
the same ratios. Use it on a machine that has two cores to spare.
"""


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Measure seeding and reading.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="which parts; by default all")
    parser.add_argument("--files", type=int, default=10_000, help="roadmap files to seed")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[100, 10_000], help="roadmaps to read from"
    )
    parser.add_argument("--shapes", nargs="+", default=[], help="only these queries")
    parser.add_argument("--rounds", type=int, default=5, help="that a median is taken over")
    parser.add_argument("--seconds", type=float, default=0.3, help="of load in one round")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser


def run_seeding(options: argparse.Namespace) -> Iterator[Table]:
    yield seeding.measure(options.files, options.rounds)


def run_reads(options: argparse.Namespace) -> Iterator[Table]:
    shapes = [shape for shape in SHAPES if not options.shapes or shape.name in options.shapes]
    for size in options.sizes:
        with _database(size) as path:
            yield from reads.measure(
                path, f"{size:,} roadmaps", shapes, options.seconds, options.rounds
            )


def run_preparing(options: argparse.Namespace) -> Iterator[Table]:
    size = options.sizes[0]
    with _database(size) as path:
        yield from preparing.measure(path, f"{size:,} roadmaps", options.rounds)


PARTS: dict[str, Callable[[argparse.Namespace], Iterator[Table]]] = {
    "seeding": run_seeding,
    "reads": run_reads,
    "preparing": run_preparing,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of the parts; the exit status."""
    options = parser().parse_args(arguments)
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        print(f"tests.bench: no part {unknown[0]!r}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    tables = []
    for part in options.parts or PARTS:
        for table in PARTS[part](options):
            print(table.text(), end="\n\n", flush=True)
            tables.append(table.as_json())
    if options.json:
        options.json.write_text(json.dumps(tables, indent=2) + "\n", encoding="utf-8")
    return 0


@contextmanager
def _database(size: int) -> Iterator[str]:
    """A seeded database of so many roadmaps."""
    with TemporaryDirectory() as place:
        content, path = Path(place) / "content", str(Path(place) / "roadmaps.sqlite")
        write_roadmaps(content, size)
        command = [sys.executable, "-m", "seed", str(content)]
        environ = os.environ | {"DATABASE_URL": f"sqlite:///{path}"}
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=False)
        if done.returncode == 2:
            raise RuntimeError(done.stderr.decode())
        yield path


if __name__ == "__main__":
    sys.exit(main())
