"""A whole answer over HTTP, and the refusal that becomes one."""

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import NamedTuple

from starlette.types import Send

from graph.http.headers import EVERY_ANSWER, Header
from graph.http.whole import send_whole

_WITHOUT_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


class Head:
    """Status and headers of an answer, but for its Content-Length; most are made only once."""

    def __init__(self, status: int, headers: Iterable[Header]) -> None:
        """The headers go out unchecked: nothing that a client sent may be among them."""
        self.status = HTTPStatus(status)
        self._headers = list(headers)
        lines = [b"%s: %s\r\n" % header for header in self._headers]
        self._lines = b"HTTP/1.1 %d %s\r\n" % (status, self.status.phrase.encode())
        self._lines += b"".join(lines)
        self._has_body = self.status not in _WITHOUT_BODY

    def lines(self, length: int) -> bytes:
        """What goes over the wire before a body of so many bytes, but for the empty line."""
        if self._has_body:
            return b"%scontent-length: %d\r\n" % (self._lines, length)
        return self._lines

    def headers(self, length: int) -> list[Header]:
        """The headers before a body of so many bytes, as ASGI has them."""
        if self._has_body:
            return [(b"content-length", b"%d" % length), *self._headers]
        return self._headers


class Reply(NamedTuple):
    head: Head
    body: bytes

    async def send(self, send: Send) -> None:
        length = len(self.body)
        if send_whole(send, self.head.lines(length), self.body):
            return
        status, headers = int(self.head.status), self.head.headers(length)
        await send({"type": "http.response.start", "status": status, "headers": headers})
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


def raw_refusal(status: int, message: str) -> bytes:
    """The whole of an answer over the wire after which the connection is closed."""
    extra: tuple[Header, ...] = ((b"retry-after", b"1"),) if status == 503 else ()
    body = error_body(message)
    head = Head(
        status,
        (
            (b"content-type", b"application/json; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
            *EVERY_ANSWER,
            *extra,
        ),
    )
    return head.lines(len(body)) + b"\r\n" + body


def error_body(message: str) -> bytes:
    """A GraphQL response with one error and no data."""
    response = {"errors": [{"message": message}]}
    return json.dumps(response, ensure_ascii=False, separators=(",", ":")).encode()
