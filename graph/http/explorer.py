"""/graphiql: GraphiQL from our own disk, under a policy that lets the browser ask nobody else."""

from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from graph.http.assets import pinned_files, read_assets
from graph.http.html import STATIC, page_of
from graph.http.missing import not_found

PATH = "/graphiql"
ASSETS = f"{PATH}/assets"
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # its editor sets styles on the lines it shows
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
"""For files that have their version in their name."""
FOR_NOW = {"cache-control": "no-cache"}

MISSING = """
<h1>The explorer is not here yet</h1>
<p>Its files are made by others and are no part of this project. One command gets them, checks
their hashes, and puts them where this server finds them; it need not be started again:</p>
<pre>make explorer</pre>
<p>Where there is no <code>make</code>: <code>python -m graph explorer</code>. Meanwhile
<a href="/schema.graphql">the schema</a> says what can be asked, and any GraphQL client can ask it
at <code>/graphql</code>.</p>
"""


class Explorer:
    """The page and its files, as soon as they are in the folder."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._own = {f.name: f.read_bytes() for f in STATIC.glob("explorer.*")}
        self._assets: Mapping[str, bytes] | None = None

    def routes(self) -> list[Route]:
        return [
            Route(PATH, self.page),
            Route(f"{ASSETS}/{{name:path}}", self.asset),
        ]

    async def page(self, _request: Request) -> Response:
        if self._assets is None and self._folder is not None:
            self._assets = read_assets(self._folder)
        if self._assets is None:
            return page_of("The explorer is not here yet", MISSING)
        return HTMLResponse(PAGE, headers={"content-security-policy": POLICY, **FOR_NOW})

    async def asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        content = self._own.get(name) or (self._assets or {}).get(name)
        if content is None:
            return not_found(request)
        kept = FOR_NOW if name in self._own else FOR_EVER
        return Response(content, media_type=TYPES[Path(name).suffix], headers=kept)


def _tag(name: str) -> str:
    if name.endswith(".css"):
        return f'<link rel="stylesheet" href="{ASSETS}/{name}">'
    return f'<script src="{ASSETS}/{name}" defer></script>'


_TAGS = "\n".join(
    _tag(name) for name in [*(f.name for f in pinned_files()), "explorer.css", "explorer.js"]
)
PAGE = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Explorer - Roadmap graph</title>
<link rel="icon" href="data:,">
{_TAGS}
<div id="explorer"><p>The explorer is loading. It needs JavaScript.</p></div>
</html>
"""
