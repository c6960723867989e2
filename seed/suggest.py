"""Did you mean: the seeded slug that a misspelt one was probably meant to be."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

FARTHEST = 2
"""Letters added, lost, changed or swapped; and never more than a third of the word."""

_SHIFTS = (-1, 0, 1)
_Span = tuple[int, int]
_Slugs = Mapping[str, Sequence[str]]
"""By the piece that they have at one place."""


def suggestions(slugs: Iterable[str], known: Collection[str]) -> dict[str, str | None]:
    """The nearest known slug for each, the first in order among equals; None where none is near."""
    sought: dict[int, set[str]] = defaultdict(set)
    for slug in slugs:
        sought[len(slug)].add(slug)
    index = _index(known) if sought else {}
    found: dict[str, str | None] = {}
    for length, same in sought.items():
        farthest = min(FARTHEST, length // 3)
        places = list(_places(index, length, farthest))
        found |= {slug: _nearest(slug, places, farthest) for slug in same}
    return found


def _nearest(slug: str, places: Iterable[tuple[_Span, _Slugs]], farthest: int) -> str | None:
    near = {known for (start, end), slugs in places for known in slugs.get(slug[start:end], ())}
    found = process.extractOne(slug, sorted(near), scorer=OSA.distance, score_cutoff=farthest)
    return found[0] if found else None


def _index(known: Iterable[str]) -> Mapping[int, Sequence[tuple[_Span, _Slugs]]]:
    """By their length, the slugs by their pieces: to look at all of them each time takes long.

    Two slips leave one of a slug's three pieces whole. The one slip that can spoil two is a swap of
    the letters beside a cut; so each slug is cut at three places, and a swap spoils one of them.
    """
    by_length: dict[int, list[str]] = defaultdict(list)
    for slug in known:
        by_length[len(slug)].append(slug)
    return {
        length: [(span, _by_piece(slugs, span)) for span in _spans(length)]
        for length, slugs in by_length.items()
    }


def _spans(length: int) -> Iterator[_Span]:
    for shift in _SHIFTS:
        first, second = max(length // 3 + shift, 0), max(2 * length // 3 + shift, 0)
        yield from ((0, first), (first, second), (second, length))


def _by_piece(slugs: Iterable[str], span: _Span) -> _Slugs:
    pieces: dict[str, list[str]] = defaultdict(list)
    start, end = span
    for slug in slugs:
        pieces[slug[start:end]].append(slug)
    return pieces


def _places(
    index: Mapping[int, Sequence[tuple[_Span, _Slugs]]], length: int, farthest: int
) -> Iterator[tuple[_Span, _Slugs]]:
    """Where slugs of that length have the whole pieces of those that are so far from them."""
    for known in range(length - farthest, length + farthest + 1):
        for (start, end), slugs in index.get(known, ()):
            for moved in _moves(start, end, known, length, farthest):
                yield (max(start + moved, 0), max(end + moved, 0)), slugs


def _moves(start: int, end: int, known: int, length: int, farthest: int) -> Sequence[int]:
    """How far a piece may stand from its place; the first and the last one stand at the ends."""
    if start == 0:
        return (0,)
    return (length - known,) if end == known else range(-farthest, farthest + 1)
