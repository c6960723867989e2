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
REPORT = f"""query Report($by: [ClickDimension!]!, $filter: ClickFilter, $after: String, $n: Int) {{
  sponsorClickReport(groupBy: $by, filter: $filter, first: $n, after: $after) {{
    rows {{ keys {{ value }} counts {COUNTS} }}
    totals {COUNTS}
    pageInfo {{ hasNextPage endCursor }}
    asOf
    finalThrough
  }}
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
        rows: list[Row] = []
        after = None
        while True:
            variables = {"by": by, "filter": filter_, "after": after, "n": self.page}
            told = (await self.data(REPORT, variables))["sponsorClickReport"]
            rows += [_row(row) for row in told["rows"]]
            after = told["pageInfo"]["endCursor"]
            if not told["pageInfo"]["hasNextPage"]:
                totals = _counts(told["totals"])
                return Report(by, rows, totals, told["asOf"], told["finalThrough"])

    async def data(self, query: str, variables: Mapping[str, Any]) -> Any:
        """The data of the answer to a query."""
        answer = await self.engine.answer(Request(query, variables=variables, token=self.token))
        if answer.outcome is not Outcome.EXECUTED:
            raise RefusedReportError(answer.outcome, _message(answer))
        return json.loads(answer.body)["data"]


def _message(answer: Answer) -> str:
    message: str = json.loads(answer.body)["errors"][0]["message"]
    return message


def _row(row: Mapping[str, Any]) -> Row:
    return Row([key["value"] for key in row["keys"]], _counts(row["counts"]))


def _counts(told: Mapping[str, Any]) -> Counts:
    by_reason = {each["reason"]: each["count"] for each in told["byReason"]}
    return Counts(told["total"], told["valid"], told["invalid"], told["dailyUnique"], by_reason)
