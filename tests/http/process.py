"""A server in a process of its own, on a port that was free."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

_PROGRAM = """
import sys
from graph.http import server
if __name__ == "__main__":
    factory, workers, host = sys.argv[1:]
    server.serve(f"tests.http.toy:{factory}", host=host, port=0, workers=int(workers))
"""


class Server:
    """A running server; `log` holds its lines on stderr as far as they were read."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.log: list[str] = []
        self.port = self._wait_for_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask_to_end(self) -> None:
        self._process.terminate()

    def stop(self) -> int:
        """Ask it to end; its exit status, negative for a signal."""
        self.ask_to_end()
        _, rest = self._process.communicate()
        self.log += rest.splitlines()
        return self._process.returncode

    def kill(self) -> int:
        """End it by force; its exit status, once whatever it has started is gone as well."""
        self._process.kill()
        self._process.communicate(timeout=30)
        return self._process.returncode

    def _wait_for_port(self) -> int:
        """The port, once a worker listens on it: with several, that is after it was announced."""
        port, is_up = 0, False
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.log.append(line.rstrip("\n"))
            is_up = is_up or "Application startup complete" in line
            if found := re.search(r"running on http://(?:127\.0\.0\.1|\[::\]):(\d+)", line):
                port = int(found[1])
            if port and is_up:
                _wait_for_listener(port)
                return port
        raise AssertionError("\n".join(self.log))


def _wait_for_listener(port: int) -> None:
    """One of several workers says that it is up just before it listens."""
    while True:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return


def toy_server(
    workers: int = 1, *, factory: str = "make_app", host: str = "127.0.0.1"
) -> AbstractContextManager[Server]:
    """Over the toy schema."""
    return _server(["-c", _PROGRAM, factory, str(workers), host], {})


def graph_server(environ: Mapping[str, str], workers: int = 1) -> AbstractContextManager[Server]:
    """The whole of it, with these settings."""
    arguments = ["-m", "graph", "serve", "--port", "0", "--workers", str(workers)]
    return _server(arguments, environ)


@contextmanager
def _server(arguments: Sequence[str], environ: Mapping[str, str]) -> Iterator[Server]:
    command = [sys.executable, *arguments]
    environment = {**os.environ, **environ}
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield Server(process)
        finally:
            process.terminate()
