"""Did you mean: the seeded slug that a misspelt one was probably meant to be."""

from collections.abc import Collection, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

FARTHEST = 2
"""Letters added, lost, changed or swapped; and never more than a third of the word."""


def suggestions(slugs: Iterable[str], known: Collection[str]) -> dict[str, str | None]:
    """The nearest known slug for each, the first in order among equals; None where none is near."""
    ordered = sorted(known)
    return {slug: _nearest(slug, ordered) for slug in set(slugs)}


def _nearest(slug: str, known: list[str]) -> str | None:
    farthest = min(FARTHEST, len(slug) // 3)
    found = process.extractOne(slug, known, scorer=OSA.distance, score_cutoff=farthest)
    return found[0] if found else None
