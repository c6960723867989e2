"""`forward`: tell another system of each click, at least once."""

import argparse
import logging
import re
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from shlex import quote
from threading import Event
from typing import Any, TextIO
from urllib.parse import urlsplit

import httpx2
from sqlalchemy import Engine

from graph.commands.failure import CommandError
from graph.commands.keeper import keepers_database
from graph.forward.outbox import Outbox, destinations, forget
from graph.forward.run import Forwarder
from graph.forward.targets import GoogleAnalytics, Target, Webhook, read_key
from graph.log import FORMATTERS, LogFormat
from graph.settings import Settings

MEASUREMENT_ID = re.compile(r"G-[0-9A-Z]+")
GOOGLE = "https://www.google-analytics.com/mp/collect"
LONGEST_NAME = 100
SECONDS = 10.0
"""A destination has this long for each step of an answer."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def add_forward(commands: Any) -> None:
    """Add the command to a parser's."""
    command = commands.add_parser(
        "forward",
        help="tell another system of the clicks",
        description="Send each click, oldest first, to one destination, at least once, and go on "
        "with new ones until stopped. What was taken is kept in the database under the "
        "destination's name; one that is down is tried again, ever more slowly.",
    )
    where = command.add_mutually_exclusive_group(required=True)
    where.add_argument("--webhook", metavar="URL", help="POST all clicks there as JSON, signed")
    where.add_argument(
        "--ga4", metavar="G-...", help="send the valid ones to that property of Google Analytics"
    )
    where.add_argument(
        "--forget",
        metavar="NAME",
        help="send nothing: have the database forget that destination, so that `retain` keeps no "
        "clicks for it any more",
    )
    command.add_argument(
        "--secret-file",
        metavar="FILE",
        help="holds the webhook's whsec_..., or Google's API secret",
    )
    command.add_argument("--name", help="what the database calls it; by default webhook or ga4")
    command.add_argument("--once", action="store_true", help="send what is there, then end")
    command.add_argument("--ga4-url", metavar="URL", default=GOOGLE, help=f"by default {GOOGLE}")
    command.set_defaults(run=run_forward)


def run_forward(
    options: argparse.Namespace, settings: Settings, clock: Callable[[], datetime], out: TextIO
) -> int:
    """Forward until a signal ends it; with `--once` 1 where not all of it was taken."""
    if not (options.forget or options.secret_file):
        raise CommandError("--secret-file names no file: what is sent is signed by its secret.")
    _log_to(out, settings.log_format)
    with keepers_database(settings) as engine:
        if options.forget:
            _forget(engine, options.forget, out)
            return 0
        return _run(options, engine, clock)


def _forget(engine: Engine, name: str, out: TextIO) -> None:
    if not forget(engine, name):
        known = ", ".join(destinations(engine)) or "none"
        raise CommandError(f"No destination is called {name!r}; known by name: {known}.")
    out.write(f"{name} is forgotten; clicks are no longer kept for it.\n")


def _run(options: argparse.Namespace, engine: Engine, clock: Callable[[], datetime]) -> int:
    name = options.name or ("webhook" if options.webhook else "ga4")
    if len(name) > LONGEST_NAME:
        raise CommandError(f"--name must have at most {LONGEST_NAME} characters.")
    with httpx2.Client(timeout=SECONDS) as client:
        target = _target(options, client, clock)
        forwarder = Forwarder(Outbox(engine, name), target, clock)
        if options.once:
            return 0 if forwarder.drain() else 1
        forwarder.run(_stopped().wait)
    return 0


def _target(
    options: argparse.Namespace, client: httpx2.Client, clock: Callable[[], datetime]
) -> Target:
    secret = _secret(options.secret_file)
    if options.webhook:
        return Webhook(client, _url(options.webhook), _key(secret, options.secret_file), clock)
    if MEASUREMENT_ID.fullmatch(options.ga4) is None:
        raise CommandError(f"{options.ga4!r} is no measurement id: give one such as G-1A2B3C4D5E.")
    return GoogleAnalytics(client, _url(options.ga4_url), options.ga4, secret, clock)


def _url(text: str) -> str:
    try:
        url = urlsplit(text)
    except ValueError:
        url = urlsplit("")
    if url.scheme not in ("http", "https") or not url.hostname:
        raise CommandError(f"{text!r} is not a URL: give one such as https://example.com/clicks.")
    return text


def _secret(path: str) -> bytes:
    """The file's text without the space around it, in which an editor leaves the end of a line."""
    try:
        secret = Path(path).read_bytes().strip()
    except OSError as error:
        raise CommandError(f"The secret {path} cannot be read: {error.strerror}.") from None
    if not secret.isascii() or not secret:
        raise CommandError(f"The secret {path} must be a line of ASCII.")
    return secret


def _key(secret: bytes, path: str) -> bytes:
    key = read_key(secret)
    if key is None:
        raise CommandError(
            f"The secret {path} must be `whsec_` and the base64 of 24 to 64 bytes. To make one in "
            "another file, which must not be there yet: "
            f'(umask 077; set -C; echo "whsec_$(openssl rand -base64 32)" > {quote(path + ".new")})'
        )
    return key


class _Lines(logging.StreamHandler[TextIO]):
    """Lines whose reader may go away: then the command ends as any other does."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        if isinstance(sys.exc_info()[1], BrokenPipeError):
            raise
        super().handleError(record)


def _log_to(out: TextIO, log_format: LogFormat) -> None:
    """One line for each batch. The client's own lines hold the URL, and Google's its secret."""
    handler = _Lines(out)
    handler.setFormatter(FORMATTERS[log_format]())
    logger = logging.getLogger("graph.forward")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False


def _stopped() -> Event:
    """Set by the signals that end a process."""
    stopped = Event()
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: stopped.set())
    return stopped
