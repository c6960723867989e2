"""Suggested relations over plain objects."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from tests.oracle.sorting import Object

MOST = 50
"""Roadmaps that may have something in common for it to count."""


def shared(a: Object, b: Object, field: str, count: Any) -> list[int]:
    """How many have each object that both have."""
    theirs = {item["id"] for item in b[field]}
    counts = [count(item) for item in a[field] if item["id"] in theirs]
    return [n for n in counts if n <= MOST]


def reasons(own: Object, other: Object) -> Mapping[str, Sequence[int]]:
    """For each basis, the hundredths that each finding counts for."""
    meant = {r["slug"] for r in own["relations"] if r["suggestion"] == other["slug"]}
    points = any(roadmap is own for roadmap in other["relatedRoadmaps"])
    common = {
        "SHARED_RELATIONS": shared(own, other, "relatedRoadmaps", lambda r: len(r["pointing"])),
        "SHARED_KEYWORDS": shared(own, other, "keywords", itemgetter("roadmapCount")),
        "SHARED_TAGS": shared(own, other, "tags", itemgetter("roadmapCount")),
    }
    return {
        "MISSPELT_RELATION": [500] * len(meant),
        "BACKLINK": [100] * points,
        **{basis: [100 // n for n in counts] for basis, counts in common.items()},
    }


def suggested(own: Object, live: Iterable[Object], first: int) -> list[Object]:
    """The roadmaps with any reason that are not related yet."""
    others = [o for o in live if o is not own and not any(o is r for r in own["relatedRoadmaps"])]
    found = [(other, reasons(own, other)) for other in others]
    made = [suggestion(other, why) for other, why in found if any(why.values())]
    made.sort(key=lambda each: (-each["score"], each["roadmap"]["slug"]))
    return made[:first]


def suggestion(other: Object, why: Mapping[str, Sequence[int]]) -> Object:
    return {
        "roadmap": other,
        "score": sum(map(sum, why.values())) / 100,
        "why": [{"basis": basis, "count": len(found)} for basis, found in why.items() if found],
    }
