"""A whole answer over HTTP, and the refusal that becomes one."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from starlette.types import Send

from graph.http.headers import Header


class Reply(NamedTuple):
    status: int
    headers: list[Header]
    """All of them, Content-Length included."""
    body: bytes

    async def send(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status, "headers": self.headers}
        await send(start)
        await send({"type": "http.response.body", "body": self.body})


class Refusal(Exception):  # noqa: N818 (the client's error, not ours)
    """A request that does not reach the engine: `message` tells the client what is expected."""

    def __init__(self, status: int, message: str, headers: Iterable[Header] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = tuple(headers)


def malformed(message: str) -> Refusal:
    """The refusal of a request that is not GraphQL over HTTP at all."""
    return Refusal(400, message)


def error_body(message: str) -> bytes:
    """A GraphQL response with one error and no data."""
    response = {"errors": [{"message": message}]}
    return json.dumps(response, ensure_ascii=False, separators=(",", ":")).encode()
