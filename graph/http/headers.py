"""The headers that every answer carries, and those of a request."""

from collections.abc import Collection, Iterable, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]

EVERY_ANSWER: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),  # reads are open to all; credentials are never allowed
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),  # for browsers that do not know frame-ancestors
)


RequestHeaders = Mapping[bytes, bytes]
"""By their names in small letters."""


def read_headers(lines: Collection[Header]) -> RequestHeaders:
    """The headers of a request; lines of one name are joined by a comma, as HTTP has it."""
    headers = dict(lines)
    return headers if len(headers) == len(lines) else _joined(lines)


def _joined(lines: Iterable[Header]) -> RequestHeaders:
    given: dict[bytes, bytes] = {}
    for name, value in lines:
        given[name] = given[name] + b"," + value if name in given else value
    return given


def bearer_token(authorization: bytes) -> str | None:
    """The token in an Authorization header; None where it has another scheme."""
    scheme, _, token = authorization.decode("latin-1").strip().partition(" ")
    return (token.strip() or None) if scheme.lower() == "bearer" else None


class EveryAnswer:
    """Puts EVERY_ANSWER on whatever `app` answers over HTTP, its 500s included; what a page says
    itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = dict(message["headers"])
                rest = [header for header in EVERY_ANSWER if header[0] not in said]
                message = {**message, "headers": [*message["headers"], *rest]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
