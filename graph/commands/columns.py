"""Rows of texts under headings, in columns."""

from collections.abc import Sequence
from typing import TextIO


def write_columns(out: TextIO, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write them, each column as wide as its widest text; figures stand at their right."""
    columns = list(zip(headings, *rows, strict=True))
    widths = [max(len(text) for text in column) for column in columns]
    right = [_is_figures(column[1:]) for column in columns]
    for row in [headings, *rows]:
        cells = zip(row, widths, right, strict=True)
        line = "  ".join(t.rjust(width) if r else t.ljust(width) for t, width, r in cells)
        out.write(line.rstrip() + "\n")


def _is_figures(texts: Sequence[str]) -> bool:
    return bool(texts) and all(text.isdigit() for text in texts)
