"""A span of OpenTelemetry for each request; it needs the extra `telemetry`.

Told are method, route and status, the request's id, and of GraphQL the operation's kind and name,
the hash of its document and what became of it. Never told is what a client sends beside: arguments,
variables, the document's text, a path that leads nowhere, its address, or what it calls itself.
What tells where spans go, and how many of them, are OpenTelemetry's own environment variables.
"""

import asyncio
from contextlib import AbstractContextManager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.http.app import GRAPHQL_PATH
from graph.http.beacon import CLICKS_PATH
from graph.http.redirect import GO_PATH
from graph.http.script import SCRIPT_PATH
from graph.log import REQUEST_ID
from graph.plan.answer import Answer, Engine, Request
from graph.plan.engine import PreparedEngine
from graph.plan.persisted import hashed

NAME = "roadmap-graph"
UNNAMED = "unknown_service"
"""What OpenTelemetry calls a service that nobody named."""
LAST_SECONDS = 2
"""How long a process that ends waits for a collector to take the last spans."""
PAST_ROUTER = (GRAPHQL_PATH, CLICKS_PATH, SCRIPT_PATH)
CONTEXT = TraceContextTextMapPropagator()


class Spans:
    """Those of one process."""

    def __init__(self) -> None:
        self._exporter = OTLPSpanExporter()
        self._provider = TracerProvider(resource=_resource(), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(self._exporter))
        self._tracer = self._provider.get_tracer(NAME)

    def telling(self, engine: PreparedEngine) -> Engine:
        """The engine, telling the span of each request what the operation was."""
        return _TellingEngine(engine)

    def around(self, app: ASGIApp) -> ASGIApp:
        """The application, with a span for each request."""
        return _Spanned(app, self._tracer)

    async def close(self) -> None:
        """Send what is left, unless that takes too long."""
        sent = asyncio.create_task(asyncio.to_thread(self._provider.shutdown))
        _, late = await asyncio.wait([sent], timeout=LAST_SECONDS)
        if late:
            self._exporter.shutdown()  # type: ignore[no-untyped-call]  # it tries no more
            await sent


def _resource() -> Resource:
    """What OpenTelemetry's variables say of the service, and its name where they do not."""
    found = Resource.create()
    is_named = not str(found.attributes[SERVICE_NAME]).startswith(UNNAMED)
    return found if is_named else found.merge(Resource({SERVICE_NAME: NAME}))


class _Spanned:
    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self._app = app
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with self._span(scope) as span:

            async def told(message: Message) -> None:
                if message["type"] == "http.response.start":
                    _tell_status(span, message["status"])
                await send(message)

            try:
                await self._app(scope, receive, told)
            except Exception:
                span.set_status(StatusCode.ERROR)
                raise
            finally:
                _tell_route(span, scope)

    def _span(self, scope: Scope) -> AbstractContextManager[Span]:
        """Goes on from the `traceparent` of whoever asks. Of an exception it tells nothing: its
        text may hold what was sent."""
        method = scope["method"]
        given = {name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]}
        return self._tracer.start_as_current_span(
            method,
            CONTEXT.extract(given),
            SpanKind.SERVER,
            {"http.request.method": method, "roadmap_graph.request_id": REQUEST_ID.get()},
            record_exception=False,
            set_status_on_exception=False,
        )


def _tell_status(span: Span, status: int) -> None:
    span.set_attribute("http.response.status_code", status)
    if status >= 500:
        span.set_status(StatusCode.ERROR)


def _tell_route(span: Span, scope: Scope) -> None:
    """Which of our paths it was; one that leads nowhere was made up by who asks."""
    path = scope["path"]
    if path in PAST_ROUTER:
        route = path
    elif path.startswith(GO_PATH):
        route = f"{GO_PATH}{{placement}}"
    elif "route" in scope:
        route = scope["route"].path
    else:
        return
    span.set_attribute("http.route", route)
    span.update_name(f"{scope['method']} {route}")


class _TellingEngine:
    def __init__(self, engine: PreparedEngine) -> None:
        self._engine = engine

    async def answer(self, request: Request) -> Answer:
        answer = await self._engine.answer(request)
        span = get_current_span()
        if span.is_recording():
            span.set_attribute("roadmap_graph.outcome", answer.outcome.name.lower())
            self._tell_operation(span, request)
        return answer

    def at_once(self, _request: Request) -> None:
        """Nothing: a request that is watched goes by `answer`."""

    def _tell_operation(self, span: Span, request: Request) -> None:
        """Only what stands in a valid document: `operationName` may be any text."""
        known = self._engine.prepared(request)
        if known is not None:
            text, definition = known
            span.set_attribute("graphql.document.hash", hashed(text))
            span.set_attribute("graphql.operation.type", definition.operation.value)
            if definition.name is not None:
                span.set_attribute("graphql.operation.name", definition.name.value)
