"""`export`: the stored clicks one by one."""

import argparse
import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol, TextIO

from graph.commands.arguments import day
from graph.commands.counted import counted
from graph.commands.failure import CommandError
from graph.commands.keeper import keepers_reader
from graph.plan.answer import Access
from graph.plan.reader import TooLongError, UnavailableError
from graph.reports.export import Click, CursorError, Export, Span
from graph.reports.lines import HEADS, LINES
from graph.settings import Settings

PAGE = 10_000


def add_export(commands: Any) -> None:
    """Add the command to a parser's."""
    command = commands.add_parser("export", help="write the stored clicks, one by one")
    add = command.add_argument
    add("file", metavar="FILE", nargs="?", help="a new file; by default to the terminal")
    add("--format", choices=("csv", "jsonl", "parquet"), default="csv", help="by default csv")
    for name, dest, far in (("--from", "first", date.min), ("--to", "last", date.max)):
        text = f"the {dest} day; by default that of the {dest} click"
        add(name, dest=dest, type=day, default=far, metavar="YYYY-MM-DD", help=text)
    add("--after", metavar="ID", help="go on after the last click of an earlier export")
    command.set_defaults(run=run_export)


def run_export(
    options: argparse.Namespace, settings: Settings, _clock: Callable[[], datetime], out: TextIO
) -> int:
    """Write the clicks; CommandError where that cannot be."""
    span = Span(options.first, options.last, options.after)
    try:
        _ = span.number
        with _sheet(options, out) as sheet:
            count = asyncio.run(_write(settings, span, sheet))
    except FileExistsError:
        raise CommandError(f"{options.file} is there already: name another file.") from None
    except OSError as error:
        if not options.file:  # what is printed is everybody's, and told of as such
            raise
        raise CommandError(f"{options.file} cannot be written: {error.strerror}.") from None
    except (CursorError, UnavailableError, TooLongError) as error:
        raise CommandError(str(error) or "It takes too long.") from None
    if options.file:
        out.write(f"{counted(count, 'click')} written to {options.file}.\n")
    return 0


class Sheet(Protocol):
    """A file that clicks are written to."""

    def write(self, clicks: Sequence[Click]) -> None: ...


async def _write(settings: Settings, span: Span, sheet: Sheet) -> int:
    count = 0
    async with keepers_reader(settings) as reader:
        async for clicks in Export(reader, PAGE).pages(Access(None), span):
            sheet.write(clicks)
            count += len(clicks)
    return count


def _sheet(options: argparse.Namespace, out: TextIO) -> AbstractContextManager[Sheet]:
    if options.format != "parquet":
        return _text_sheet(options.file, options.format, out)
    if not options.file:
        raise CommandError("Parquet is for a file: name one.")
    try:
        from graph.reports.parquet import ParquetSheet
    except ImportError:
        raise CommandError("Parquet needs pyarrow: `pip install pyarrow`.") from None
    return closing(ParquetSheet(Path(options.file)))


@contextmanager
def _text_sheet(file: str | None, kind: str, out: TextIO) -> Iterator[Sheet]:
    if file is None:
        yield TextSheet(out, kind)
        return
    with Path(file).open("x", encoding="utf-8", newline="") as text:
        yield TextSheet(text, kind)


class TextSheet:
    """CSV or JSON Lines."""

    def __init__(self, out: TextIO, kind: str) -> None:
        self._lines = LINES[kind]
        self._out = out
        self._out.write(HEADS[kind])

    def write(self, clicks: Sequence[Click]) -> None:
        self._out.write(self._lines(clicks))
