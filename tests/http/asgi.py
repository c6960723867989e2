"""One HTTP exchange with an ASGI application, without a socket."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message

Header = tuple[str, str]


@dataclass(frozen=True)
class Response:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Exchange:
    """What was sent and how much of it was read; `response` is null where nothing was answered."""

    chunks: Sequence[bytes] = (b"",)
    leaves: bool = False
    """Whether the client goes away after the last chunk instead of ending the body."""
    read: int = 0
    sent: list[Message] = field(default_factory=list)

    async def receive(self) -> Message:
        if self.read == len(self.chunks):
            return {"type": "http.disconnect"}
        self.read += 1
        more = self.read < len(self.chunks) or self.leaves
        return {"type": "http.request", "body": self.chunks[self.read - 1], "more_body": more}

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def response(self) -> Response | None:
        if not self.sent:
            return None
        start, *bodies = self.sent
        headers = [(name.decode(), value.decode()) for name, value in start["headers"]]
        assert len(headers) == len(dict(headers)), "no header comes twice"
        body = b"".join(message["body"] for message in bodies).decode()
        return Response(start["status"], dict(headers), body)


def run(
    app: ASGIApp,
    exchange: Exchange,
    method: str,
    url: str,
    headers: Iterable[Header] = (),
    client: str = "127.0.0.1",
) -> Exchange:
    path, _, query_string = url.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "client": (client, 1),
        "path": path,
        "root_path": "",
        "query_string": query_string.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }

    async def call() -> None:
        await app(scope, exchange.receive, exchange.send)

    asyncio.run(call())
    return exchange


def request(
    app: ASGIApp,
    method: str,
    url: str,
    headers: Iterable[Header] = (),
    body: bytes = b"",
    client: str = "127.0.0.1",
) -> Response:
    response = run(app, Exchange([body]), method, url, headers, client).response
    assert response is not None
    return response


def post(app: ASGIApp, body: bytes, *headers: Header) -> Response:
    """POST to /graphql as JSON; `headers` come in addition."""
    return request(app, "POST", "/graphql", [("content-type", "application/json"), *headers], body)
