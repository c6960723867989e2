"""/reports/clicks.csv and /reports/clicks.jsonl: the stored clicks, streamed to who has a token."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date, datetime

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from graph.http.reply import error_body
from graph.http.reports import HEADERS, PATH, token_of
from graph.plan.answer import Gate
from graph.plan.reader import TooLongError, UnavailableError
from graph.reports.export import Click, Export, Span
from graph.reports.lines import HEADS, LINES
from graph.reports.period import read_day

MEDIA: Mapping[str, str] = {"csv": "text/csv", "jsonl": "application/jsonl"}
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="reports"'}


def export_routes(export: Export, gate: Gate, clock: Callable[[], datetime]) -> list[Route]:
    """One route for each format."""
    clicks = {kind: _Clicks(export, gate, clock, kind) for kind in LINES}
    return [Route(f"{PATH}/clicks.{kind}", each.stream) for kind, each in clicks.items()]


class _Clicks:
    """Streams the clicks that a token shows, in one format."""

    def __init__(
        self, export: Export, gate: Gate, clock: Callable[[], datetime], kind: str
    ) -> None:
        self._export = export
        self._gate = gate
        self._clock = clock
        self._kind = kind

    async def stream(self, request: Request) -> Response:
        try:
            access = await self._gate.access(token_of(request), self._clock())
            if access is None:
                message = (
                    "Clicks are exported to who has a token: `Authorization: Bearer TOKEN`, "
                    "with the word Bearer."
                )
                return _refusal(401, message, CHALLENGE)
            span = _span(request.query_params)
            pages = self._export.pages(access, span)
            first: Sequence[Click] = await anext(
                pages, []
            )  # before it begins, an answer can still say no
        except ValueError as error:
            return _refusal(400, str(error))
        except (UnavailableError, TooLongError):
            return _refusal(503, "The database does not answer; try again.")
        lines = self._lines(first, pages, has_head=span.after is None)
        name = f'attachment; filename="clicks.{self._kind}"'
        headers = {**HEADERS, "Content-Disposition": name}
        return StreamingResponse(lines, media_type=MEDIA[self._kind], headers=headers)

    async def _lines(
        self, first: Sequence[Click], rest: AsyncIterator[Sequence[Click]], *, has_head: bool
    ) -> AsyncIterator[str]:
        """What goes on from an earlier export has no head, so that it can be put behind that."""
        yield (HEADS[self._kind] if has_head else "") + LINES[self._kind](first)
        async for clicks in rest:
            yield LINES[self._kind](clicks)


def _refusal(status: int, message: str, extra: Mapping[str, str] | None = None) -> Response:
    """An error of GraphQL's form, as the other paths for programs answer."""
    return Response(error_body(message), status, {**HEADERS, **(extra or {})}, "application/json")


def _span(asked: QueryParams) -> Span:
    """What the URL asks for; ValueError for what makes no sense."""
    first, last = (asked.get(name) for name in ("from", "to"))
    span = Span(
        read_day(first) if first else date.min,
        read_day(last) if last else date.max,
        asked.get("after"),
    )
    _ = span.number
    return span
