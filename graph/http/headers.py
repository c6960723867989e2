"""The headers that every answer carries, and the few that the endpoint reads of a request."""

from collections.abc import Iterable
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]

EVERY_ANSWER: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),  # reads are open to all; credentials are never allowed
    (b"content-security-policy", b"frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),  # for browsers that do not know frame-ancestors
)


class RequestHeaders(NamedTuple):
    """What the endpoint reads of a request's headers; null where one is absent."""

    accept: bytes | None
    content_type: bytes | None
    content_length: bytes | None
    content_encoding: bytes | None
    if_none_match: bytes | None


def read_headers(headers: Iterable[Header]) -> RequestHeaders:
    """Header lines of one name are joined by a comma, as HTTP has it."""
    accept = content_type = content_length = content_encoding = if_none_match = None
    for name, value in headers:
        if name == b"accept":
            accept = value if accept is None else accept + b"," + value
        elif name == b"content-type":
            content_type = value if content_type is None else content_type + b"," + value
        elif name == b"content-length":
            content_length = value
        elif name == b"content-encoding":
            content_encoding = value
        elif name == b"if-none-match":
            if_none_match = value if if_none_match is None else if_none_match + b"," + value
    return RequestHeaders(accept, content_type, content_length, content_encoding, if_none_match)


class EveryAnswer:
    """Puts EVERY_ANSWER on whatever `app` answers over HTTP, its 500s included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *EVERY_ANSWER]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
