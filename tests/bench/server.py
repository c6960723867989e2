"""A server process of the benchmark: started, pinned to a core, its CPU time read, ended."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from graph.settings import ROOT

START_LIMIT = 20.0
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
PATIENT = {"STATEMENT_SECONDS": "60"}
"""On a busy machine a statement must not be stopped half measured."""
UNCACHED = {"ANSWER_CACHE_BYTES": "0", **PATIENT}
"""A few requests, sent in turn, would all be answered from the cache."""
UVICORN = (
    *("-m", "uvicorn", "--factory", "--log-level", "warning", "--no-access-log"),
    *("--no-server-header", "--no-proxy-headers", "--http", "httptools", "--loop", "uvloop"),
)
OURS = ("-m", "graph", "serve")
BY_HAND = (*UVICORN, "tests.bench.byhand.app:make_app")
BARE_CLICKS = (*UVICORN, "tests.bench.byhand.clicks:make_app")
USUAL = (*UVICORN, "tests.bench.usual.app:make_app")
CONSTANT = (*UVICORN, "tests.bench.asgi:make_constant_app")


class Server:
    """`python` with those arguments and a free `--port`, on one database and one core."""

    def __init__(
        self,
        arguments: Sequence[str],
        database: str,
        environ: Mapping[str, str] = UNCACHED,
        core: int = 0,
    ) -> None:
        self.port = _free_port()
        started = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments, "--port", str(self.port)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": f"sqlite:///{database}", **environ},
            stderr=subprocess.PIPE,
        )
        pin(core, self._process.pid)
        self._wait()
        self.start_seconds = time.perf_counter() - started

    def cpu(self) -> float:
        """Seconds of CPU that the process, all its threads together, has used."""
        return time.clock_gettime(_cpu_clock(self._process.pid))

    def memory(self) -> float:
        """MiB of the process that are in memory now."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def close(self) -> None:
        self._process.terminate()
        self._process.communicate()

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _wait(self) -> None:
        """Until it listens; its own words where it does not."""
        until = time.perf_counter() + START_LIMIT
        while time.perf_counter() < until and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                time.sleep(0.002)
            else:
                return
        self._process.kill()
        raise RuntimeError(self._process.communicate()[1].decode())


def pin(core: int, pid: int = 0) -> None:
    """Keep a process, or this one, on one of the machine's cores, where the system lets it."""
    if CORES:
        os.sched_setaffinity(pid, {CORES[core % len(CORES)]})


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """Keep this process on one of the machine's cores for a while."""
    pin(core)
    try:
        yield
    finally:
        if CORES:
            os.sched_setaffinity(0, CORES)


def _cpu_clock(pid: int) -> int:
    """Linux's number for the CPU clock of a process, as clock_getcpuclockid(3) makes it."""
    return (~pid << 3) | 2


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
