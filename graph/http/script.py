"""GET /clicks.js: the script by which a page records clicks on its sponsors' links."""

from hashlib import sha256
from pathlib import Path

from starlette.types import Receive, Scope, Send

from graph.http.headers import EVERY_ANSWER, Header, read_headers
from graph.http.reply import Head, Reply
from graph.http.tags import entity_tag, known_tags

SCRIPT_PATH = "/clicks.js"
TEXT = Path(__file__).with_name("clicks.js")


class Script:
    """One file, read once; pages ask again whether it has changed."""

    def __init__(self) -> None:
        body = TEXT.read_bytes()
        self._tag = sha256(body).hexdigest()[:32]
        kept: tuple[Header, ...] = (
            (b"etag", entity_tag(self._tag, "")),
            (b"cache-control", b"public, max-age=3600"),
            (b"cross-origin-resource-policy", b"cross-origin"),  # it is made for other sites
            *EVERY_ANSWER,
        )
        js: Header = (b"content-type", b"text/javascript; charset=utf-8")
        self._whole = Reply(Head(200, (js, *kept)), body)
        self._unchanged = Reply(Head(304, kept), b"")
        self._refused = Reply(Head(405, ((b"allow", b"GET, HEAD"), *EVERY_ANSWER)), b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  ASGI
        await self._reply(scope).send(send)

    def _reply(self, scope: Scope) -> Reply:
        if scope["method"] not in ("GET", "HEAD"):
            return self._refused
        headers = read_headers(scope["headers"])
        known = self._tag in known_tags(headers.get(b"if-none-match"), "")
        return self._unchanged if known else self._whole
