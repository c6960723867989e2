"""The body of a POST: of the right type, and no longer than allowed."""

from functools import lru_cache

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from graph.http.headers import RequestHeaders
from graph.http.media import is_json
from graph.http.reply import Refusal

_is_json = lru_cache(maxsize=256)(is_json)
_MEMOISED_BYTES = 128
"""The longest Content-Type that is remembered: a stranger's long ones must not fill the memory."""


def require_json(headers: RequestHeaders) -> None:
    """Refuse with 415 a body that does not claim to be plain JSON in UTF-8."""
    content_type = headers.get(b"content-type", b"")
    check = _is_json if len(content_type) <= _MEMOISED_BYTES else is_json
    if not check(content_type):
        raise Refusal(415, "The Content-Type must be application/json, in UTF-8.")
    if headers.get(b"content-encoding", b"identity") != b"identity":
        raise Refusal(415, "The body must come without a Content-Encoding.")


async def read_body(receive: Receive, content_length: bytes | None, max_bytes: int) -> bytes:
    """The whole body; 413 as soon as it is known to pass `max_bytes`, and nothing is read after.

    Raises ClientDisconnect where the client goes away before the end.
    """
    # Of two different lengths no server lets anything through; by what is none we do not fail.
    announced = content_length or b""
    if announced.isdigit() and int(announced) > max_bytes:
        raise _too_large(max_bytes)
    message = await receive()
    whole: bytes = message.get("body", b"")
    if message["type"] == "http.disconnect" or message.get("more_body") or len(whole) > max_bytes:
        return await _read_rest(receive, message, max_bytes)
    return whole


async def _read_rest(receive: Receive, message: Message, max_bytes: int) -> bytes:
    body = bytearray()
    while message["type"] != "http.disconnect":
        body += message.get("body", b"")
        if len(body) > max_bytes:
            raise _too_large(max_bytes)
        if not message.get("more_body"):
            return bytes(body)
        message = await receive()
    raise ClientDisconnect


def _too_large(max_bytes: int) -> Refusal:
    # No `Connection: close`: it would reset the connection under a client that still writes, and
    # Node's fetch then mostly sees the reset and not the 413. The server throws the rest away.
    return Refusal(413, f"The body must be no longer than {max_bytes} bytes.")
