"""Typed reading of a mapping of the frontmatter: a value of the expected kind, or a problem.

Null and absent are the same; an empty string, 0 and [] are values.
"""

from collections.abc import Sequence
from datetime import date

from yaml.events import NodeEvent

from seed.dates import BadDateError, iso_date
from seed.expected import DATE, FLAG, LIST, MAPPING, NUMBER, TEXT, Expected, found, nearest
from seed.nodes import REFUSED, ListNode, MappingNode, Value, position
from seed.problems import Problems, quoted
from seed.records import Code, Position

MAX_LABEL = 500
"""Characters of a text that is looked up or sorted by: PostgreSQL's index takes 2,704 bytes."""
_UNMODELLED = {
    *("isForkable", "layout", "note", "partner", "permalink", "renderer", "tnsBannerLink"),
    *("company", "courses", "ogImageUrl", "page", "question", "relatedQuestions"),
}
"""Keys of real files that stay in the frontmatter's JSON, and are no slips of the pen."""


class Block:
    """One mapping, the path of keys that leads to it, and the keys it was asked for."""

    def __init__(
        self,
        node: MappingNode,
        problems: Problems,
        path: str = "",
        began: NodeEvent | None = None,
    ) -> None:
        self.node = node
        self.problems = problems
        self.path = path
        self.began = began
        self.asked: dict[str, None] = {}  # in order, so that hints do not vary

    def get(self, key: str) -> Value:
        self.asked[key] = None
        return self.node.get(key)

    def text(self, key: str) -> str | None:
        value = self.get(key)
        if value is None or isinstance(value, str):
            return value
        self.add_wrong_type(key, value, TEXT)
        return None

    def label(self, key: str) -> str | None:
        value = self.text(key)
        if value is not None and len(value) > MAX_LABEL:
            self.add(Code.WRONG_VALUE, key, _too_long(value), "write a shorter one")
        return value

    def flag(self, key: str) -> bool:
        value = self.get(key)
        if value is None or isinstance(value, bool):
            return value is True
        self.add_wrong_type(key, value, FLAG)
        return False

    def number(self, key: str) -> float | None:
        value = self.get(key)
        if isinstance(value, float) or value is None:
            return value
        if isinstance(value, bool) or not isinstance(value, int):
            self.add_wrong_type(key, value, NUMBER)
            return None
        try:
            return float(value)
        except OverflowError:
            self.add(Code.WRONG_VALUE, key, f"found {found(value)}, which is too large")
        return None

    def date(self, key: str) -> date | None:
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.add_wrong_type(key, value, DATE)
            return None
        try:
            return iso_date(value)
        except BadDateError as error:
            self.add(Code.BAD_DATE, key, f"found {found(value)}, expected a date", str(error))
        return None

    def choice(self, key: str, choices: Sequence[str]) -> str | None:
        value = self.text(key)
        if value is None or value in choices:
            return value
        meant = nearest(value, choices)
        message = f"found {found(value)}, expected one of {', '.join(choices)}"
        self.add(Code.WRONG_VALUE, key, message, f'did you mean "{meant}"?' if meant else None)
        return None

    def labels(self, key: str) -> Sequence[str]:
        return tuple([text for text in self.entries(key, str, TEXT) if isinstance(text, str)])

    def located_labels(self, key: str) -> Sequence[tuple[str, Position]]:
        entries = self.entries(key, str, TEXT)
        return [(text, entries.at(i)) for i, text in enumerate(entries) if isinstance(text, str)]

    def block(self, key: str) -> "Block | None":
        value = self.get(key)
        if isinstance(value, MappingNode):
            return Block(value, self.problems, f"{self.path}{key}.", self.node.key_places[key])
        if value is not None:
            self.add_wrong_type(key, value, MAPPING)
        return None

    def blocks(self, key: str) -> Sequence["Block"]:
        entries = self.entries(key, MappingNode, MAPPING)
        return [
            Block(entry, self.problems, f"{self.path}{key}[{i}].", entries.places[i])
            for i, entry in enumerate(entries)
            if isinstance(entry, MappingNode)
        ]

    def entries(self, key: str, kind: type, expected: Expected) -> ListNode:
        """The list, after a problem for each entry of another kind; empty where there is none."""
        value = self.get(key)
        if not isinstance(value, ListNode):
            if value is not None:
                self.add_wrong_type(key, value, LIST)
            return ListNode()
        for i, entry in enumerate(value):
            if not isinstance(entry, kind) and entry is not REFUSED:
                message = f"{self.path}{key}[{i}]: found {found(entry)}, expected {expected.kind}"
                self.problems.add(Code.WRONG_TYPE, value.at(i), message, expected.hint_for(entry))
            elif isinstance(entry, str) and len(entry) > MAX_LABEL:
                message = f"{self.path}{key}[{i}]: {_too_long(entry)}"
                self.problems.add(
                    Code.WRONG_VALUE, value.at(i), message, "write each entry for itself"
                )
        return value

    def warn_missing(self, *keys: str, absent: Sequence[Value] = (None,)) -> None:
        """Names those of the keys that the block lacks, where it begins."""
        missing = [key for key in keys if self.node.get(key) in absent]
        if missing:
            message = f"{self.path.removesuffix('.')}: lacks {' and '.join(missing)}"
            hint = "until it is complete it is not shown"
            at = position(self.began) if self.began else Position(1, 1)
            self.problems.add(Code.INCOMPLETE, at, message, hint)

    def warn_misspelt(self) -> None:
        """Once everything was asked for: keys that nobody knows, near one that somebody does."""
        if self.node.keys() <= self.asked.keys():
            return
        for key in self.node.keys() - self.asked.keys() - _UNMODELLED:
            meant = nearest(key, self.asked)
            if meant and not key.startswith("//"):
                message = f"the key {quoted(self.path + key)} is unknown, and stays unread"
                hint = f"did you mean {meant}?"
                self.problems.add(Code.UNKNOWN_KEY, self.node.key_at(key), message, hint)

    def add_wrong_type(self, key: str, value: Value, expected: Expected) -> None:
        if value is not REFUSED:
            message = f"found {found(value)}, expected {expected.kind}"
            self.add(Code.WRONG_TYPE, key, message, expected.hint_for(value))

    def add(self, code: Code, key: str, message: str, hint: str | None = None) -> None:
        self.problems.add(code, self.node.at(key), f"{self.path}{key}: {message}", hint)


def _too_long(text: str) -> str:
    return f"found {len(text)} characters, expected at most {MAX_LABEL}"
