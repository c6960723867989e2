"""Breadth-first search over plain objects."""

from collections import deque
from collections.abc import Callable, Mapping

from tests.oracle.sorting import Object

Roadmaps = Mapping[str, Object]


def recommended(roadmap: Object) -> set[str]:
    return {other["slug"] for other in roadmap["relatedRoadmaps"]}


def recommending(roadmap: Object) -> set[str]:
    return {other["slug"] for other in roadmap["pointing"]}


STEPS: Mapping[str, Callable[[Object], set[str]]] = {
    "OUTGOING": recommended,
    "INCOMING": recommending,
    "BOTH": lambda roadmap: recommended(roadmap) | recommending(roadmap),
}


def neighbors(
    roadmaps: Roadmaps, slug: str, depth: int, direction: str | None
) -> list[tuple[str, int]]:
    """Slugs with their distances, the nearest first and then by slug."""
    step = STEPS[direction or "OUTGOING"]
    found, edge = {slug: 0}, {slug}
    for distance in range(1, depth + 1):
        edge = {other for one in edge for other in step(roadmaps[one])} - found.keys()
        found |= dict.fromkeys(edge, distance)
    del found[slug]
    return sorted(found.items(), key=lambda near: (near[1], near[0]))


def shortest(live: Roadmaps, start: str, end: str) -> list[str] | None:
    """The slugs of the shortest chain, of several the first by slug; None without one."""
    if start not in live or end not in live:
        return None
    paths = {start: [start]}
    waiting = deque([start])
    while waiting and end not in paths:
        slug = waiting.popleft()
        for other in sorted(recommended(live[slug]) - paths.keys()):
            paths[other] = [*paths[slug], other]
            waiting.append(other)
    return paths.get(end)
