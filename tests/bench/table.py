"""A table of figures, to be read by people or by programs."""

from dataclasses import dataclass, field
from typing import Any

Cell = str | float | None


@dataclass(slots=True)
class Table:
    title: str
    columns: list[str]
    rows: list[list[Cell]] = field(default_factory=list)

    def add(self, *cells: Cell) -> None:
        self.rows.append(list(cells))

    def text(self) -> str:
        """The first column to the left, the others to the right."""
        lines = [self.columns, *([_shown(cell) for cell in row] for row in self.rows)]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        rule = ["-" * width for width in widths]
        shown = [_aligned(line, widths) for line in (lines[0], rule, *lines[1:])]
        return "\n".join([self.title, *shown])

    def markdown(self) -> str:
        cells = [self.columns, *([_shown(cell) for cell in row] for row in self.rows)]
        rule = [":--", *("--:" for _ in self.columns[1:])]
        lines = [f"| {' | '.join(line)} |" for line in (cells[0], rule, *cells[1:])]
        return "\n".join([f"**{self.title}**", "", *lines, ""])

    def as_json(self) -> dict[str, Any]:
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"title": self.title, "rows": rows}


def _aligned(line: list[str], widths: list[int]) -> str:
    first, *rest = line
    return "  ".join(
        [first.ljust(widths[0]), *(c.rjust(w) for c, w in zip(rest, widths[1:], strict=True))]
    ).rstrip()


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if cell >= 100 or cell == int(cell) > 9:
        return f"{cell:,.0f}"
    return f"{cell:.2f}" if cell < 10 else f"{cell:.1f}"
