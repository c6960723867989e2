"""What is here beside the endpoint: a page for people, the explorer, the SDL, and health."""

import logging
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from graph.http.explorer import Explorer
from graph.http.html import page_of, wants_html
from graph.http.metrics import Metrics
from graph.http.missing import not_found
from graph.http.origin import unmapped
from graph.settings import MetricsFor

log = logging.getLogger("graph.http")

Ready = Callable[[], Awaitable[str | None]]
"""Answers null, or one sentence that says why requests cannot be answered now."""

Page = Callable[[Request], Awaitable[Response]]

PATHS = {
    "/graphql": "the API: GraphQL by POST or GET",
    "/graphiql": "the explorer, for a browser",
    "/reports": "the clicks on sponsors, for those who have a token",
    "/schema.graphql": "the schema, in GraphQL's definition language",
    "/clicks.js": "the script by which a page records clicks on its sponsors' links; a link to "
    "/go/PLACEMENT counts without it",
    "/healthz": "whether the process lives",
    "/readyz": "whether it can answer",
    "/metrics": "counts, for Prometheus",
}


def page_routes(
    *, sdl: str, ready: Ready, metrics: Metrics, metrics_for: MetricsFor, explorer: Explorer
) -> list[Route]:
    return [
        Route("/", home),
        *explorer.routes(),
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
    async def readyz(request: Request) -> Response:
        reason = await ready()
        if reason is None:
            return PlainTextResponse("ready")
        log.warning("not ready: %s", reason)
        # It may name a file or a host, which is nobody's business who asks from elsewhere.
        told = reason if _is_local(request) else "Not ready; the log says why."
        return PlainTextResponse(told, status_code=503)

    return readyz


def _metrics(metrics: Metrics, shown_to: MetricsFor) -> Page:
    async def page(request: Request) -> Response:
        if shown_to == "off" or (shown_to == "local" and not _is_local(request)):
            return not_found(request)
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return page


def _is_local(request: Request) -> bool:
    """Whether it comes from this machine, and not through a proxy on it."""
    forwarded = {"x-forwarded-for", "forwarded", "via"} & set(request.headers)
    client = request.client
    try:
        return (
            client is not None and ip_address(unmapped(client.host)).is_loopback and not forwarded
        )
    except ValueError:  # a socket of the file system has no address
        return False


async def home(request: Request) -> Response:
    """What is here: a page for a person, a list for a machine."""
    if wants_html(request):
        return page_of("Start", _HOME)
    paths = [{"path": path, "description": text} for path, text in PATHS.items()]
    return JSONResponse({"paths": paths}, headers={"vary": "Accept"})


_ITEMS = "\n".join(
    f'<dt><a href="{path}">{path}</a></dt><dd>{text}</dd>' for path, text in PATHS.items()
)
_HOME = f"""
<h1>Roadmap graph</h1>
<p>Developer roadmaps, their tags, keywords, relations and sponsors, as one GraphQL API. The
explorer opens with questions that can be run and changed, and has the whole schema, described.</p>
<a class="start" href="/graphiql">Open the explorer</a>
<dl>
{_ITEMS}
</dl>
"""
