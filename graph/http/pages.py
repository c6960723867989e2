"""What is here beside the endpoint: a page for people, the explorer, the SDL, and health."""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from strawberry.http.ides import get_graphql_ide_html

from graph.http.media import HTML, JSON, parse_accept, weigh
from graph.http.metrics import Metrics
from graph.settings import MetricsFor

Ready = Callable[[], Awaitable[str | None]]
"""Answers null, or one sentence that says why requests cannot be answered now."""

Page = Callable[[Request], Awaitable[Response]]

PATHS = {
    "/graphql": "the API: GraphQL by POST or GET",
    "/graphiql": "the explorer, for a browser",
    "/schema.graphql": "the schema, in GraphQL's definition language",
    "/healthz": "whether the process lives",
    "/readyz": "whether it can answer",
    "/metrics": "counts, for Prometheus",
}


def page_routes(
    *, sdl: str, ready: Ready, metrics: Metrics, metrics_for: MetricsFor
) -> list[Route]:
    return [
        Route("/", home),
        Route("/graphiql", _constant(HTMLResponse, explorer_html())),
        Route("/schema.graphql", _constant(PlainTextResponse, sdl)),
        Route("/healthz", _constant(PlainTextResponse, "ok")),
        Route("/readyz", _readiness(ready)),
        Route("/metrics", _metrics(metrics, metrics_for)),
    ]


def _constant(kind: type[Response], body: str) -> Page:
    async def page(_request: Request) -> Response:
        return kind(body)

    return page


def _readiness(ready: Ready) -> Page:
    async def readyz(_request: Request) -> Response:
        reason = await ready()
        if reason is None:
            return PlainTextResponse("ready")
        return PlainTextResponse(reason, status_code=503)

    return readyz


def _metrics(metrics: Metrics, shown_to: MetricsFor) -> Page:
    async def page(request: Request) -> Response:
        if shown_to == "off" or (shown_to == "local" and not _is_local(request)):
            return await not_found(request, HTTPException(404))
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return page


def _is_local(request: Request) -> bool:
    """Whether it comes from this machine, and not through a proxy on it."""
    forwarded = {"x-forwarded-for", "forwarded", "via"} & set(request.headers)
    client = request.client
    try:
        return client is not None and ip_address(client.host).is_loopback and not forwarded
    except ValueError:  # a socket of the file system has no address
        return False


async def home(request: Request) -> Response:
    """The paths: a page for a person, a list for a machine that prefers JSON."""
    ranges = parse_accept(request.headers.get("accept", "*/*").encode("latin-1"))
    vary = {"Vary": "Accept"}
    if weigh(ranges, JSON).quality > weigh(ranges, HTML).quality:
        paths = [{"path": path, "description": text} for path, text in PATHS.items()]
        return JSONResponse({"paths": paths}, headers=vary)
    return HTMLResponse(_HOME, headers=vary)


_ITEMS = "\n".join(
    f'  <li><a href="{path}">{path}</a>: {text}</li>' for path, text in PATHS.items()
)
_HOME = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Roadmap graph</title>
<h1>Roadmap graph</h1>
<p>A GraphQL API over developer roadmaps. Here are:</p>
<ul>
{_ITEMS}
</ul>
</html>
"""

_PAGE_URL = 'window.location.href.split("?")[0]'


def explorer_html() -> str:
    """Strawberry's GraphiQL page, which asks its own URL, turned to ask /graphql."""
    html = get_graphql_ide_html("graphiql")
    if html.count(_PAGE_URL) != 1:
        raise RuntimeError("Strawberry's GraphiQL page has changed: see where it sets fetchURL")
    return html.replace(_PAGE_URL, 'new URL("/graphql", window.location.href).href')


async def not_found(_request: Request, _error: Exception) -> Response:
    text = f"There is nothing at this path; there is {', '.join(['/', *PATHS])}."
    return PlainTextResponse(text, status_code=404)
