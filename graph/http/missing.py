"""What is said where nothing is."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph.http.html import page_of, wants_html

MESSAGE = "There is nothing at this path; / lists what there is."
_BODY = """
<h1>There is nothing at this path</h1>
<p>Perhaps its address was mistyped. <a href="/">The start page</a> lists what there is.</p>
"""


def not_found(request: Request) -> Response:
    """404: a page for a person, an error of GraphQL's form for all others."""
    if wants_html(request):
        return page_of("Nothing here", _BODY, 404)
    errors = {"errors": [{"message": MESSAGE}]}
    return JSONResponse(errors, status_code=404, headers={"vary": "Accept"})
