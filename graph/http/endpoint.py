"""/graphql: GraphQL over HTTP, straight on ASGI.

Every request passes through here, so it makes no request and response objects: what can be known
beforehand is a constant, and a header that was parsed once is remembered.
"""

from collections.abc import Awaitable
from functools import partial
from time import perf_counter

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from graph.http.body import read_body, require_json
from graph.http.dialect import LEGACY, Dialect, choose_dialect
from graph.http.fault import logged_fault
from graph.http.headers import EVERY_ANSWER, RequestHeaders, bearer_token, read_headers
from graph.http.metrics import Metrics
from graph.http.origin import Origins
from graph.http.parameters import parse_body, parse_query_string
from graph.http.reply import Head, Refusal, Reply
from graph.http.shortcut import Done, Waiting
from graph.plan.answer import AnswerOf, Begun, Engine, Outcome, Request
from graph.plan.recent import Recent

_METHODS = b"GET, POST, OPTIONS"

PREFLIGHT = Reply(
    Head(
        204,
        (
            (b"allow", _METHODS),
            (b"access-control-allow-methods", _METHODS),
            (b"access-control-allow-headers", b"*, authorization"),  # which no asterisk covers
            (b"access-control-max-age", b"86400"),
            *EVERY_ANSWER,
        ),
    ),
    b"",
)

OUTCOMES = {outcome: outcome.name.lower() for outcome in Outcome}
"""As the metrics call them."""

PROMPT_BYTES = 16_384
"""Of a body that is tried at once: few queries have more, and what is left is read twice."""

KNOWN_BYTES = 1024
MOST_KNOWN = 1_000
"""Bodies of so many bytes that are read only once: of what many look at, all ask the same."""


class GraphQLEndpoint:
    """Answers what comes by HTTP with what the engine answers."""

    def __init__(
        self, engine: Engine, origins: Origins, metrics: Metrics, *, max_body_bytes: int
    ) -> None:
        self._engine = engine
        self._metrics = metrics
        self._origins = origins
        self._max_body_bytes = max_body_bytes
        self._known: Recent[bytes, Request] = Recent(MOST_KNOWN)
        self._prompt_bytes = min(max_body_bytes, PROMPT_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS":
            await PREFLIGHT.send(send)
            return
        await self._serve(self._reply(scope, receive), send)

    def at_once(self, scope: Scope, headers: RequestHeaders, body: bytes) -> Reply | Waiting | None:
        """The answer to a POST that is already there, where it takes no waiting, or what it is made
        of in a while. None for what is not to be answered so: `__call__` finds out why."""
        begun, dialect = perf_counter(), choose_dialect(headers.get(b"accept"))
        length = len(body)
        if dialect is None or length > self._prompt_bytes:
            return None
        try:
            require_json(headers)
            known = self._known.get(body)
            request = known or parse_body(body, partial(self._origins.of, scope, headers))
            answer = self._engine.at_once(request)
        except Exception:
            return None
        if isinstance(answer, Begun):
            acted = partial(self._acted, dialect, self._metrics.begun(), answer.answer)
            return Waiting(answer.result, acted)
        if answer is None:
            return None
        if known is None and length <= KNOWN_BYTES:
            self._known.keep(body, request._replace(origin=None))  # of whoever sends it next
        self._metrics.count(begun, OUTCOMES[answer.outcome])
        return dialect.answer(answer)

    def _acted(self, dialect: Dialect, begun: float, answer_of: AnswerOf, done: Done) -> Reply:
        outcome = "failed"
        try:
            answer = answer_of(done.result())
            outcome = OUTCOMES[answer.outcome]
        except Exception:
            return _internal_error(dialect)
        finally:
            self._metrics.ended(begun, outcome)
        return dialect.answer(answer)

    async def _serve(self, replying: Awaitable[tuple[Reply, str]], send: Send) -> None:
        begun, outcome = self._metrics.begun(), "left"
        try:
            reply, outcome = await replying
        except ClientDisconnect:
            return  # nobody is left to answer
        finally:
            self._metrics.ended(begun, outcome)
        await reply.send(send)

    async def _reply(self, scope: Scope, receive: Receive) -> tuple[Reply, str]:
        """The answer, and what became of the request, for the metrics."""
        headers = read_headers(scope["headers"])
        dialect = choose_dialect(headers.get(b"accept"))
        if dialect is None:
            return LEGACY.refuse(_not_acceptable()), "malformed"
        try:
            request = await self._request(scope, headers, dialect, receive)
            answer = await self._engine.answer(request)
        except Refusal as refusal:
            return dialect.refuse(refusal), "malformed"
        except ClientDisconnect:
            raise
        except Exception:
            return _internal_error(dialect), "failed"
        is_plain = request.known_tags is None
        reply = dialect.answer(answer) if is_plain else dialect.tagged(answer)
        return reply, OUTCOMES[answer.outcome]

    async def _request(
        self, scope: Scope, headers: RequestHeaders, dialect: Dialect, receive: Receive
    ) -> Request:
        method = scope["method"]
        if method == "POST":
            require_json(headers)
            body = await read_body(receive, headers.get(b"content-length"), self._max_body_bytes)
            origin = partial(self._origins.of, scope, headers)
            return _with_token(parse_body(body, origin), headers)
        if method == "GET":
            known = dialect.known_tags(headers.get(b"if-none-match"))
            request = parse_query_string(scope["query_string"], known)
            return _with_token(request, headers)
        raise Refusal(405, "GraphQL comes by POST or GET.", [(b"allow", _METHODS)])


def _with_token(request: Request, headers: RequestHeaders) -> Request:
    if b"authorization" not in headers:
        return request
    return request._replace(token=bearer_token(headers[b"authorization"]))


def _not_acceptable() -> Refusal:
    return Refusal(406, "Accept must admit application/graphql-response+json or application/json.")


def _internal_error(dialect: Dialect) -> Reply:
    return dialect.error(500, logged_fault())
