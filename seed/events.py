"""YAML text -> parser events, the same from PyYAML's C parser and from its Python one."""

import re
from collections.abc import Callable, Iterator
from typing import Protocol, TypeAlias

from yaml.events import Event, ScalarEvent
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError

_LINE_BREAKS_OF_1_1 = ("\x85", "\u2028", "\u2029")
_PRIVATE_USE = range(0xE000, 0xF900)
_SURROGATE = re.compile("[\ud800-\udfff]")


class EventSource(Protocol):
    def get_event(self) -> Event | None:
        """The next event; None after the last."""


EventParser: TypeAlias = Callable[[str], EventSource]


class PythonParser(Reader, Scanner, Parser):
    """For where PyYAML was built without libyaml; it refuses what libyaml refuses."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def get_event(self) -> Event | None:
        try:
            event: Event | None = super().get_event()  # type: ignore[no-untyped-call]  # its stub
        except ValueError as error:  # chr() of an escape beyond U+10FFFF
            raise ScannerError(problem=str(error), problem_mark=self.get_mark()) from error
        if isinstance(event, ScalarEvent) and _SURROGATE.search(event.value):
            raise ScannerError(problem="found half a character", problem_mark=self.get_mark())
        return event


FASTEST: EventParser
try:
    from yaml._yaml import CParser
except ImportError:
    FASTEST = PythonParser
else:
    FASTEST = CParser


def events(text: str, parser: EventParser) -> Iterator[Event]:
    """Raises YAMLError from any step.

    Both parsers break lines at U+0085, U+2028 and U+2029, as YAML 1.1 did. In 1.2 these are
    characters like others, so they pass through the parser in disguise.
    """
    stand_ins = _stand_ins(text)
    if not stand_ins:
        return iter(parser(text).get_event, None)
    masked = iter(parser(text.translate(stand_ins)).get_event, None)
    return _unmasked(masked, {ord(new): chr(old) for old, new in stand_ins.items()})


def _stand_ins(text: str) -> dict[int, str]:
    """For each such line break in the text, a character that the text does not use."""
    if text.isascii():
        return {}
    unused = (chr(code) for code in _PRIVATE_USE if chr(code) not in text)
    return {ord(char): next(unused, char) for char in _LINE_BREAKS_OF_1_1 if char in text}


def _unmasked(masked: Iterator[Event], originals: dict[int, str]) -> Iterator[Event]:
    for event in masked:
        if isinstance(event, ScalarEvent):
            event.value = event.value.translate(originals)
        yield event
