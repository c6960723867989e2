"""What one process that serves is made of, and how its parts begin and end together."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.types import ASGIApp

from graph.access.gate import TokenGate
from graph.clicks.allowance import Allowance
from graph.clicks.record import Recorder
from graph.clicks.target import Targets
from graph.database import DatabaseNotReadyError, open_engine, require_file, require_schema
from graph.http.access import AccessLog
from graph.http.app import Watch, build_app
from graph.http.doors import Doors
from graph.http.explorer import Explorer
from graph.http.exports import export_routes
from graph.http.metrics import Metrics
from graph.http.origin import Origins
from graph.http.readings import of_cache, of_clicks
from graph.http.reports import report_routes
from graph.http.server import within_system
from graph.plan.engine import PreparedEngine
from graph.plan.persisted import (
    Documents,
    PersistedDocuments,
    TrustedDocuments,
    read_trusted_documents,
)
from graph.plan.reader import open_reader
from graph.reports.ask import PAGE
from graph.reports.export import Export
from graph.schema import build_schema
from graph.schema.scalars import read_instant
from graph.settings import Settings, SettingsError

if TYPE_CHECKING:
    from graph.http.spans import Spans


class Worker:
    """One process's parts over the configured database; `clock` tells the instant of whatever
    comes in. SettingsError for a file of trusted documents that cannot be used."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock
        self._schema = build_schema()
        self._reader = open_reader(settings)
        self._gate = TokenGate(self._reader)
        allowance = Allowance(settings.clicks_per_minute, monotonic)
        self._recorder = Recorder(open_engine(settings, makes_file=False), clock, allowance)
        self._engine = PreparedEngine(
            self._schema,
            self._reader,
            self._recorder,
            clock,
            settings.page_limit,
            documents=documents_of(settings),
            cache_bytes=settings.answer_cache_bytes,
            gate=self._gate,
            limits=settings,
            explains=settings.explain_operations == "on",
        )
        # The pages' own questions, which a list of trusted documents need not have.
        self._pages = PreparedEngine(self._schema, self._reader, None, clock, PAGE, gate=self._gate)
        self._metrics = self._counts()
        spans = spans_of(settings)
        self._spans = None if spans is None else spans()

    def app(self) -> ASGIApp:
        """The application; its lifespan is that of the parts."""
        settings, origins = self._settings, Origins(self._settings.trusted_proxies)
        exports = export_routes(Export(self._reader), self._gate, self._clock)
        return build_app(
            self._spans.telling(self._engine) if self._spans else self._engine,
            sdl=f"{self._schema.as_str()}\n",
            ready=self._trouble,
            lifespan=self._lifespan,
            origins=origins,
            doors=Doors(self._recorder, Targets(self._reader), origins, read_instant),
            edge=within_system(settings),
            metrics=self._metrics,
            metrics_for=settings.metrics,
            watches=[*self._watches()],
            explorer=Explorer(settings.explorer_folder),
            reports=[*report_routes(self._pages, self._clock), *exports],
        )

    def _watches(self) -> Iterator[Watch]:
        if self._settings.access_log == "on":
            yield AccessLog
        if self._spans is not None:
            yield self._spans.around

    def _counts(self) -> Metrics:
        metrics = Metrics(self._settings.metrics_folder)
        metrics.add(of_clicks(self._recorder.tally, self._clock))
        if self._engine.cache is not None:
            metrics.add(of_cache(self._engine.cache))
        return metrics

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self._recorder.start()
        writing = asyncio.create_task(self._metrics.write_down())
        yield
        writing.cancel()
        self._recorder.close()
        self._engine.close()
        self._pages.close()
        await self._reader.close()
        if self._spans is not None:
            await self._spans.close()

    async def _trouble(self) -> str | None:
        """Why nothing can be answered or recorded; None where all is well."""
        # First by who has the database open, and would leave a file that was replaced in order.
        trouble = await self._recorder.trouble()
        try:
            require_database(self._settings)
        except DatabaseNotReadyError as error:
            return str(error)
        return trouble


def documents_of(settings: Settings) -> Documents:
    """Which documents run; SettingsError for a file of trusted ones that cannot be used."""
    if settings.trusted_documents is None:
        return PersistedDocuments(settings.persisted_query_bytes)
    return TrustedDocuments(read_trusted_documents(settings.trusted_documents))


def spans_of(settings: Settings) -> "type[Spans] | None":
    """What makes spans, imported only where they are asked for; SettingsError where it is not
    installed."""
    if settings.otel_exporter_otlp_endpoint is None or settings.otel_sdk_disabled == "true":
        return None
    try:
        from graph.http.spans import Spans
    except ImportError:
        raise SettingsError(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, which needs OpenTelemetry: `pip install "
            "opentelemetry-sdk opentelemetry-exporter-otlp-proto-http`, or set OTEL_SDK_DISABLED "
            "to true"
        ) from None
    return Spans


def require_database(settings: Settings) -> None:
    """Raise DatabaseNotReadyError unless the configured database can be served from."""
    require_file(settings)
    engine = open_engine(settings, read_only=True)
    try:
        require_schema(engine)
    finally:
        engine.dispose()
