"""Connections that nobody fills with more than allowed, and that end in good order.

uvicorn limits neither the length of the headers nor how many connections there are.
"""

import logging
import re
from asyncio import Transport
from itertools import islice
from typing import Any, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from graph.http.edge import Edge
from graph.http.headers import read_headers
from graph.http.request_id import HEADER, REQUEST_IDS
from graph.http.timed import State, TimedProtocol
from graph.http.whole import CLOSE

log = logging.getLogger("graph.connection")

LAST_SECONDS = 0.5
"""For a request that is under way to a server that ends."""


class Connection(TimedProtocol):
    """One connection; the application says in `edge` what is allowed."""

    ROOM = 64
    """Connections that are closed at once where there are too many."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.logger = log
        self._arrived = 0
        """Bytes since there was a piece of a body, or the end of a request."""
        self._is_further = False
        self._refusal: tuple[int, str] | None = None
        self._ends = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.edge.connection_limit and not self._make_room():
            self.refuse(503, "There are too many connections just now; try again.")

    def _make_room(self) -> bool:
        """Close some that are idle; whether there were any."""
        others = (each for each in self.connections if each is not self)
        idle = (each for each in others if getattr(each, "state", None) is State.IDLE)
        found = list(islice(idle, self.ROOM))
        for each in found:
            each.transport.close()
        return bool(found)

    # What arrives

    def take(self, piece: bytes) -> None:
        if self.state is State.IDLE:
            self.now_is(State.HEAD)
            if b"pgrade" in piece or b"PGRADE" in piece:
                piece = _without_upgrade(piece)
        self._arrived += len(piece)
        self._is_further = False
        super().take(piece)
        if self._is_further:
            self._arrived = 0
        elif self._arrived > self.edge.header_limit:  # trailers are limited, too
            self.refuse(431, _too_long(self.edge))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self.state is not State.HEAD:
            self.now_is(State.HEAD)

    def on_headers_complete(self) -> None:
        edge = self.edge
        if len(self.headers) > edge.header_count_limit:
            self._refusal = 431, f"At most {edge.header_count_limit} headers may be sent."
        elif self._arrived > edge.header_limit and self._head_bytes() > edge.header_limit:
            self._refusal = 414 if len(self.url) * 2 > edge.header_limit else 431, _too_long(edge)
        elif self.parser.should_upgrade():
            self._refusal = 400, "Another protocol can only be asked for by the first piece."
        if self._refusal is not None:
            raise ValueError  # the parser stops, and `send_400_response` is called
        self.state = State.BODY
        super().on_headers_complete()
        self.headers = []  # not the request's, which trailers must not become

    def begin_cycle(self) -> None:
        super().begin_cycle()
        self._name_request()
        if self._ends:
            self._let_be_last(self.cycle)

    def _name_request(self) -> None:
        """Have whatever answers carry the request's id; the task that answers has yet to begin."""
        cycle = self.cycle
        request_id = REQUEST_IDS.of(read_headers(cast(Scope, cycle.scope)["headers"]).get(HEADER))
        cycle.scope["state"]["request_id"] = request_id.decode()
        cycle.default_headers = [*cycle.default_headers, (HEADER, request_id)]

    def _head_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def on_body(self, body: bytes) -> None:
        self._is_further = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._is_further = True
        super().on_message_complete()
        is_answered = self.cycle is None or self.cycle.response_complete
        self.state = State.IDLE if is_answered and not self.pipeline else State.ANSWER

    def on_response_complete(self) -> None:
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        # What is left of a body that was refused is thrown away, and may take as long as any.
        self.now_is(State.IDLE if self.state is State.ANSWER else self.state)

    # What is refused

    def send_400_response(self, _msg: str) -> None:
        self.refuse(*(self._refusal or (400, "This is not HTTP/1.1 as it is written.")))

    # How it ends

    def shutdown(self) -> None:
        """Answer what is under way, and close. That may be a request on an idle connection, too:
        closed at once it would be reset, and its client could not tell what became of it."""
        self._ends, self._shortcuts = True, {}
        if self.cycle is not None and not self.cycle.response_complete:
            self._let_be_last(self.cycle)
        self.loop.call_later(LAST_SECONDS, self._close_once_idle)

    def _let_be_last(self, cycle: RequestResponseCycle) -> None:
        cycle.keep_alive = False
        cycle.default_headers = [*cycle.default_headers, CLOSE]

    def _close_once_idle(self) -> None:
        if self.state is State.IDLE:
            self.transport.close()
        elif not self.transport.is_closing():
            self.loop.call_later(LAST_SECONDS, self._close_once_idle)


def _too_long(edge: Edge) -> str:
    return f"The first line and the headers may have {edge.header_limit} bytes together."


_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*(\r\n[ \t][^\r\n]*)*", re.IGNORECASE)


def _without_upgrade(data: bytes) -> bytes:
    """A request that would rather speak another protocol, as if it would not.

    HTTP lets us, and Java's client asks so of every server; but of such a request the parser
    leaves out the body.
    """
    head, end, body = data.partition(b"\r\n\r\n")
    return _UPGRADE.sub(b"", head) + end + body
