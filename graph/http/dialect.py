"""The two media types of a GraphQL response, and the statuses that each of them asks for.

`application/json` is the older one. Its clients take a GraphQL response for a success of HTTP and
anything else for a broken server, so an operation that is refused comes with 200 there.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import lru_cache

from graph.http.headers import EVERY_ANSWER, Header
from graph.http.media import GRAPHQL_RESPONSE, JSON, parse_accept, weigh
from graph.http.reply import Head, Refusal, Reply, error_body
from graph.http.tags import entity_tag, known_tags
from graph.plan.answer import Answer, Outcome

NO_STORE: Header = (b"cache-control", b"no-store")
"""On whatever has no tag: an answer by POST, one that depends on the time, an error."""
NO_CACHE: Header = (b"cache-control", b"no-cache")
"""On what has one: it may be stored, and is good for as long as we say that it is unchanged.
Any length of time would be a guess, for nobody knows when content is seeded next."""

_EXTRA_HEADERS: dict[Outcome, tuple[Header, ...]] = {
    Outcome.EXECUTED: (),
    Outcome.REFUSED: (),
    Outcome.UNCHANGED: (),
    Outcome.NOT_KEPT: (),
    Outcome.QUERY_ONLY: ((b"allow", b"POST"),),
    Outcome.UNAUTHENTICATED: ((b"www-authenticate", b'Bearer realm="reports"'),),
    Outcome.UNAVAILABLE: ((b"retry-after", b"1"),),
}


@dataclass(frozen=True, slots=True, eq=False)
class Dialect:
    """One media type: its constant headers, and the head of each outcome."""

    headers: tuple[Header, ...]
    heads: dict[Outcome, Head]
    tag_suffix: str

    def answer(self, answer: Answer) -> Reply:
        """An answer that nobody may keep."""
        return Reply(self.heads[answer.outcome], answer.body)

    def tagged(self, answer: Answer) -> Reply:
        """An answer that whoever keeps it can ask for again by its tag, if it has one."""
        if answer.tag is None:
            return self.answer(answer)
        tag: Header = (b"etag", entity_tag(answer.tag, self.tag_suffix))
        if answer.outcome is Outcome.UNCHANGED:
            return Reply(Head(304, (tag, NO_CACHE, _VARY, *EVERY_ANSWER)), b"")
        return Reply(Head(200, (tag, NO_CACHE, *self.headers)), answer.body)

    def known_tags(self, if_none_match: bytes | None) -> Set[str]:
        return known_tags(if_none_match, self.tag_suffix)

    def error(self, status: int, message: str, headers: Iterable[Header] = ()) -> Reply:
        return Reply(Head(status, (NO_STORE, *self.headers, *headers)), error_body(message))

    def refuse(self, refusal: Refusal) -> Reply:
        return self.error(refusal.status, refusal.message, refusal.headers)


_VARY: Header = (b"vary", b"Accept")


def _dialect(media_type: str, *, refused: int, unauthenticated: int, tag_suffix: str) -> Dialect:
    headers = (
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        _VARY,
        *EVERY_ANSWER,
    )
    statuses = {
        Outcome.EXECUTED: 200,
        Outcome.REFUSED: refused,
        Outcome.QUERY_ONLY: 405,
        Outcome.NOT_KEPT: 200,  # in both dialects: it is a step of a protocol that begins so
        Outcome.UNAUTHENTICATED: unauthenticated,
        Outcome.UNAVAILABLE: 503,
    }
    heads = {
        outcome: Head(status, (NO_STORE, *headers, *_EXTRA_HEADERS[outcome]))
        for outcome, status in statuses.items()
    }
    return Dialect(headers, heads, tag_suffix)


MODERN = _dialect(GRAPHQL_RESPONSE, refused=400, unauthenticated=401, tag_suffix="-graphql")
LEGACY = _dialect(JSON, refused=200, unauthenticated=200, tag_suffix="-json")

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
