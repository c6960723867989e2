"""What a request is called, in its answer's header and in the log."""

import re
import secrets
from collections.abc import Iterable
from itertools import count

from graph.http.headers import Header

HEADER = b"x-request-id"
_SANE = re.compile(rb"[A-Za-z0-9._~:+/=@-]{1,128}")


class RequestIds:
    """Names for the requests of one process."""

    def __init__(self) -> None:
        self._prefix = secrets.token_hex(4)
        self._numbers = count(1)

    def of(self, headers: Iterable[Header]) -> bytes:
        """The name that the client gave, if it can stand in a line of a log; else a new one."""
        given = dict(headers).get(HEADER)
        if given is not None and _SANE.fullmatch(given):
            return given
        return b"%s-%x" % (self._prefix.encode(), next(self._numbers))
