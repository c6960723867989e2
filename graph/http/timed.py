"""Connections that nobody holds for longer than allowed.

uvicorn does not limit the time that a request takes to arrive, and arms a timer after each answer
that it cancels at the next request, which is a twentieth of what a small query costs. Here one
timer a connection looks now and then how long the connection has been as it is.
"""

from asyncio import TimerHandle, Transport
from enum import Enum, auto
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from graph.http.edge import Edge
from graph.http.reply import raw_refusal
from graph.http.shortcut import Awaited, PromptProtocol

DEFAULT = Edge()


class State(Enum):
    """What a connection waits for."""

    IDLE = auto()
    """The first byte of a request."""
    HEAD = auto()
    """The end of its headers."""
    BODY = auto()
    """The end of its body."""
    ANSWER = auto()
    """Our answer."""


class TimedProtocol(PromptProtocol):
    """uvicorn's protocol, which gives up what takes longer than the application's `edge` allows."""

    LOOKS = 4
    """How often a time is looked at before it is over; by so much of it more may pass."""

    timeout_keep_alive_task: TimerHandle | None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.edge: Edge = getattr(self.app, "edge", DEFAULT)
        self.state = State.IDLE
        self._since = self.loop.time()
        self._unread_since: float | None = None
        self._answered: RequestResponseCycle | None = None
        """The request that is being answered, or was the last one; `cycle` is the one read last."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._look_again()

    def _unset_keepalive_if_required(self) -> None:
        """Nothing: uvicorn would cancel its timer, and ours goes on."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def begin_waiting(self, awaited: Awaited) -> None:
        super().begin_waiting(awaited)
        self._answered = self.cycle

    def now_is(self, state: State) -> None:
        self.state = state
        self._since = self.loop.time()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread_since = self.loop.time()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unread_since = None

    def _look_again(self) -> None:
        edge = self.edge
        shortest = min(
            edge.header_seconds, edge.body_seconds, edge.write_seconds, edge.idle_seconds
        )
        self.timeout_keep_alive_task = self.loop.call_later(shortest / self.LOOKS, self._look)

    def _look(self) -> None:
        """Close what has taken too long."""
        now = self.loop.time()
        if self.transport.is_closing() and self._unread_since is None:
            self._unread_since = now  # what is left to be written may never be read
        unread_since = now if self._unread_since is None else self._unread_since
        if now - unread_since > self.edge.write_seconds:
            self.transport.abort()
        elif now - self._since > self._most_seconds():
            self._time_is_over()
        self._look_again()

    def _most_seconds(self) -> float:
        """How long it may be as it is; an answer takes as long as it takes."""
        match self.state:
            case State.IDLE:
                return self.edge.idle_seconds
            case State.HEAD:
                return self.edge.header_seconds
            case State.BODY:
                return self.edge.body_seconds
            case State.ANSWER:
                return float("inf")

    def _time_is_over(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()  # whoever does not read would keep it open for ever
        elif self.state is State.IDLE:
            self.transport.close()
        else:
            self.refuse(408, f"The request took longer than {self._most_seconds()} seconds.")

    def refuse(self, status: int, message: str) -> None:
        """Answer by ourselves, as far as nothing is answered yet, and close."""
        cycle = self._answered
        if cycle is not None and not cycle.response_complete:
            if cycle.response_started:
                self.transport.abort()
                return
            _leave(cycle)
        if not self.transport.is_closing():
            self.transport.write(raw_refusal(status, message))
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
        if self._answered is not None:
            _leave(self._answered)
        super().connection_lost(exc)


def _leave(cycle: RequestResponseCycle) -> None:
    """Have the application learn that nobody waits any more."""
    cycle.disconnected = True
    cycle.message_event.set()
