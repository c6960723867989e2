"""What the engine is asked over any transport, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol


class Outcome(Enum):
    """What became of an operation; the transport turns it into a status."""

    EXECUTED = auto()
    """There is data, with or without errors beside it."""
    REFUSED = auto()
    """Nothing ran: the text, the variables or a limit stood against it."""
    QUERY_ONLY = auto()
    """Nothing ran: the operation is a mutation, and the caller allows only queries."""
    UNAVAILABLE = auto()
    """The database did not answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes
    """The GraphQL response, JSON in UTF-8."""
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Request:
    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None
    query_only: bool = False
    """Whether a mutation is refused: so it is for what comes by GET."""


class Engine(Protocol):
    """Whatever answers GraphQL requests."""

    async def answer(self, request: Request) -> Answer: ...
