"""The tree that a frontmatter is: plain values, and for each where it stands in the file."""

from typing import TYPE_CHECKING, Final, TypeAlias

from yaml.error import Mark
from yaml.events import Event, NodeEvent

from seed.records import Position
from seed.scalars import Scalar

if TYPE_CHECKING:  # libyaml's may be missing where this runs
    from yaml._yaml import Mark as CMark


class Refused:
    """Stands where a value was that is already reported; no second problem is made of it."""


REFUSED: Final = Refused()

Value: TypeAlias = "Scalar | ListNode | MappingNode | Refused"


class ListNode(list[Value]):
    """A YAML sequence; `places` has for each entry the event that began it."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places: list[NodeEvent] = []

    def at(self, index: int) -> Position:
        return position(self.places[index])


class MappingNode(dict[str, Value]):
    """A YAML mapping in the file's order, with the events that began each key and value."""

    __slots__ = ("key_places", "places")

    def __init__(self) -> None:
        self.key_places: dict[str, NodeEvent] = {}
        self.places: dict[str, NodeEvent] = {}

    def at(self, key: str) -> Position:
        return position(self.places[key])

    def key_at(self, key: str) -> Position:
        return position(self.key_places[key])


def position(event: Event) -> Position:
    return position_of(event.start_mark)


def position_of(mark: "Mark | CMark | None") -> Position:
    """A mark counts from 0; PyYAML's types allow for none, which its parsers never give."""
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
