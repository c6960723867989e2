"""What stands in the log: one line for each thing that happened, whatever is in it."""

import json
import logging
import re

import pytest

from graph.log import REQUEST_ID, JsonLines, TextLines

INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000"


def record(
    message: str, *arguments: object, error: BaseException | None = None
) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("graph.x", logging.ERROR, "x.py", 1, message, arguments, info)


def failed() -> LookupError:
    try:
        try:
            raise OSError("disk\nfull")
        except OSError as cause:
            raise LookupError("no row") from cause
    except LookupError as error:
        return error


HOSTILE = "a\nb\r\x1b[31m\x00\u2028\x9bc"
ESCAPED = r"a\nb\r\x1b[31m\x00\u2028\x9bc"

TEXTS = {
    "plain": (record("%s is %d", "x", 1), "x is 1"),
    "with control characters": (record("%s", HOSTILE), ESCAPED),
    "with ends of lines": (record("Exception in application\n"), "Exception in application"),
}


@pytest.mark.parametrize(("found", "text"), TEXTS.values(), ids=[*TEXTS])
def test_a_line_of_text(found: logging.LogRecord, text: str) -> None:
    line = TextLines().format(found)
    assert re.fullmatch(INSTANT, line.partition(" ")[0])
    assert line.partition(" ")[2] == f"ERROR graph.x: {text}"


def test_a_failure_is_one_line_with_its_cause() -> None:
    line = TextLines().format(record("it failed", error=failed()))
    where = r"at \S+test_log\.py:\d+ in failed"
    failure = rf"LookupError: no row {where}; because of OSError: disk\\nfull {where}"
    assert re.fullmatch(rf"\S+ ERROR graph\.x: it failed; {failure}", line)


def test_a_line_names_its_request() -> None:
    token = REQUEST_ID.set("abc-1")
    try:
        text, told = TextLines().format(record("x")), json.loads(JsonLines().format(record("x")))
    finally:
        REQUEST_ID.reset(token)
    assert text.endswith(" ERROR graph.x [abc-1]: x")
    assert told["request"] == "abc-1"


def test_a_line_of_json() -> None:
    line = JsonLines().format(record("%s", HOSTILE, error=failed()))
    told = json.loads(line)
    assert line.isprintable()
    assert re.fullmatch(INSTANT, told.pop("time"))
    assert told.pop("failure").startswith("LookupError: no row at ")
    assert told == {"level": "ERROR", "logger": "graph.x", "message": HOSTILE}
