"""The two media types of a GraphQL response, and the statuses that each of them asks for.

`application/json` is the older one. Its clients take a GraphQL response for a success of HTTP and
anything else for a broken server, so an operation that is refused comes with 200 there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from graph.http.headers import EVERY_ANSWER, Header
from graph.http.media import GRAPHQL_RESPONSE, JSON, parse_accept, weigh
from graph.http.reply import Refusal, Reply, error_body
from graph.plan.answer import Answer, Outcome

_EXTRA_HEADERS: dict[Outcome, tuple[Header, ...]] = {
    Outcome.EXECUTED: (),
    Outcome.REFUSED: (),
    Outcome.QUERY_ONLY: ((b"allow", b"POST"),),
    Outcome.UNAVAILABLE: ((b"retry-after", b"1"),),
}


@dataclass(frozen=True, slots=True, eq=False)
class Dialect:
    """One media type: its constant headers, and status and headers of each outcome."""

    headers: tuple[Header, ...]
    outcomes: dict[Outcome, tuple[int, tuple[Header, ...]]]

    def answer(self, answer: Answer) -> Reply:
        status, headers = self.outcomes[answer.outcome]
        return _reply(status, headers, answer.body)

    def error(self, status: int, message: str, headers: Iterable[Header] = ()) -> Reply:
        return _reply(status, (*self.headers, *headers), error_body(message))

    def refuse(self, refusal: Refusal) -> Reply:
        return self.error(refusal.status, refusal.message, refusal.headers)


def _reply(status: int, headers: tuple[Header, ...], body: bytes) -> Reply:
    return Reply(status, [(b"content-length", b"%d" % len(body)), *headers], body)


def _dialect(media_type: str, *, refused: int) -> Dialect:
    headers = (
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"vary", b"Accept"),
        *EVERY_ANSWER,
    )
    statuses = {
        Outcome.EXECUTED: 200,
        Outcome.REFUSED: refused,
        Outcome.QUERY_ONLY: 405,
        Outcome.UNAVAILABLE: 503,
    }
    outcomes = {
        outcome: (status, (*headers, *_EXTRA_HEADERS[outcome]))
        for outcome, status in statuses.items()
    }
    return Dialect(headers, outcomes)


MODERN = _dialect(GRAPHQL_RESPONSE, refused=400)
LEGACY = _dialect(JSON, refused=200)

_MEMOISED_BYTES = 512
"""The longest Accept header that is remembered: a stranger's long ones must not fill the memory."""


def choose_dialect(accept: bytes | None) -> Dialect | None:
    """The dialect that an Accept header asks for; null where it admits neither.

    Whoever does not name `application/graphql-response+json` gets `application/json`, also by
    `*/*` or without the header: clients from before the specification send those.
    """
    if accept is None or not accept.strip():
        return LEGACY
    if len(accept) > _MEMOISED_BYTES:
        return _parsed_dialect.__wrapped__(accept)
    return _parsed_dialect(accept)


@lru_cache(maxsize=256)
def _parsed_dialect(accept: bytes) -> Dialect | None:
    ranges = parse_accept(accept)
    modern, legacy = weigh(ranges, GRAPHQL_RESPONSE), weigh(ranges, JSON)
    if modern.quality == legacy.quality == 0:
        return None
    if modern.quality == legacy.quality:
        return MODERN if modern.is_named else LEGACY
    return MODERN if modern.quality > legacy.quality else LEGACY
