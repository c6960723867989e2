"""What stands in the log: one line for each thing that happened, whatever is in it."""

import json
import logging
import re

import pytest

from graph.log import REQUEST_ID, JsonLines, Repeats, TextLines

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


def said(repeats: Repeats, *found: tuple[float, logging.LogRecord]) -> list[str]:
    """The messages that pass, each at its second."""
    passed = []
    for second, each in found:
        each.created = 1_000 + second
        if repeats.filter(each):
            passed.append(each.getMessage())
    return passed


def test_a_warning_that_repeats_is_said_now_and_then_with_how_often() -> None:
    found = [(second / 10, record("%s is full", "disk")) for second in range(301)]
    assert said(Repeats(), *found) == [
        "disk is full",
        *["disk is full (and 99 times before)"] * 3,
    ]


def test_other_messages_failures_and_plain_lines_are_not_held_back() -> None:
    plain, other = record("started"), record("100% done")
    plain.levelno, other.name = logging.INFO, "graph.y"
    found = [record("a"), record("b"), plain, plain, other, record("100%% done"), record("a")]
    failures = [record("it failed", error=failed()) for _ in range(2)]
    assert said(Repeats(), *[(0, each) for each in [*found, *failures]]) == [
        *("a", "b", "started", "started", "100% done", "100%% done"),
        *("it failed", "it failed"),
    ]


def test_messages_that_never_repeat_fill_no_memory() -> None:
    repeats = Repeats()
    found = [(0, record(str(number))) for number in range(3 * Repeats.MOST_KNOWN)]
    assert len(said(repeats, *found)) == len(found)
    assert len(repeats._said) <= Repeats.MOST_KNOWN
