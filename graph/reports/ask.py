"""Asks the API for a report, all of its pages, and reads what it tells.

Terminal and page ask as any client does, so that they can show nothing else than the API tells.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.plan.answer import Answer, Engine, Outcome, Request

PAGE = 1_000
COUNTS = "{ total valid invalid dailyUnique byReason { reason count } }"


def _field(by: str) -> str:
    return f"""sponsorClickReport(groupBy: {by}, filter: $filter, first: $n, after: $after) {{
      rows {{ keys {{ value }} counts {COUNTS} }}
      totals {COUNTS}
      pageInfo {{ hasNextPage endCursor }}
      asOf
      finalThrough
    }}"""


REPORT = f"""query($by: [ClickDimension!]!, $filter: ClickFilter, $after: String, $n: Int) {{
  {_field("$by")}
}}"""


class RefusedReportError(RuntimeError):
    """The API does not tell; `outcome` is what became of the question, the text its words."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Counts:
    total: int
    valid: int
    invalid: int
    daily_unique: int
    by_reason: Mapping[str, int]
    """Of the invalid ones, for those reasons that there are."""


@dataclass(frozen=True, slots=True)
class Row:
    keys: Sequence[str | None]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Report:
    by: Sequence[str]
    rows: Sequence[Row]
    totals: Counts
    as_of: str
    final_through: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks an engine in the name of whoever has the token."""

    engine: Engine
    token: str | None
    page: int = PAGE

    async def report(self, by: Sequence[str], filter_: Mapping[str, Any]) -> Report:
        """The whole report. RefusedReportError where the API gives none."""
        rows: list[Mapping[str, Any]] = []
        after = None
        while True:
            variables = {"by": by, "filter": filter_, "after": after, "n": self.page}
            told = (await self.data(REPORT, variables))["sponsorClickReport"]
            rows += told["rows"]
            after = told["pageInfo"]["endCursor"]
            if not told["pageInfo"]["hasNextPage"]:
                return _report(by, rows, told)

    async def side_by_side(
        self, by: Mapping[str, str], filter_: Mapping[str, Any]
    ) -> Mapping[str, Report]:
        """A report for each name, by its dimension, all of one state of the database. Of each, the
        first page."""
        fields = (f"{name}: {_field(f'[{dimension}]')}" for name, dimension in by.items())
        query = f"query($filter: ClickFilter, $n: Int, $after: String) {{ {' '.join(fields)} }}"
        data = await self.data(query, {"filter": filter_, "n": self.page})
        return {name: _report([by[name]], told["rows"], told) for name, told in data.items()}

    async def data(self, query: str, variables: Mapping[str, Any]) -> Any:
        """The data of the answer to a query."""
        answer = await self.engine.answer(Request(query, variables=variables, token=self.token))
        if answer.outcome is not Outcome.EXECUTED:
            raise RefusedReportError(answer.outcome, _message(answer))
        return json.loads(answer.body)["data"]


def _message(answer: Answer) -> str:
    message: str = json.loads(answer.body)["errors"][0]["message"]
    return message


def _report(
    by: Sequence[str], rows: Sequence[Mapping[str, Any]], told: Mapping[str, Any]
) -> Report:
    totals, read = _counts(told["totals"]), [_row(row) for row in rows]
    return Report(by, read, totals, told["asOf"], told["finalThrough"])


def _row(row: Mapping[str, Any]) -> Row:
    return Row([key["value"] for key in row["keys"]], _counts(row["counts"]))


def _counts(told: Mapping[str, Any]) -> Counts:
    by_reason = {each["reason"]: each["count"] for each in told["byReason"]}
    return Counts(told["total"], told["valid"], told["invalid"], told["dailyUnique"], by_reason)
