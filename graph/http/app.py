"""The ASGI application: the endpoint first, and Starlette for all the rest."""

from starlette.applications import Starlette
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

from graph.http.access import AccessLog
from graph.http.edge import Edge
from graph.http.endpoint import GraphQLEndpoint
from graph.http.headers import EveryAnswer
from graph.http.metrics import Metrics
from graph.http.origin import Origins
from graph.http.pages import Ready, not_found, page_routes
from graph.log import REQUEST_ID
from graph.plan.answer import Engine
from graph.settings import MetricsFor

GRAPHQL_PATH = "/graphql"


def build_app(
    engine: Engine,
    *,
    sdl: str,
    ready: Ready,
    lifespan: Lifespan[Starlette] | None = None,
    origins: Origins | None = None,
    edge: Edge | None = None,
    metrics: Metrics | None = None,
    metrics_for: MetricsFor = "local",
    logs_access: bool = False,
) -> ASGIApp:
    """`engine` over HTTP, with its pages.

    `sdl` is served as the schema. `ready` is asked at each /readyz. `lifespan` is Starlette's: it
    opens before the first request and closes after the last. `origins` tells who clicks; by
    default whoever connects. `edge` says what a connection may take. `metrics` count,
    and are shown to those for whom they are. With `logs_access` each request is a line of the log.
    """
    metrics = metrics or Metrics()
    pages = Starlette(
        routes=page_routes(sdl=sdl, ready=ready, metrics=metrics, metrics_for=metrics_for),
        exception_handlers={404: not_found},
        lifespan=lifespan,
    )
    pages.router.redirect_slashes = False  # a redirect would be built from the client's Host
    edge = edge or Edge()
    endpoint: ASGIApp = GraphQLEndpoint(
        engine, origins or Origins(), metrics, max_body_bytes=edge.body_limit
    )
    all_else: ASGIApp = EveryAnswer(pages)
    if logs_access:
        endpoint, all_else = AccessLog(endpoint), AccessLog(all_else)
    return _Application(endpoint, all_else, edge)


class _Application:
    """Past the router for GraphQL: routing and Starlette's layers cost more than our own work."""

    def __init__(self, endpoint: ASGIApp, pages: ASGIApp, edge: Edge) -> None:
        self.edge = edge
        self._endpoint = endpoint
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            REQUEST_ID.set(scope.get("state", {}).get("request_id", ""))
            if scope["path"] == GRAPHQL_PATH:
                await self._endpoint(scope, receive, send)
                return
        await self._pages(scope, receive, send)
