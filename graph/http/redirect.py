"""GET /go/{placement}: a link that records the click and leads on, also without any script.

It leads to the URL that stands in the file, and nowhere else. Whatever becomes of the click, the
visitor does not wait for it: after PATIENCE_SECONDS they are on their way.
"""

import asyncio
import logging
from urllib.parse import quote

from starlette.types import Receive, Scope, Send

from graph.clicks.origin import Origin
from graph.clicks.record import Recorder
from graph.clicks.results import Click, SponsorClickRecorded
from graph.clicks.target import Target, Targets
from graph.http.headers import EVERY_ANSWER, Header, read_headers
from graph.http.html import POLICY, html_of
from graph.http.origin import Origins
from graph.http.reply import Head, Reply
from graph.plan.reader import UnavailableError

GO_PATH = "/go/"
PATIENCE_SECONDS = 0.1
"""For the click to be on disk; what is left of 150 ms is for all the rest."""
SAFE = "!#$%&'()*+,/:;=?@[]~"
"""Of a URL, what stays as it is; letters, digits and `-._~` do anyway."""

_CONSTANT: tuple[Header, ...] = (
    (b"cache-control", b"no-store"),
    (b"content-type", b"text/html; charset=utf-8"),
    (b"x-robots-tag", b"noindex, nofollow"),
)
_POLICY: Header = (b"content-security-policy", POLICY.encode())
_PAGE = (*_CONSTANT, _POLICY, *(each for each in EVERY_ANSWER if each[0] != _POLICY[0]))

log = logging.getLogger("graph.http")


class Redirect:
    """Answers 302; HEAD is answered alike, and is no click."""

    def __init__(self, recorder: Recorder, targets: Targets, origins: Origins) -> None:
        self._recorder = recorder
        self._targets = targets
        self._origins = origins
        self._under_way: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  ASGI
        await (await self._reply(scope)).send(send)

    async def _reply(self, scope: Scope) -> Reply:
        if scope["method"] not in ("GET", "HEAD"):
            return _page(
                405,
                "This link is to be followed",
                "It takes GET and HEAD.",
                (b"allow", b"GET, HEAD"),
            )
        placement = scope["path"].removeprefix(GO_PATH)
        try:
            target = await self._targets.of(placement)
        except UnavailableError as error:
            log.error("a target could not be looked up: %s", error)
            return _page(
                503, "This link does not work just now", "Try again.", (b"retry-after", b"1")
            )
        if target is None:
            return _page(404, "This link leads nowhere", "There is no such placement.")
        if scope["method"] == "GET":
            origin = self._origins.of(scope, read_headers(scope["headers"]), "REDIRECT")
            await self._record(Click(target.slug, placement), origin)
        return _leads_to(target)

    async def _record(self, click: Click, origin: Origin) -> None:
        """Until it is on disk, or for as long as a visitor may wait; it goes on by itself."""
        task = asyncio.create_task(self._count(click, origin))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.wait([task], timeout=PATIENCE_SECONDS)

    async def _count(self, click: Click, origin: Origin) -> None:
        """Record it; a click that could not be is counted as missed."""
        if not isinstance(await self._recorder.record(click, origin), SponsorClickRecorded):
            self._recorder.tally.missed += 1


def _leads_to(target: Target) -> Reply:
    location = quote(target.url, safe=SAFE).encode()
    return Reply(Head(302, ((b"location", location), *_CONSTANT, *EVERY_ANSWER)), b"")


def _page(status: int, title: str, more: str, *headers: Header) -> Reply:
    html = html_of(title, f"<h1>{title}</h1>\n<p>{more}</p>")
    return Reply(Head(status, (*headers, *_PAGE)), html.encode())
