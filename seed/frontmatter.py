"""Bytes of a roadmap file -> its frontmatter, each value with its line and column."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from yaml.error import MarkedYAMLError
from yaml.reader import Reader, ReaderError

from seed.events import FASTEST, EventParser
from seed.nodes import MappingNode, position_of
from seed.problems import Problems
from seed.records import Code, Position, Problem
from seed.tree import UnreadableError, build

MAX_BYTES = 1024 * 1024
"""Of frontmatter. The largest known has 10 thousand."""

_OPENING = re.compile(r"---[ \t]*(?=\n|\Z)")
_CLOSING = re.compile(r"---(?<=\n---)[ \t]*(?=\n|\Z)")
_SYNTAX_HINTS: Final = (
    ("mapping values are not allowed", 'put text that holds ": " in quotes'),
    ("cannot start any token", "put the text in quotes; indent with spaces, not with tabs"),
    ("did not find expected", "look for a quote left open or too many, here or on a line above"),
    ("unexpected end of stream", "close the quote"),
)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Frontmatter:
    """What a file says, and every problem of its YAML; empty where it cannot be read."""

    values: MappingNode
    problems: Sequence[Problem]

    def as_json(self) -> str:
        """Text of a JSON object, keys as in the file. Only for frontmatter without problems."""
        return _encode(self.values)


def parse(data: bytes, path: str, parser: EventParser = FASTEST) -> Frontmatter:
    """Reads YAML 1.2; problems are all ERRORs and carry `path`."""
    problems = Problems(path)
    try:
        values = _mapping(_cut(_decoded(data, problems), problems), problems, parser)
    except UnreadableError:
        values = MappingNode()
    return Frontmatter(values, problems.found)


def _decoded(data: bytes, problems: Problems) -> str:
    """The text without a byte order mark, its line breaks all U+000A, as YAML hands them on."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good, bad = error.object[: error.start].decode(), error.object[error.start]
        message = f"found the byte 0x{bad:02x}, which is not UTF-8"
        problems.add(Code.NOT_UTF8, _end(_unix(good)), message, "save the file as UTF-8")
        raise UnreadableError from error
    return _unix(text)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _end(text: str) -> Position:
    return Position(text.count("\n") + 1, len(text) - text.rfind("\n"))


def _cut(text: str, problems: Problems) -> str:
    """The text between the two lines, after a bare `---`: lines still count from it."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text) if opening else None
    if not opening or not closing:
        _add_no_frontmatter(text, bool(opening), problems)
        raise UnreadableError
    frontmatter = "---" + text[opening.end() : closing.start()]
    if len(frontmatter.encode()) > MAX_BYTES:
        message = f"the frontmatter has more than {MAX_BYTES} bytes"
        problems.add(Code.TOO_LARGE, Position(1, 1), message)
        raise UnreadableError
    return frontmatter


def _add_no_frontmatter(text: str, opened: bool, problems: Problems) -> None:
    if opened:
        hint = "end the frontmatter with a line `---`"
        problems.add(Code.NO_FRONTMATTER, _end(text), "the frontmatter has no end", hint)
    else:
        hint = "begin the file with a line `---`"
        problems.add(Code.NO_FRONTMATTER, Position(1, 1), "the file has no frontmatter", hint)


def _mapping(text: str, problems: Problems, parser: EventParser) -> MappingNode:
    try:
        return build(text, problems, parser)
    except MarkedYAMLError as error:
        message = _in_words(error)
        hint = next((hint for part, hint in _SYNTAX_HINTS if part in message), None)
        problems.add(Code.SYNTAX, position_of(error.problem_mark), message, hint)
    except ReaderError as error:
        # Its own position counts bytes in the C parser and characters in the other.
        place = Reader.NON_PRINTABLE.search(text)
        message = f"{error.reason}: found U+{error.character:04X}"
        hint = "remove it, or write it as an escape in double quotes"
        problems.add(Code.SYNTAX, _end(text[: place.start() if place else 0]), message, hint)
    raise UnreadableError


def _in_words(error: MarkedYAMLError) -> str:
    """Where the problem began is often the place to mend, so it is told as well."""
    if error.context is None or error.context_mark is None:
        return str(error.problem)
    return f"{error.problem} {error.context} (begun on line {error.context_mark.line + 1})"
