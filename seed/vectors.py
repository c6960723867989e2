"""The index as PostgreSQL keeps it: words at their positions, texts taken apart. Pure."""

import json
import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from graph.tables.snippet import MOST_CHARACTERS, aligned
from graph.tables.words import BREAK, WORDS, compounds_at

LONGEST_WORD = 500
"""Characters of a word that are kept: a lexeme holds 2,046 bytes."""
MOST_POSITIONS = 16_383
"""A word further on is found, and not as part of a compound."""
PLACES = re.compile(rf"{WORDS.pattern}|{re.escape(BREAK)}")


def vector_of(words: str) -> str:
    """The text of a tsvector: the words of a document at their positions."""
    placed = enumerate(PLACES.findall(words), 1)
    return " ".join(
        f"'{word[:LONGEST_WORD]}'" + (f":{place}" if place <= MOST_POSITIONS else "")
        for place, word in placed
        if word != BREAK
    )


def pieces_of(texts: Sequence[str | None]) -> str:
    """The texts as a JSON array of arrays of pieces `[start, words, HTML, HTML up to the next]`."""
    return json.dumps([list(_pieces(text[:MOST_CHARACTERS])) for text in texts if text])


def _pieces(text: str) -> Iterator[tuple[int, Sequence[str], str, str]]:
    text, as_folded, places = aligned(text.replace("\0", ""))
    found = [
        (places[word.start()], places[word.end() - 1] + 1, _looked_for(word[0], each.joined))
        for start, end, each in compounds_at(as_folded)
        for word in WORDS.finditer(as_folded, start, end)
    ]
    found.append((len(text), len(text), ()))
    if found[0][0]:
        yield 0, (), "", escape(text[: found[0][0]])
    for (start, end, words), (until, _, _) in pairwise(found):
        yield start, words, escape(text[start:end]), escape(text[end:until])


def _looked_for(word: str, joined: str | None) -> Sequence[str]:
    return (word, joined) if joined else (word,)
