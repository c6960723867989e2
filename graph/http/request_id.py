"""What a request is called, in its answer's header and in the log."""

import re
import secrets
from itertools import count

HEADER = b"x-request-id"
_SANE = re.compile(rb"[A-Za-z0-9._~:+/=@-]{1,128}")


class RequestIds:
    """Names for the requests of one process."""

    def __init__(self) -> None:
        self._made = secrets.token_hex(4).encode() + b"-%x"
        self._numbers = count(1)

    def of(self, given: bytes | None) -> bytes:
        """The name that the client gave, if it can stand in a line of a log; else a new one."""
        if given is not None and _SANE.fullmatch(given):
            return given
        return self._made % next(self._numbers)


REQUEST_IDS = RequestIds()
