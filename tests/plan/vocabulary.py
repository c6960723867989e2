"""Words for the arguments of generated operations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.oracle.objects import World
from tests.oracle.paging import Listing, cursor_of
from tests.oracle.sorting import USUAL, Object, key_of
from tests.plan.operations.case import NO_IDS, ODD_IDS

SIZES = (0, 1, 2, 3, 5, 8)
BAD_SIZES = (-1, 9, 1_000_000)
DAYS = ("0001-01-01", "2023-02-02", "2023-02-03", "2023-03-31", "2023-06-15", "9999-12-31")
INSTANTS = (
    "0001-01-01T00:00:00Z",
    "2023-02-03T00:00:00Z",
    "2023-04-01T02:00:00.000000001+02:00",
    "2023-06-15T10:59:59.999999Z",
    "9999-12-31T23:59:59Z",
)
ORDERS = (-1.5, 0, 0.1 + 0.2, 1, 2, 4.99, 5e-324, 1e300, 1.7976931348623157e308)
SCALARS = {
    "Boolean": (True, False),
    "Date": DAYS,
    "DateTime": INSTANTS,
    "Float": ORDERS,
    "Int": (0, 1, 2, 3),
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Values for the arguments: those that name something, and some that do not."""

    texts: Mapping[str, Sequence[str]]
    """By the name of the argument, or of the field of a filter."""
    cursors: Mapping[str, Sequence[str]]
    """By the type of the list's items."""


def vocabulary(world: World) -> Vocabulary:
    slugs, names, texts = list(world.roadmaps), list(world.tags), list(world.keywords)
    titles = [roadmap["title"] for roadmap in world.roadmaps.values()]
    sponsors = [sponsor["title"] for sponsor in world.sponsors.values()]
    ids = [*world.by_id, *NO_IDS, *ODD_IDS]
    found: Mapping[str, Iterable[Object]] = {
        "Roadmap": world.live.values(),
        "Tag": world.tags.values(),
        "Keyword": world.keywords.values(),
        "Sponsor": world.sponsors.values(),
        "Placement": world.placements,
        "ContentIssue": world.issues,
    }
    return Vocabulary(
        {
            "query": [*searched(titles, texts)],
            **{name: [*slugs, "no-such", ""] for name in ("slug", "from", "to")},
            "name": [*names, "no-such", ""],
            "text": [*texts, "SPADE", " "],
            "title": titles,
            "tags": names,
            "keywords": texts,
            "relatedRoadmaps": slugs,
            "sponsors": sponsors,
            "id": ids,
            "ids": ids,
        },
        {kind: [usual_cursor(kind, item) for item in items] for kind, items in found.items()},
    )


def searched(titles: Iterable[str], texts: Iterable[str]) -> Iterator[str]:
    """What somebody might type: whole titles and keywords, their beginnings, two of them."""
    for text in (*titles, *texts):
        words = text.split()
        yield text
        yield text[: len(text) // 2]
        yield from (f"{words[-1]} {words[0][:end]}" for end in (1, 3) if words)
    yield from ("", " ", "no-such", "roadmap", "a", "s", "GARDEN")


def usual_cursor(kind: str, item: Object) -> str:
    return cursor_of(Listing(kind, {}), key_of(USUAL[kind], item))
