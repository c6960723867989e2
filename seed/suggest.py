"""Did you mean: the seeded slug that a misspelt one was probably meant to be."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

FARTHEST = 2
"""Letters added, lost, changed or swapped; and never more than a third of the word."""

_SHIFTS = (-1, 0, 1)
_Piece = tuple[int, int, int, str]
"""Of a slug: its length, where it was cut first, which of the three pieces, and the piece."""


def suggestions(slugs: Iterable[str], known: Collection[str]) -> dict[str, str | None]:
    """The nearest known slug for each, the first in order among equals; None where none is near."""
    sought = set(slugs)
    index = _Index(known if sought else ())
    return {slug: index.nearest(slug) for slug in sought}


class _Index:
    """The known slugs by their pieces: to hold each of them against each of thousands takes long.

    Two slips leave one of a slug's three pieces whole. The one slip that can spoil two is a swap of
    the letters beside a cut; so each slug is cut at three places, and a swap spoils one of them.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._lengths: set[int] = set()
        self._slugs: dict[_Piece, list[str]] = defaultdict(list)
        for slug in known:
            self._lengths.add(len(slug))
            for piece in _pieces(slug):
                self._slugs[piece].append(slug)

    def nearest(self, slug: str) -> str | None:
        farthest = min(FARTHEST, len(slug) // 3)
        near = sorted(self._sharing_a_piece(slug, farthest))
        found = process.extractOne(slug, near, scorer=OSA.distance, score_cutoff=farthest)
        return found[0] if found else None

    def _sharing_a_piece(self, slug: str, farthest: int) -> set[str]:
        """All known slugs that are near, and some that are not."""
        lengths = range(len(slug) - farthest, len(slug) + farthest + 1)
        possible = (
            piece
            for length in self._lengths.intersection(lengths)
            for piece in _possible_pieces(slug, length, farthest)
        )
        return {known for piece in possible for known in self._slugs.get(piece, ())}


def _pieces(slug: str) -> Iterator[_Piece]:
    length = len(slug)
    for first, second in _cuts(length):
        yield length, first, 0, slug[:first]
        yield length, first, 1, slug[first:second]
        yield length, first, 2, slug[second:]


def _possible_pieces(slug: str, length: int, farthest: int) -> Iterator[_Piece]:
    """The pieces of a slug of that length that this one, so far from it, may have whole."""
    longer = len(slug) - length
    for first, second in _cuts(length):
        yield length, first, 0, slug[:first]
        for moved in range(-farthest, farthest + 1):
            yield length, first, 1, slug[max(first + moved, 0) : max(second + moved, 0)]
        yield length, first, 2, slug[max(second + longer, 0) :]


def _cuts(length: int) -> Iterator[tuple[int, int]]:
    for shift in _SHIFTS:
        yield max(length // 3 + shift, 0), max(2 * length // 3 + shift, 0)
