"""The process that serves: uvicorn, with our settings and its log in lines on stderr."""

import sys
from dataclasses import replace
from resource import RLIMIT_NOFILE, getrlimit, setrlimit
from typing import Any

import uvicorn

from graph.http.connection import Connection
from graph.http.edge import Edge
from graph.log import FORMATTERS, LogFormat

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
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "graph": {"level": "INFO"},
            # uvicorn warns of whatever is no HTTP, so that a stranger could fill the disk.
            "graph.connection": {"level": "ERROR"},
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
    uvicorn.run(
        factory,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_config=logging_of(log_format),
        **SERVER_OPTIONS,
    )
