"""The process that serves: uvicorn, with our settings and its log in lines on stderr."""

import os
import sys
from contextlib import suppress
from dataclasses import replace
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from resource import RLIMIT_NOFILE, getrlimit, setrlimit
from signal import SIGTERM
from threading import Thread
from typing import Any

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from graph.http.connection import Connection
from graph.http.draining import DrainingProcess, DrainingServer
from graph.http.edge import Edge
from graph.log import FORMATTERS, LogFormat, Repeats

SERVER_OPTIONS: dict[str, Any] = {
    "loop": "auto",  # uvloop, where there is one
    "http": Connection,
    "ws": "none",
    "lifespan": "on",  # "auto" would serve on after a startup that failed
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,  # whoever connects could claim any address
    "timeout_graceful_shutdown": 10,
}


def logging_of(log_format: LogFormat) -> dict[str, Any]:
    """Every logger's lines go to stderr."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": FORMATTERS[log_format]}},
        "filters": {"repeats": {"()": Repeats}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["repeats"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "graph": {"level": "INFO"},
            # uvicorn warns of whatever is no HTTP, so that a stranger could fill the disk.
            "graph.connection": {"level": "ERROR"},
            # It warns of whatever trace a stranger claims to go on from.
            "opentelemetry": {"level": "ERROR"},
            "uvicorn": {"level": "INFO"},
        },
    }


SPARE_FILES = 128
"""Kept for databases, logs and pages."""


def within_system(edge: Edge) -> Edge:
    """What a connection may take, with no more of them than the system lets this process have."""
    soft, hard = getrlimit(RLIMIT_NOFILE)
    if soft < hard and soft < edge.connection_limit + SPARE_FILES:
        soft = min(hard, edge.connection_limit + SPARE_FILES)
        setrlimit(RLIMIT_NOFILE, (soft, hard))
    return replace(edge, connection_limit=min(edge.connection_limit, max(1, soft - SPARE_FILES)))


def let_threads_take_turns() -> None:
    """Have a thread that works let go of the interpreter after a millisecond, and not after five,
    which the event loop would wait for several times in each request."""
    sys.setswitchinterval(0.001)


def end_with_parent() -> None:
    """Have a process that serves beside others end once the one that started it is gone, by
    whatever: nobody would ever end it, and it would keep the port."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent,), name="parent", daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), SIGTERM)


class Processes(Multiprocess):
    """Several processes that accept connections at one socket."""

    def init_processes(self) -> None:
        self.processes = [
            DrainingProcess(self.config, self.sockets) for _ in range(self.processes_num)
        ]
        for process in self.processes:
            process.start()

    def terminate_all(self) -> None:
        """End them, and listen no longer: once they do not, a connection that the system still
        took for us would be one that nobody answers, until it is reset."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()


def serve(
    factory: str,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
    log_format: LogFormat = "text",
) -> None:
    """Serve until a signal ends it; raises SystemExit where the start fails.

    `factory` is "module:function": each worker process calls it for an application of its own.
    """
    config = uvicorn.Config(
        factory,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_config=logging_of(log_format),
        **SERVER_OPTIONS,
    )
    if workers > 1:
        Processes(config, [config.bind_socket()]).run()
    else:
        _serve_alone(config)


def _serve_alone(config: uvicorn.Config) -> None:
    server = DrainingServer(config)
    # By itself it would have an address of IPv6 for nothing else, where several processes answer
    # IPv4 at [::], too.
    sockets = [config.bind_socket()] if ":" in config.host else None
    with suppress(KeyboardInterrupt):
        server.run(sockets)
    if not server.started:
        sys.exit(STARTUP_FAILURE)
