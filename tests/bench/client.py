"""An HTTP client for load: a few keep-alive connections, each with one request under way."""

import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle
from select import EPOLLIN, epoll

RECEIVE_BYTES = 1 << 18
NO_HEADERS: Mapping[str, str] = {}
_END = b"\r\n\r\n"
_GOOD = (b"HTTP/1.1 200", b"HTTP/1.1 204")


def request_bytes(
    body: bytes, path: str = "/graphql", headers: Mapping[str, str] = NO_HEADERS
) -> bytes:
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode() + body


class Connection:
    """One connection, and what has arrived of the answer under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""
        self._length = 0

    def send(self, request: bytes) -> None:
        self._received, self._length = b"", 0
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """The body once it is whole; RuntimeError for any status but 200 and 204."""
        arrived = self.socket.recv(RECEIVE_BYTES)
        self._received = self._received + arrived if self._received else arrived
        if not self._length:
            self._read_head(not arrived)
        if not self._length or len(self._received) < self._length:
            return None
        return self._received[self._received.index(_END) + 4 :]

    def _read_head(self, is_closed: bool) -> None:
        end = self._received.find(_END)
        if is_closed or (end >= 0 and not self._received.startswith(_GOOD)):
            raise RuntimeError(f"the server answered {self._received[:1000]!r}")
        if end >= 0:
            head = self._received[:end].lower() + b"\r\n"
            length = head.partition(b"content-length:")[2].partition(b"\r")[0]
            self._length = end + 4 + int(length or 0)


def ask(port: int, requests: Sequence[bytes]) -> list[bytes]:
    """The answers' bodies, one after the other over one connection."""
    connection = Connection(port)
    answers = []
    for request in requests:
        connection.send(request)
        while (body := connection.receive()) is None:
            pass
        answers.append(body)
    connection.socket.close()
    return answers


def load(
    port: int, requests: Iterable[bytes], connections: int, seconds: float
) -> tuple[int, float]:
    """How many requests were answered by so many connections, in how long: about the time given,
    and at least one by each."""
    started = time.perf_counter()
    until = started + seconds
    waiting = cycle(requests) if isinstance(requests, Sequence) else iter(requests)
    opened = [Connection(port) for _ in range(connections)]
    by_file = {connection.socket.fileno(): connection for connection in opened}
    poll = epoll()
    for file, connection in by_file.items():
        poll.register(file, EPOLLIN)
        connection.send(next(waiting))
    answered = sum(1 for _ in _answers(poll, by_file, waiting, until))
    for connection in opened:
        connection.socket.close()
    poll.close()
    return answered, time.perf_counter() - started


def _answers(
    poll: epoll, by_file: dict[int, Connection], waiting: Iterator[bytes], until: float
) -> Iterator[None]:
    """One for each answer; after the time is over no further requests are sent."""
    under_way = len(by_file)
    while under_way:
        for file, _ in poll.poll():
            connection = by_file[file]
            if connection.receive() is None:
                continue
            yield
            if time.perf_counter() < until:
                connection.send(next(waiting))
            else:
                under_way -= 1
