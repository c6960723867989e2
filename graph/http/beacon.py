"""POST /clicks: a click as a page's script sends it, by `fetch` or `sendBeacon`.

The body is the input object of `recordSponsorClick`, as JSON. It may come as text/plain, so that a
browser need not ask beforehand whether it may send it from another origin.
"""

from asyncio import Future
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from math import ceil
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from graph.clicks.record import Recorder
from graph.clicks.results import (
    Click,
    ClickRateLimited,
    ClickStoreUnavailable,
    IdempotencyConflict,
    InvalidClick,
    NoSponsor,
    PlacementNotFound,
    Result,
    RoadmapNotFound,
    SponsorClickRecorded,
)
from graph.http.body import read_body
from graph.http.document import parse_json
from graph.http.fault import logged_fault
from graph.http.headers import EVERY_ANSWER, Header, RequestHeaders, read_headers
from graph.http.origin import Origins
from graph.http.reply import Head, Refusal, Reply, error_body, malformed
from graph.http.shortcut import Waiting

CLICKS_PATH = "/clicks"
MAX_BYTES = 8 * 1024
TYPES = (b"application/json", b"text/plain", b"")

_METHODS: Header = (b"allow", b"POST, OPTIONS")
_NO_STORE: Header = (b"cache-control", b"no-store")
RECORDED = Reply(Head(204, (_NO_STORE, *EVERY_ANSWER)), b"")
PREFLIGHT = Reply(
    Head(
        204,
        (
            _METHODS,
            (b"access-control-allow-methods", b"POST"),
            (b"access-control-allow-headers", b"content-type"),
            (b"access-control-max-age", b"86400"),
            *EVERY_ANSWER,
        ),
    ),
    b"",
)
STATUSES: Mapping[type, int] = {
    RoadmapNotFound: 404,
    NoSponsor: 404,
    PlacementNotFound: 404,
    IdempotencyConflict: 409,
    InvalidClick: 400,
    ClickRateLimited: 429,
    ClickStoreUnavailable: 503,
}

ReadInstant = Callable[[Any], datetime]
FIELDS = ("roadmap", "placement", "clientEventId", "occurredAt", "sentAt")


class Beacon:
    """Records what is posted; 204 once it is on disk. `instant` reads a DateTime of the API."""

    def __init__(self, recorder: Recorder, origins: Origins, instant: ReadInstant) -> None:
        self._recorder = recorder
        self._origins = origins
        self._instant = instant

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            reply = await self._reply(scope, receive)
        except Refusal as refusal:
            reply = _refusal(refusal.status, refusal.message, *refusal.headers)
        except ClientDisconnect:
            return  # nobody is left to answer
        await reply.send(send)

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        if scope["method"] == "OPTIONS":
            return PREFLIGHT
        if scope["method"] != "POST":
            raise Refusal(405, "A click comes by POST.", [_METHODS])
        headers = read_headers(scope["headers"])
        _require_type(headers.get(b"content-type", b""))
        body = await read_body(receive, headers.get(b"content-length"), MAX_BYTES)
        done = self._recorded(scope, headers, body)
        with suppress(Exception):
            await done
        return _reply_of(done)

    def at_once(self, scope: Scope, headers: RequestHeaders, body: bytes) -> Waiting | None:
        """The click in a POST that is already there, on its way to the disk; None for what is none:
        `__call__` says why."""
        if len(body) > MAX_BYTES:
            return None
        try:
            _require_type(headers.get(b"content-type", b""))
            return Waiting(self._recorded(scope, headers, body), _reply_of)
        except Exception:
            return None

    def _recorded(self, scope: Scope, headers: RequestHeaders, body: bytes) -> "Future[Result]":
        click = self._click(parse_json(body, "The body"))
        return self._recorder.record(click, self._origins.of(scope, headers, "BEACON"))

    def _click(self, told: Any) -> Click:
        """The click that the body tells of; Refusal with what was expected where it tells none."""
        if not isinstance(told, dict):
            raise malformed(f"The body must be a JSON object with {_listed(FIELDS)}.")
        if unknown := told.keys() - FIELDS:
            raise malformed(f"A click has no `{min(unknown)}`; it has {_listed(FIELDS)}.")
        roadmap = _text(told, "roadmap")
        if roadmap is None:
            raise malformed("A click needs `roadmap`, the slug of the page.")
        return Click(
            roadmap,
            _text(told, "placement"),
            _text(told, "clientEventId"),
            self._moment(told, "occurredAt"),
            self._moment(told, "sentAt"),
        )

    def _moment(self, told: Mapping[str, Any], name: str) -> datetime | None:
        text = told.get(name)
        try:
            return None if text is None else self._instant(text)
        except ValueError as error:
            raise malformed(f"`{name}`: {error}.") from None


def _require_type(content_type: bytes) -> None:
    if content_type.partition(b";")[0].strip().lower() not in TYPES:
        raise Refusal(415, "The Content-Type must be application/json or text/plain.")


def _text(told: Mapping[str, Any], name: str) -> str | None:
    text = told.get(name)
    if text is None or isinstance(text, str):
        return text
    raise malformed(f"`{name}` must be a string.")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _reply_of(done: "Future[Result]") -> Reply:
    try:
        return _told(done.result())
    except Exception:
        return _refusal(500, logged_fault())


def _told(result: Result) -> Reply:
    if isinstance(result, SponsorClickRecorded):
        return RECORDED
    return _refusal(STATUSES[type(result)], result.message, *_retry_after(result))


def _retry_after(result: Result) -> list[Header]:
    if isinstance(result, ClickStoreUnavailable | ClickRateLimited):
        return [(b"retry-after", b"%d" % ceil(result.retry_after_ms / 1_000))]
    return []


def _refusal(status: int, message: str, *headers: Header) -> Reply:
    json_type: Header = (b"content-type", b"application/json")
    return Reply(Head(status, (_NO_STORE, json_type, *headers, *EVERY_ANSWER)), error_body(message))
