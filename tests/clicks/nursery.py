"""Servers that start at once: forks of a process that has everything imported.

A new interpreter would take ten times as long as the few clicks that a kill is to meet.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from graph.settings import ROOT, SqliteModule

START_LIMIT = 30.0


class Nursery:
    """Forks a server for each line it is told."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def serve(self, database_url: str, module: SqliteModule, port: int = 0) -> "Server":
        """A server on that database, once it listens; on any port that is free, if none is said."""
        port = port or free_port()
        process_id = int(self._ask(f"serve {port} {module} {database_url}"))
        wait_for(port)
        return Server(self, port, process_id)

    def wait(self, process_id: int) -> int:
        """How that server ended, negative for a signal."""
        return int(self._ask(f"wait {process_id}"))

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()


class Server:
    def __init__(self, nursery: Nursery, port: int, process_id: int) -> None:
        self.port = port
        self._nursery = nursery
        self._process_id = process_id

    def end(self, number: signal.Signals) -> int:
        """Send it the signal, and wait until it is gone."""
        os.kill(self._process_id, number)
        return self._nursery.wait(self._process_id)


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Its servers, where a test has left any, end with it."""
    with subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield Nursery(process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    until = time.monotonic() + START_LIMIT
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.005)
        else:
            return
    raise AssertionError(f"nothing listens on port {port}")


def run() -> None:
    """The process itself: answers each line on stdin by one on stdout."""
    import graph.__main__  # noqa: F401  the servers are to have it already

    for line in sys.stdin:
        command, *rest = line.split()
        if command == "wait":
            answer = os.waitstatus_to_exitcode(os.waitpid(int(rest[0]), 0)[1])
        else:
            answer = os.fork() or serve(*rest)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def serve(port: str, module: str, database_url: str) -> int:
    """Never returns."""
    from graph.http.server import serve as serve_until_told

    os.environ |= {"DATABASE_URL": database_url, "SQLITE_MODULE": module}
    serve_until_told("graph.__main__:make_app", port=int(port))
    os._exit(0)


if __name__ == "__main__":
    run()
