"""The slug that a misspelt one was probably meant to be, held against looking at every slug."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from seed.suggest import FARTHEST, suggestions


@pytest.mark.parametrize(
    ("slug", "known", "suggested"),
    [
        ("systm-design", ["system-design"], "system-design"),
        ("pyhton", ["python"], "python"),
        ("bakcedn", ["backend"], "backend"),
        ("pyhtno", ["python"], "python"),
        ("golag", ["golang", "golan"], "golan"),
        ("frontand", ["frontond", "frontend"], "frontend"),
        ("gi", ["git"], None),
        ("git", ["gti", "sql"], "gti"),
        ("git", ["gitea"], None),
        ("kotlin", ["rust"], None),
        ("kotlin", [], None),
    ],
    ids=[
        "a letter lost",
        "two letters swapped",
        "two swaps",
        "two swaps side by side",
        "the nearest",
        "the first among equals",
        "too short to tell",
        "a third of the word",
        "more than a third of the word",
        "nothing near",
        "nothing known",
    ],
)
def test_the_nearest_slug_is_suggested(slug: str, known: list[str], suggested: str | None) -> None:
    assert suggestions([slug], known) == {slug: suggested}


def by_looking_at_each(slug: str, known: list[str]) -> str | None:
    farthest = min(FARTHEST, len(slug) // 3)
    distances = [(OSA.distance(slug, other), other) for other in known]
    near = [pair for pair in distances if pair[0] <= farthest]
    return min(near)[1] if near else None


SLUGS = st.text("ab-", min_size=1, max_size=14)


@given(SLUGS, st.lists(SLUGS, min_size=1, max_size=40))
def test_no_near_slug_is_overlooked(slug: str, known: list[str]) -> None:
    assert suggestions([slug], known) == {slug: by_looking_at_each(slug, known)}


def slips(slug: str) -> list[str]:
    """Every slug that one slip makes of this one."""
    places = range(len(slug) + 1)
    return [
        *(slug[:i] + slug[i + 1 :] for i in places),
        *(slug[:i] + letter + slug[i:] for i in places for letter in "ax"),
        *(slug[:i] + "x" + slug[i + 1 :] for i in places),
        *(slug[:i] + slug[i + 1 : i + 2] + slug[i : i + 1] + slug[i + 2 :] for i in places),
    ]


@pytest.mark.parametrize("length", range(6, 14))
def test_any_two_slips_are_seen_through(length: int) -> None:
    slug = "abcdefghijklmn"[:length]
    wrong = {twice for once in slips(slug) for twice in slips(once)}
    far = {word for word in wrong if OSA.distance(word, slug) > min(FARTHEST, len(word) // 3)}
    assert suggestions(wrong, [slug]) == {word: None if word in far else slug for word in wrong}
