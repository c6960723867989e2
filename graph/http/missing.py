"""What is said where nothing is, or nothing is done by that method."""

from collections.abc import Mapping
from html import escape

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


def not_allowed(request: Request, allowed: Mapping[str, str]) -> Response:
    """405, in the same two forms; `allowed` is the header that says which methods there are."""
    message = f"This path does not take {request.method}: it takes {allowed['Allow']}."
    if wants_html(request):
        response: Response = page_of("Not by this method", f"<p>{escape(message)}</p>", 405)
    else:
        errors = {"errors": [{"message": message}]}
        response = JSONResponse(errors, status_code=405, headers={"vary": "Accept"})
    response.headers.update(allowed)
    return response
