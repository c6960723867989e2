"""What a value should have been, what it is, and how to mend it, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import NoneType

from rapidfuzz.distance import OSA

from seed.nodes import ListNode, MappingNode, Value
from seed.problems import quoted, shortened

_SLIPS = 2
"""Letters added, dropped, changed or swapped up to which a word is taken for another; one in a
short word, else any of them would mean any other."""
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Expected:
    """A kind of value; `hints` are for what people write in its place."""

    kind: str
    hint: str
    hints: Mapping[type, str] = field(default_factory=dict)

    def hint_for(self, value: Value) -> str:
        return self.hints.get(type(value), self.hint)


TEXT = Expected(
    "text",
    "put it in quotes",
    {
        ListNode: "write one text, not a list",
        MappingNode: 'put text that holds ": " in quotes',
        NoneType: 'remove the entry, or write "" for an empty one',
    },
)
NUMBER = Expected("a number", "write a number without quotes, such as 2 or 0.5")
FLAG = Expected("true or false", "write true or false, without quotes")
DATE = Expected("a date", 'write it as "2023-01-31"')
LIST = Expected("a list", 'write each entry on a line of its own, after "- "')
MAPPING = Expected("a mapping", "write its keys on lines of their own, indented")


def found(value: Value) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {shortened(str(value))}"
        case str():
            return f"the text {quoted(value)}"
        case ListNode():
            return "a list"
    return "a mapping"


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that the word is likely meant to be, letter case aside."""

    most = 1 if len(word) <= _SHORT else _SLIPS

    def slips(choice: str) -> int:
        return OSA.distance(word.casefold(), choice.casefold(), score_cutoff=most)

    best = min(choices, key=slips, default=None)
    return best if best is not None and slips(best) <= most else None
