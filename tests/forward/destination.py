"""An HTTP server that keeps what it is sent, and answers as it is told to."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple


class Received(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Destination:
    """`answers` are the statuses, with headers, of the next requests; after them it answers 204."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/clicks"

    def numbers(self) -> list[list[int]]:
        """The numbers of the clicks in each request that it took or refused."""
        return [
            [int(bytes.fromhex(click["id"]).decode().partition(":")[2]) for click in clicks]
            for clicks in (received.json["clicks"] for received in self.received)
        ]

    def __enter__(self) -> "Destination":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler_of(destination: Destination) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            destination.received.append(Received(self.path, headers, body))
            status, extra = destination.answers.pop(0) if destination.answers else (204, {})
            self.send_response(status)
            for name, value in {"content-length": "0", **extra}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Not on the tests' output."""

    return Handler
