"""A line in the log for each request, where it is asked for."""

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("graph.access")


class AccessLog:
    """Tells of each request what it was, and how `app` answered it.

    No query string is told: it may hold what its sender means for nobody's eyes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, length = perf_counter(), 0, 0

        async def counted(message: Message) -> None:
            nonlocal status, length
            status = message.get("status", status)
            length += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            taken = (perf_counter() - begun) * 1_000
            what = f"{scope['method']} {scope['path']}"
            if status:
                log.info(
                    "%s was answered with %d, %d bytes, in %.1f ms", what, status, length, taken
                )
            else:
                log.info("%s was not answered: its client left after %.1f ms", what, taken)
