"""A click that is to be stored."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from graph.clicks.classify import RULES, Earlier, Verdict, classify
from graph.clicks.origin import Origin
from graph.clicks.results import Placed
from graph.clicks.rollup import Cell, cell_of
from graph.clicks.statements import Statements


class New(Struct, frozen=True, gc=False):
    """All of it but its judgement."""

    row_id: int
    client_event_id: str | None
    content: str | None
    placed: Placed
    origin: Origin
    received_at: datetime
    occurred_at: datetime
    """Both in UTC."""
    clock: str
    is_bot: bool
    visitor: str | None
    """Null where nobody clicked, or nobody knows who."""

    def judged(self, earlier: list[Earlier] | None) -> Verdict:
        """By what the visitor did before; from then on that is an earlier click, too."""
        verdict = classify(
            self.placed,
            self.occurred_at,
            earlier,
            is_prefetch=self.origin.is_prefetch,
            is_bot=self.is_bot,
        )
        if earlier is not None:
            earlier.append(Earlier(self.occurred_at, verdict.reason))
        return verdict

    def row(self, statements: Statements, verdict: Verdict) -> tuple[Any, ...]:
        """For all of the table's columns, as the driver takes it."""
        occurred_at = received_at = statements.instant(self.received_at)
        if self.occurred_at is not self.received_at:
            occurred_at = statements.instant(self.occurred_at)
        return (
            *(self.row_id, self.client_event_id, self.content, self.placed.id, occurred_at),
            *(self.clock, received_at, self.origin.channel, self.visitor, verdict.is_unique),
            *(RULES, verdict.reason),
        )

    def cell(self, verdict: Verdict) -> Cell:
        """Where it is counted."""
        return cell_of(self.occurred_at, self.placed.id, self.origin.channel, verdict.reason)
