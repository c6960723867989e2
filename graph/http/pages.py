"""What is here beside the endpoint: a page for people, the explorer, the SDL, and health."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from strawberry.http.ides import get_graphql_ide_html

from graph.http.media import HTML, JSON, parse_accept, weigh

Ready = Callable[[], Awaitable[str | None]]
"""Answers null, or one sentence that says why requests cannot be answered now."""

Page = Callable[[Request], Awaitable[Response]]

PATHS = {
    "/graphql": "the API: GraphQL by POST or GET",
    "/graphiql": "the explorer, for a browser",
    "/schema.graphql": "the schema, in GraphQL's definition language",
    "/healthz": "whether the process lives",
    "/readyz": "whether it can answer",
}


def page_routes(*, sdl: str, ready: Ready) -> list[Route]:
    return [
        Route("/", home),
        Route("/graphiql", _constant(HTMLResponse, explorer_html())),
        Route("/schema.graphql", _constant(PlainTextResponse, sdl)),
        Route("/healthz", _constant(PlainTextResponse, "ok")),
        Route("/readyz", _readiness(ready)),
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
