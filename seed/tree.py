"""YAML text -> tree of plain values that know their place; what no roadmap may use is refused.

The tree is built in a loop over parser events. PyYAML's composer would recurse in C instead,
where 200,000 opening brackets end the interpreter, and would resolve aliases.
"""

from collections.abc import Callable
from typing import Any, Final

from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from seed.events import EventParser, events
from seed.nodes import REFUSED, ListNode, MappingNode, Refused, Value, position
from seed.problems import Problems, quoted
from seed.records import Code
from seed.scalars import UnwritableError, plain

MAX_DEPTH = 100
"""Lists and mappings inside each other; writing JSON recurses, and no roadmap needs ten."""


class UnreadableError(Exception):
    """Reading the file ends here; the reason is among the problems."""


def build(text: str, problems: Problems, parser: EventParser) -> MappingNode:
    """The mapping that the text is; an empty document is an empty one.

    Raises UnreadableError, and YAMLError where the text is not YAML.
    """
    builder = _Builder(problems)
    handlers = _HANDLERS
    for event in events(text, parser):
        handlers[event.__class__](builder, event)
    return builder.top()


class _Builder:
    """Holds where the next value goes: into `here`, under `key` if that is a mapping."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.documents = ListNode()
        self.here: ListNode | MappingNode = self.documents
        self.key: str | Refused | None = None
        self.around: list[tuple[ListNode | MappingNode, str | Refused | None]] = []

    def document(self, event: DocumentStartEvent) -> None:
        if self.documents:
            message = "a second document begins"
            self.problems.add(Code.SYNTAX, position(event), message, "keep one")
            raise UnreadableError

    def top(self) -> MappingNode:
        value, event = self.documents[0], self.documents.places[0]
        if isinstance(value, MappingNode):
            return value
        silent = isinstance(event, ScalarEvent) and not event.value and not event.style
        if value is not REFUSED and not silent:
            message = "the frontmatter is not a mapping"
            self.problems.add(Code.WRONG_TYPE, position(event), message, "write `key: value` lines")
        return MappingNode()

    def scalar(self, event: ScalarEvent) -> None:
        value: Value
        value = text = event.value
        if not event.style:
            try:
                value = plain(text)
            except UnwritableError as error:
                value = self.refuse(event, f"found {quoted(text)}, and {error}")
        elif "\0" in text:  # by an escape; in plain text the parser refuses it
            value = self.refuse(event, "found U+0000, which PostgreSQL's text cannot hold")
        if event.tag is not None or event.anchor is not None:
            value = self.marked(event, event.tag, value)
        self.place(value, event)

    def begin_list(self, event: SequenceStartEvent) -> None:
        self.begin(ListNode(), event)

    def begin_mapping(self, event: MappingStartEvent) -> None:
        self.begin(MappingNode(), event)

    def begin(self, node: ListNode | MappingNode, event: CollectionStartEvent) -> None:
        self.place(self.marked(event, event.tag, node), event)
        self.around.append((self.here, self.key))
        if len(self.around) > MAX_DEPTH:
            message = f"lists and mappings are nested more than {MAX_DEPTH} deep"
            self.problems.add(Code.TOO_LARGE, position(event), message)
            raise UnreadableError
        self.here, self.key = node, None

    def end(self, _event: Event) -> None:
        self.here, self.key = self.around.pop()

    def alias(self, event: AliasEvent) -> None:
        message = f"found the alias *{event.anchor}"
        self.problems.add(Code.ALIAS, position(event), message, "write the value out")
        self.place(REFUSED, event)

    def place(self, value: Value, event: NodeEvent) -> None:
        here, key = self.here, self.key
        if isinstance(here, ListNode):
            here.append(value)
            here.places.append(event)
        elif key is None:
            if isinstance(value, str) and value not in here.key_places:
                here.key_places[value] = event
                self.key = value
            else:
                self.key = self.refuse_key(here, value, event)
        else:
            self.key = None
            if isinstance(key, str):
                here[key] = value
                here.places[key] = event

    def refuse_key(self, mapping: MappingNode, value: Value, event: NodeEvent) -> Refused:
        """Leaves the value that follows to be read, and then dropped."""
        if isinstance(value, str):
            line = position(mapping.key_places[value]).line
            message, hint = f"the key {quoted(value)} was given on line {line} already", "keep one"
            self.problems.add(Code.DUPLICATE_KEY, position(event), message, hint)
        elif value is not REFUSED:
            message, hint = "found a key that is not text", "put it in quotes"
            self.problems.add(Code.WRONG_TYPE, position(event), message, hint)
        return REFUSED

    def marked(self, event: NodeEvent, tag: str | None, value: Value) -> Value:
        """The value if it can stand; an anchor leaves it readable, a tag changes what it means."""
        if event.anchor is not None:
            message, hint = f"found the anchor &{event.anchor}", "remove it"
            self.problems.add(Code.ALIAS, position(event), message, hint)
        if tag is not None:
            written = tag.replace("tag:yaml.org,2002:", "!!")
            return self.refuse(event, f"found the tag {quoted(written)}", "remove it")
        return value

    def refuse(self, event: NodeEvent, message: str, hint: str | None = None) -> Refused:
        self.problems.add(Code.WRONG_VALUE, position(event), message, hint)
        return REFUSED


def _nothing(_builder: _Builder, _event: Event) -> None: ...


_HANDLERS: Final[dict[type[Event], Callable[[_Builder, Any], None]]] = {
    ScalarEvent: _Builder.scalar,
    AliasEvent: _Builder.alias,
    SequenceStartEvent: _Builder.begin_list,
    SequenceEndEvent: _Builder.end,
    MappingStartEvent: _Builder.begin_mapping,
    MappingEndEvent: _Builder.end,
    DocumentStartEvent: _Builder.document,
    DocumentEndEvent: _nothing,
    StreamStartEvent: _nothing,
    StreamEndEvent: _nothing,
}
