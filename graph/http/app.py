"""The ASGI application: the endpoint first, and Starlette for all the rest."""

from collections.abc import Callable, Mapping, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

from graph.http.doors import Doors
from graph.http.edge import Edge
from graph.http.endpoint import GraphQLEndpoint
from graph.http.explorer import Explorer
from graph.http.headers import EveryAnswer
from graph.http.metrics import Metrics
from graph.http.missing import not_allowed, not_found
from graph.http.origin import Origins
from graph.http.pages import Ready, page_routes
from graph.http.redirect import GO_PATH
from graph.http.script import SCRIPT_PATH, Script
from graph.http.shortcut import Shortcut
from graph.log import REQUEST_ID
from graph.plan.answer import Engine
from graph.settings import MetricsFor

GRAPHQL_PATH = "/graphql"

Watch = Callable[[ASGIApp], ASGIApp]
"""Puts something around an application that looks at its requests and answers."""


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
    watches: Sequence[Watch] = (),
    doors: Doors | None = None,
    explorer: Explorer | None = None,
    reports: Sequence[Route] = (),
) -> ASGIApp:
    """`engine` over HTTP, with its pages.

    `sdl` is served as the schema. `ready` is asked at each /readyz. `lifespan` is Starlette's: it
    opens before the first request and closes after the last. `origins` tells who clicks; by
    default whoever connects. `edge` says what a connection may take. `metrics` count,
    and are shown to those for whom they are. Each request passes through the `watches`.
    `doors` are the other ways for clicks, `reports` the pages of those; by default there are none.
    `explorer` has its files in a folder; without one it says that they are missing.
    """
    metrics = metrics or Metrics()
    about = page_routes(
        sdl=sdl,
        ready=ready,
        metrics=metrics,
        metrics_for=metrics_for,
        explorer=explorer or Explorer(None),
    )
    pages = Starlette(
        routes=[*about, *reports],
        exception_handlers={404: _nothing_here, 405: _not_so},
        lifespan=lifespan,
    )
    pages.router.redirect_slashes = False  # a redirect would be built from the client's Host
    edge = edge or Edge()
    endpoint = GraphQLEndpoint(
        engine, origins or Origins(), metrics, max_body_bytes=edge.body_limit
    )
    application = _Application(endpoint, EveryAnswer(pages), edge, doors)
    for watch in watches:
        application.watch(watch)
    return application


async def _nothing_here(request: Request, _error: Exception) -> Response:
    return not_found(request)


async def _not_so(request: Request, error: Exception) -> Response:
    headers = error.headers if isinstance(error, HTTPException) else None
    return not_allowed(request, headers or {"Allow": "GET"})


class _Application:
    """Past the router for GraphQL and clicks: routing and Starlette's layers cost more than our
    own work."""

    def __init__(
        self, endpoint: GraphQLEndpoint, pages: ASGIApp, edge: Edge, doors: Doors | None
    ) -> None:
        self.edge = edge
        self.shortcuts: Mapping[bytes, Shortcut] = {
            GRAPHQL_PATH.encode(): endpoint.at_once,
            **(doors.shortcuts if doors else {}),
        }
        self._paths: dict[str, ASGIApp] = {GRAPHQL_PATH: endpoint, SCRIPT_PATH: Script()}
        if doors is not None:
            self._paths.update(doors.paths)
        self._redirect = doors.redirect if doors else pages
        self._pages = pages

    def watch(self, watch: Watch) -> None:
        """From now on each request passes through it, after it got its id."""
        self.shortcuts = {}
        self._paths = {path: watch(app) for path, app in self._paths.items()}
        self._redirect, self._pages = watch(self._redirect), watch(self._pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._pages(scope, receive, send)
            return
        if "state" in scope:
            REQUEST_ID.set(scope["state"].get("request_id", ""))
        path = scope["path"]
        app = self._paths.get(path)
        if app is None:
            app = self._redirect if path.startswith(GO_PATH) else self._pages
        await app(scope, receive, send)
