"""/reports: pages for people who have a token, which is kept in a cookie and never in a URL."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from graph.http.headers import bearer_token
from graph.plan.answer import Engine, Outcome
from graph.reports.ask import Asker, RefusedReportError
from graph.reports.page import FOLDER, read_page, templates
from graph.reports.period import PeriodError, read_period

PATH = "/reports"
COOKIE = "reports_token"
COOKIE_SECONDS = 12 * 60 * 60
LONGEST_FORM = 2_000
"""Bytes."""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # a form's Origin is null without it
}
WRONG = "This token opens nothing: it may have expired or been revoked."
STATUSES = {Outcome.UNAUTHENTICATED: 401, Outcome.REFUSED: 400, Outcome.UNAVAILABLE: 503}


def report_routes(engine: Engine, clock: Callable[[], datetime]) -> list[Route]:
    """The pages over an engine that any document runs on."""
    pages = ReportPages(engine, clock)
    return [
        Route(PATH, pages.answer, methods=["GET", "POST"]),  # one, so that Allow has both
        Route(f"{PATH}/leave", pages.leave, methods=["POST"]),
        _file("style.css", "text/css"),
        _file("icon.svg", "image/svg+xml"),
    ]


def _file(name: str, media_type: str) -> Route:
    """A file that the pages refer to."""
    text = (FOLDER / name).read_text()
    headers = {"Cache-Control": "max-age=3600"}

    async def file(_request: Request) -> Response:
        return Response(text, headers=headers, media_type=media_type)

    return Route(f"{PATH}/{name}", file, methods=["GET"])


class ReportPages:
    """Asks the engine in the name of whoever sends a token."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self._templates = templates()

    async def answer(self, request: Request) -> Response:
        return await (self._enter if request.method == "POST" else self._show)(request)

    async def _show(self, request: Request) -> Response:
        """The report, or the form that asks for a token: 200 for who has sent nothing yet, since
        browsers complain of 401."""
        token = token_of(request)
        if token is None:
            return self._sign_in(401 if "authorization" in request.headers else 200, "")
        return await self._report(request, token)

    async def _enter(self, request: Request) -> Response:
        """Keep the form's token in a cookie, if it opens anything."""
        if is_from_elsewhere(request):
            return self._html("problem.html", 403, message="This form comes from another site.")
        token = await _form_token(request)
        shown = await self._report(request, token)
        if shown.status_code != 200:
            return shown
        response = RedirectResponse(PATH, 303, HEADERS)
        _keep(response, request, token)
        return response

    async def leave(self, _request: Request) -> Response:
        """Forget the token."""
        response = RedirectResponse(PATH, 303, HEADERS)
        response.delete_cookie(COOKIE, PATH, httponly=True, samesite="strict")
        return response

    async def _report(self, request: Request, token: str) -> Response:
        asked = request.query_params
        try:
            period = read_period(asked.get("from"), asked.get("to"), self._clock().date())
            told = await read_page(Asker(self._engine, token), period)
        except PeriodError as error:
            return self._html("problem.html", 400, message=str(error))
        except RefusedReportError as error:
            if error.outcome is Outcome.UNAUTHENTICATED:
                return self._sign_in(401, WRONG)
            return self._html("problem.html", STATUSES[error.outcome], message=str(error))
        return self._html("report.html", 200, **told)

    def _sign_in(self, status: int, message: str) -> Response:
        return self._html("sign_in.html", status, message=message)

    def _html(self, name: str, status: int, **told: Any) -> Response:
        return HTMLResponse(self._templates.get_template(name).render(told), status, HEADERS)


def token_of(request: Request) -> str | None:
    """The token of the Authorization header, or of the cookie."""
    header = request.headers.get("authorization")
    if header is not None:
        return bearer_token(header.encode("latin-1"))
    return request.cookies.get(COOKIE)


def is_from_elsewhere(request: Request) -> bool:
    """Whether another site's page sent the form, as far as the browser tells."""
    return request.headers.get("sec-fetch-site", "same-origin") in ("cross-site", "same-site")


async def _form_token(request: Request) -> str:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return ""
    given = parse_qs(body.decode("latin-1")).get("token", [""])
    return given[0].strip()


def _keep(response: Response, request: Request, token: str) -> None:
    response.set_cookie(
        COOKIE,
        token,
        COOKIE_SECONDS,
        path=PATH,
        secure=_is_encrypted(request),
        httponly=True,
        samesite="strict",
    )


def _is_encrypted(request: Request) -> bool:
    """Whether it came by HTTPS, as far as a proxy before us tells; who lies about it only makes
    their own cookie stricter."""
    told = request.headers.get("x-forwarded-proto", "").lower()
    return "https" in (request.url.scheme, *(scheme.strip() for scheme in told.split(",")))
