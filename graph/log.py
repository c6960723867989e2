"""Lines of the log: one for whatever happened, with the request in which it did."""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

LogFormat = Literal["text", "json"]

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that is being answered; empty outside of one."""

_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}
_ESCAPES = {
    **_CONTROLS,
    0x0A: "\\n",
    0x0D: "\\r",
    0x09: "\\t",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
"""What would break a line, or move a terminal's cursor: it may come from a stranger."""


class TextLines(logging.Formatter):
    """`INSTANT LEVEL LOGGER [REQUEST]: MESSAGE`, control characters escaped."""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{_instant(record)} {record.levelname} {record.name}"
        request_id = REQUEST_ID.get()
        named = f"{head} [{request_id}]" if request_id else head
        message = record.getMessage().strip().translate(_ESCAPES)
        failure = failure_of(record)
        return f"{named}: {message}; {failure}" if failure else f"{named}: {message}"


class JsonLines(logging.Formatter):
    """An object with `time`, `level`, `logger`, `message`, and where there are such `request`, the
    request's id, and `failure`."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": _instant(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage().strip(),
        }
        if request_id := REQUEST_ID.get():
            told["request"] = request_id
        if failure := failure_of(record):
            told["failure"] = failure
        return json.dumps(told)


FORMATTERS: dict[LogFormat, type[logging.Formatter]] = {"text": TextLines, "json": JsonLines}


class Repeats(logging.Filter):
    """Holds back a warning that was said less than SECONDS before, and says with the next one how
    many times: what fails for every click would fill the disk, which may be what is full. A failure
    with its traceback always passes, for an answer has told where to find it."""

    SECONDS = 10.0
    MOST_KNOWN = 1_000

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], tuple[float, int]] = {}
        """When each was said, and how often it was held back since."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING or record.exc_info:
            return True
        message = record.getMessage()
        said_at, held = self._said.get((record.name, message), (-self.SECONDS, 0))
        passes = record.created - said_at >= self.SECONDS
        if len(self._said) >= self.MOST_KNOWN:
            self._said.clear()
        told = (record.created, 0) if passes else (said_at, held + 1)
        self._said[record.name, message] = told
        if passes and held:
            record.msg, record.args = f"{message} (and {held} times before)", ()
        return passes


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S%z")


def failure_of(record: logging.LogRecord) -> str:
    """The exception and what caused it, each with where it went through, the innermost first."""
    told: list[str] = []
    error = record.exc_info[1] if record.exc_info else None
    while error is not None:
        frames = reversed(traceback.extract_tb(error.__traceback__))
        where = ", ".join(f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        told.append(f"{type(error).__name__}: {error} at {where}".translate(_ESCAPES))
        error = error.__cause__
    return "; because of ".join(told)
