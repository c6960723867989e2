"""What the engine is asked over any transport, and what it answers."""

from asyncio import Future
from collections.abc import Callable, Mapping, Set
from datetime import datetime
from enum import Enum, auto
from typing import Any, NamedTuple, Protocol


class Outcome(Enum):
    """What became of an operation; the transport turns it into a status."""

    EXECUTED = auto()
    """There is data, with or without errors beside it."""
    REFUSED = auto()
    """Nothing ran: the text, the variables or a limit stood against it."""
    QUERY_ONLY = auto()
    """Nothing ran: the operation is a mutation, and the caller allows only queries."""
    UNCHANGED = auto()
    """The client has the answer already: it knows its tag."""
    NOT_KEPT = auto()
    """Nothing ran: the document that is named is not kept here; it is, once its text is sent."""
    UNAUTHENTICATED = auto()
    """Nothing ran: it asks for what only a token opens, and comes with none that does."""
    UNAVAILABLE = auto()
    """The database did not answer."""

    __hash__ = object.__hash__  # each request looks one up, and Enum's own is Python


class Answer(NamedTuple):
    body: bytes
    """The GraphQL response, JSON in UTF-8; empty for UNCHANGED."""
    outcome: Outcome
    tag: str | None = None
    """Names the body by all that it depends on; null where that is more than the content."""


ANY_TAG = "*"
"""Among the known tags: whatever the answer is, the client has it."""
SHA256 = "sha256:"
"""Begins the id of a document that is named by the hash of its text."""


class Request(NamedTuple):
    query: str | None
    """The document; null where only its id is sent."""
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None
    query_only: bool = False
    """Whether a mutation is refused: so it is for what comes by GET."""
    document_id: str | None = None
    """Names the document: SHA256 with the hash, or as the file of trusted documents has it."""
    known_tags: Set[str] | None = None
    """Of the answers that the client has kept; null where it has no use for a tag."""
    token: str | None = None
    """Opens the reports; null where none was sent."""
    origin: Callable[[], object] | None = None
    """Who sends it, looked up only for a mutation, whose actions are given it; null where nobody
    knows."""


class Access(NamedTuple):
    """What a token opens."""

    sponsor: int | None
    """The number of the only sponsor whose clicks are to be seen; null for all."""


class Gate(Protocol):
    """Whatever knows the tokens."""

    async def access(self, token: str | None, now: datetime) -> Access | None:
        """What the token opens; None for nothing."""


AnswerOf = Callable[[Any], Answer]


class Begun(NamedTuple):
    """A mutation that acts already, be it answered or not."""

    result: "Future[Any]"
    """Of its one action; an exception is a fault of ours."""
    answer: AnswerOf
    """Made of that result."""


class Engine(Protocol):
    """Whatever answers GraphQL requests."""

    async def answer(self, request: Request) -> Answer: ...

    def at_once(self, request: Request, /) -> Answer | Begun | None:
        """The answer, where it is data and takes no waiting, or what it is made of in a while; None
        leaves it to `answer`. Where it raises, nothing was done."""
