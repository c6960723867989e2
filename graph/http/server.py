"""The process that serves: uvicorn, with our settings and its log in lines on stderr."""

from typing import Any

import uvicorn

from graph.http.idle import IdleProtocol

SERVER_OPTIONS: dict[str, Any] = {
    "loop": "auto",  # uvloop, where there is one
    "http": IdleProtocol,
    "ws": "none",
    "lifespan": "on",  # "auto" would serve on after a startup that failed
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,  # whoever connects could claim any address
    "timeout_keep_alive": 65,  # proxies keep theirs 60 s, and must not meet one that we closed
    "timeout_graceful_shutdown": 10,
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"graph": {"level": "INFO"}, "uvicorn": {"level": "INFO"}},
}


def serve(factory: str, *, host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve until a signal ends it; raises SystemExit where the start fails.

    `factory` is "module:function": each worker process calls it for an application of its own.
    """
    uvicorn.run(
        factory,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_config=LOGGING,
        **SERVER_OPTIONS,
    )
