"""A whole answer handed to uvicorn in one piece.

By ASGI's messages uvicorn searches every header of every answer by two regular expressions, joins
the head anew and writes it apart from the body, which costs as much as a small query does. Our
heads are constants that are known to be sound, so here they go past all that.

This reaches into uvicorn, of which `pyproject.toml` therefore admits only the version it was
written for; any other server, and whatever is out of the ordinary, gets ASGI's messages.
"""

from asyncio import Transport
from collections.abc import Iterable

from starlette.types import Send
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from graph.http.headers import Header

CLOSE: Header = (b"connection", b"close")
"""On an answer after which the connection ends."""
JOINED_BYTES = 65_536
"""A longer body is written by itself: to copy it costs more than a second write."""


def send_whole(send: Send, head: bytes, body: bytes) -> bool:
    """Send the answer, unless it must go by ASGI's messages; whether it was sent.

    `head` begins with the status line and has a Content-Length where one belongs; its last line
    ends with CRLF. The headers that are uvicorn's own are added, as it would.
    """
    cycle = getattr(send, "__self__", None)
    if type(cycle) is not RequestResponseCycle or not _is_ordinary(cycle):
        return False
    headers = cycle.default_headers
    if not cycle.keep_alive and CLOSE not in headers:
        headers = [*headers, CLOSE]
    cycle.response_started = True
    cycle.waiting_for_100_continue = False  # whoever still waits learns from the answer
    write_whole(cycle.transport, head, headers, body)
    _complete(cycle)
    return True


def write_whole(transport: Transport, head: bytes, headers: Iterable[Header], body: bytes) -> None:
    """Write an answer with those headers beside the head's own."""
    lines = [head]
    for name, value in headers:
        lines += (name, b": ", value, b"\r\n")
    lines.append(b"\r\n")
    if len(body) <= JOINED_BYTES:
        lines.append(body)
    transport.write(b"".join(lines))
    if len(body) > JOINED_BYTES:
        transport.write(body)


def _is_ordinary(cycle: RequestResponseCycle) -> bool:
    """Whether there is somebody to answer, at once, with a body, and without a line in a log."""
    return not (
        cycle.disconnected
        or cycle.flow.write_paused
        or cycle.response_started
        or cycle.access_log
        or cycle.scope["method"] == "HEAD"
    )


def _complete(cycle: RequestResponseCycle) -> None:
    """What uvicorn does after the last piece of a body."""
    cycle.response_complete = True
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
