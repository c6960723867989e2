"""What lists are sorted by. Null comes last, whichever way the rest goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

Object = dict[str, Any]
Key = tuple[Any, ...]
"""The values of an object under each sort."""


@dataclass(frozen=True, slots=True)
class Sort:
    value: Callable[[Object], Any]
    descending: bool = False

    def compare(self, a: Any, b: Any) -> int:
        """Below 0 where the first comes first."""
        if a is None or b is None:
            return (a is None) - (b is None)
        rising = int(a > b) - int(a < b)
        return -rising if self.descending else rising


USUAL: dict[str, tuple[Sort, ...]] = {
    "Roadmap": (Sort(lambda item: item["order"]), Sort(lambda item: item["slug"])),
    "Tag": (Sort(lambda item: item["name"]),),
    "Keyword": (Sort(lambda item: item["text"]),),
    "Sponsor": (Sort(lambda item: item["title"]), Sort(lambda item: item["number"])),
    "Placement": (Sort(lambda item: item["number"]),),
    "ContentIssue": (
        Sort(lambda item: item["roadmap"]["slug"]),
        *(Sort(itemgetter(name)) for name in ("line", "column", "code", "position")),
    ),
    "Search": (Sort(lambda item: item["rank"], descending=True), Sort(lambda item: item["slug"])),
}


def compare(sorts: Sequence[Sort], a: Key, b: Key) -> int:
    steps = (sort.compare(x, y) for sort, x, y in zip(sorts, a, b, strict=True))
    return next((step for step in steps if step), 0)


def key_of(sorts: Sequence[Sort], item: Object) -> Key:
    return tuple([sort.value(item) for sort in sorts])
