"""A server that is told to end while it is busy resets nobody."""

import socket
from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread
from time import sleep

import pytest

from tests.http.process import toy_server

CLIENTS = 12
BODY = b'{"query":"{ hello }"}'
REQUEST = (
    b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n%s\r\n%s"
)
ANSWER = b'{"data": {"hello": "Hello you"}}'


def whole_answer(connection: socket.socket, extra: bytes = b"") -> bytes:
    """The answer to one more request; what came of it where the connection ends before."""
    connection.sendall(REQUEST % (len(BODY), extra, BODY))
    answer = b""
    while not answer.endswith(ANSWER):
        piece = connection.recv(65_536)
        if not piece:
            return answer
        answer += piece
    return answer


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def keeps_its_connection(port: int, begun: Barrier) -> str:
    """Asks again and again until it is told that there will be no more."""
    with connected(port) as connection:
        begun.wait()
        while True:
            answer = whole_answer(connection)
            if not answer.endswith(ANSWER):
                return f"cut off after {answer!r}"
            if b"\r\nconnection: close\r\n" in answer:
                return "told" if connection.recv(1) == b"" else "not closed"


def comes_anew(port: int, begun: Barrier) -> str:
    """Makes a connection for each request until there are no more."""
    begun.wait()
    while True:
        try:
            connection = connected(port)
        except ConnectionRefusedError:
            return "refused"
        with connection:
            answer = whole_answer(connection, b"Connection: close\r\n")
            if not answer.endswith(ANSWER):
                return f"cut off after {answer!r}"


KINDS = {"keeps": (keeps_its_connection, "told"), "anew": (comes_anew, "refused")}


@pytest.mark.parametrize(("client", "end"), KINDS.values(), ids=[*KINDS])
@pytest.mark.parametrize("workers", [1, 2])
def test_every_request_that_is_sent_is_answered(
    client: Callable[[int, Barrier], str], end: str, workers: int
) -> None:
    ends: Counter[str] = Counter()
    begun = Barrier(CLIENTS + 1, timeout=30)

    def run(port: int) -> None:
        try:
            ends[client(port, begun)] += 1
        except OSError as error:
            ends[type(error).__name__] += 1

    with toy_server(workers) as server:
        threads = [Thread(target=run, args=(server.port,)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        begun.wait()
        sleep(0.2)
        server.ask_to_end()
        for thread in threads:
            thread.join()
    assert ends == {end: CLIENTS}
