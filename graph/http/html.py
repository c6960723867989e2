"""Small pages for people, and whether a request comes from one."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse

from graph.http.media import HTML, JSON, parse_accept, weigh

STATIC = Path(__file__).parent / "static"
STYLE = (STATIC / "page.css").read_text()
_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; frame-ancestors 'none'"


def wants_html(request: Request) -> bool:
    """Whether the Accept header names HTML, as browsers do, and not JSON before it."""
    ranges = parse_accept(request.headers.get("accept", "*/*").encode("latin-1"))
    html = weigh(ranges, HTML)
    return html.is_named and html.quality > 0 and html >= weigh(ranges, JSON)


def page_of(title: str, body: str, status: int = 200) -> HTMLResponse:
    """An answer with that page."""
    headers = {"content-security-policy": POLICY, "vary": "Accept"}
    return HTMLResponse(html_of(title, body), status_code=status, headers=headers)


def html_of(title: str, body: str) -> str:
    """A page with the body, which is HTML already; POLICY is the one for it."""
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Roadmap graph</title>
<link rel="icon" href="data:,">
<style>{STYLE}</style>
<main>{body}</main>
</html>
"""
