"""Requests that are read no faster than they are answered, and a piece at a time.

uvicorn parses whatever a read brings, and reads on after each answer; uvloop reads up to 8 MB
before it looks at another connection. Of small requests or chunks that is enough to keep everybody
else waiting for a second, and whoever sends on has hundreds of megabytes held for what is not
answered yet.
"""

from asyncio import Transport
from typing import Any

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PIECE = 32 * 1024
"""Bytes that are parsed in one go, so that most requests are still read whole;"""
MOST_HEADS = 16
"""but where there are more heads in these than so many,"""
SMALL_PIECE = 1024
"""only so few."""


class PatientFlow(FlowControl):
    """Reads on only when nothing is left of what was read."""

    def __init__(self, transport: Transport) -> None:
        super().__init__(transport)
        self.held = b""

    def resume_reading(self) -> None:
        if not self.held:
            super().resume_reading()


class PacedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which parses no further while a request waits behind another one."""

    flow: PatientFlow

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._goes_on = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.flow = PatientFlow(transport)

    def data_received(self, data: bytes) -> None:
        if len(data) <= SMALL_PIECE and not (self.pipeline or self.flow.held):
            self.take(data)
        else:
            self.flow.held += data
            self._go_on()

    def take(self, piece: bytes) -> None:
        """Parse it, and begin what it asks for."""
        super().data_received(piece)

    def _go_on(self) -> None:
        """Take a piece now, and the next one after everybody else had a turn."""
        self._goes_on, flow = False, self.flow
        if flow.held and not self.pipeline and not self.transport.is_closing():
            size = _size_of_piece(flow.held)
            piece, flow.held = flow.held[:size], flow.held[size:]
            self.take(piece)
        if flow.held:
            flow.pause_reading()
            self._go_on_soon()
        elif not self.pipeline:
            flow.resume_reading()

    def _go_on_soon(self) -> None:
        is_free = not (self.pipeline or self._goes_on or self.transport.is_closing())
        if self.flow.held and is_free:
            self._goes_on = True
            self.loop.call_soon(self._go_on)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._go_on_soon()


def _size_of_piece(held: bytes) -> int:
    return PIECE if held.count(b"\r\n\r\n", 0, PIECE) <= MOST_HEADS else SMALL_PIECE
