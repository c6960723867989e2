"""Requests that are answered past ASGI, most of them while they are being read.

Most queries are prepared, and take SQLite less time than uvicorn takes to set up a cycle and ASGI's
messages for them. So whatever came whole in one piece is first shown to the application's shortcut
for its URL; what that does not answer goes by ASGI.

This reaches into uvicorn, of which `pyproject.toml` therefore admits only the version that it was
written for. Under any other server everything goes by ASGI.
"""

from asyncio import Event, Future
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from graph.http.headers import Header, RequestHeaders, read_headers
from graph.http.pace import PacedProtocol
from graph.http.reply import Reply
from graph.http.request_id import HEADER, REQUEST_IDS
from graph.http.whole import write_whole
from graph.log import REQUEST_ID

Done = Future[Any]
ReplyOf = Callable[[Done], Reply]
"""The answer, by what is done; whatever went wrong is in the answer, too."""


class Waiting(NamedTuple):
    """What is answered in a while."""

    done: Done
    reply: ReplyOf


Shortcut = Callable[[Scope, RequestHeaders, bytes], Reply | Waiting | None]
"""Answers a POST by its headers, its body, and what of its scope is known before the path; None
where anything is amiss."""


class Awaited:
    """Takes the place of uvicorn's cycle for a request that is answered in a while."""

    __slots__ = (
        *("default_headers", "disconnected", "keep_alive"),
        *("response_complete", "response_started"),
    )
    message_event = Event()
    """Nobody waits for it."""

    def __init__(self, default_headers: list[Header]) -> None:
        self.default_headers = default_headers
        self.keep_alive = True
        self.disconnected = self.response_started = self.response_complete = False


class PromptProtocol(PacedProtocol):
    """uvicorn's protocol, which looks at the application's `shortcuts` first, if it has any.

    Only the first request of what is read at a time takes one, so that nobody who sends a
    thousand at once keeps all others waiting for as many answers.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._shortcuts: Mapping[bytes, Shortcut] = getattr(self.app, "shortcuts", {})
        self._shortcut: Shortcut | None = None
        """Of the request that is being read, while it may be taken."""
        self._is_first = True
        self._body = b""

    def data_received(self, data: bytes) -> None:
        self._is_first = True
        super().data_received(data)

    def take(self, piece: bytes) -> None:
        super().take(piece)
        if self._shortcut is not None and not self.transport.is_closing():
            self._go_by_asgi()  # the rest of the body is still to come

    def on_headers_complete(self) -> None:
        self._shortcut = self._shortcuts.get(self.url) if self._may_be_prompt() else None
        self._is_first = False
        if self._shortcut is None:
            self.begin_cycle()

    def _may_be_prompt(self) -> bool:
        """Whether the answer can be written at once, and is like any other."""
        parser = self.parser
        return (
            self._is_first
            and (self.cycle is None or self.cycle.response_complete)
            and not self.flow.write_paused
            and parser.get_method() == b"POST"
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
            and not parser.should_upgrade()
        )

    def begin_cycle(self) -> None:
        """Have the application answer the request, whose headers are known."""
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if self._shortcut is None:
            super().on_body(body)
        else:
            self._body += body

    def on_message_complete(self) -> None:
        if self._shortcut is not None:
            scope = cast(Scope, self.scope)
            headers = read_headers(scope["headers"])
            taken = self._shortcut(scope, headers, self._body)
            if taken is not None:
                self._shortcut, self._body = None, b""
                self._answer(taken, (HEADER, REQUEST_IDS.of(headers.get(HEADER))))
                return
            self._go_by_asgi()
        super().on_message_complete()

    def _go_by_asgi(self) -> None:
        body, self._shortcut, self._body = self._body, None, b""
        self.begin_cycle()
        if body:
            super().on_body(body)

    def _answer(self, taken: Reply | Waiting, named: Header) -> None:
        headers = [*self.server_state.default_headers, named]
        if isinstance(taken, Reply):
            self._write(taken, headers)
            self.server_state.total_requests += 1
            return
        awaited = Awaited(headers)
        self.begin_waiting(awaited)
        give = partial(self._give, awaited, taken.reply, named[1].decode())
        taken.done.add_done_callback(give)

    def begin_waiting(self, awaited: Awaited) -> None:
        """From now on that is the request which is being answered, and others wait for it."""
        self.cycle = cast(RequestResponseCycle, awaited)

    def _give(self, awaited: Awaited, reply_of: ReplyOf, request_id: str, done: Done) -> None:
        REQUEST_ID.set(request_id)  # in this callback's own context
        reply = reply_of(done)
        if awaited.disconnected or self.transport.is_closing():
            return
        self._write(reply, awaited.default_headers)
        awaited.response_complete = True
        if not awaited.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _write(self, reply: Reply, headers: Sequence[Header]) -> None:
        write_whole(self.transport, reply.head.lines(len(reply.body)), headers, reply.body)
