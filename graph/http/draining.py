"""A server that ends without a reset of anybody's connection.

uvicorn closes the socket that it listens on while clients, whom the system has already let in, wait
there to be accepted; the system then resets them. Here they are accepted first. Which connections
get one more answer is for `graph.http.connection` to say.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from socket import socket

import uvicorn
from uvicorn.supervisors.multiprocess import Process


class DrainingServer(uvicorn.Server):
    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        spare = [socket(fileno=os.dup(fileno)) for fileno in self._listening(sockets)]
        for server in self.servers:
            server.close()
        for each in sockets or ():
            each.close()
        await asyncio.sleep(0)  # now they are closed, and clients come to none but the spare ones
        for client in [client for each in spare for client in _waiting(each)]:
            with suppress(OSError):  # it has left
                await asyncio.get_running_loop().connect_accepted_socket(self._connection, client)
        await super().shutdown(sockets)

    def _listening(self, sockets: list[socket] | None) -> list[int]:
        if sockets is not None:
            return [each.fileno() for each in sockets]
        return [each.fileno() for server in self.servers for each in server.sockets]

    def _connection(self) -> asyncio.Protocol:
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made


def _waiting(listening: socket) -> Iterator[socket]:
    """Whoever waits to be accepted; the socket is closed once nobody does."""
    with listening, suppress(BlockingIOError):
        listening.setblocking(False)
        while True:
            client, _ = listening.accept()
            client.setblocking(False)
            yield client


class DrainingProcess(Process):
    """One of several processes, with such a server."""

    @property
    def server(self) -> uvicorn.Server:
        if self._server is None:
            self._server = DrainingServer(self.config)
        return self._server
