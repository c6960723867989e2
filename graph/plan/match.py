"""What a client types into a search box -> what the index is asked for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from graph.tables.search import EDGE, title_of
from graph.tables.words import Compound, compounds, folded

MOST_CHARACTERS = 1_000
"""Of a query that are looked at."""
MOST_WORDS = 32
MOST_TERMS = 12
SHORT = 4
"""Letters of a word that begins many others, so that those that have it as it is should be first;
looking for them costs as much again."""
LONGEST_WORD = 64
"""Characters of a word; of a longer one, only that it begins so is looked for."""
NOTHING = '""'
"""What FTS5 finds nowhere; an empty text it would refuse."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a compound that a hit has; with `begun`, its last word may go on."""

    words: Sequence[str]
    joined: str | None
    begun: bool

    @property
    def ways(self) -> list[Sequence[str]]:
        """Sequences of words of which one must be there."""
        return [self.words, [self.joined]] if self.joined else [self.words]


class Match(NamedTuple):
    """One query as the index is asked. All are empty where there is nothing to look for."""

    fts5: str
    """For FTS5: each term is there, the last one perhaps only begun."""
    fts5_whole: str
    """The same where the last one does not go on either; empty where that one is not SHORT."""
    tsquery: str
    """The same two for PostgreSQL."""
    tsquery_whole: str
    exact: str
    """What an entry's `titles` may have: all words as one of them; as the beginning of one; the
    first word, or more of it; the last word as it is."""
    beginning: str
    first: str
    last: str
    marks: str
    """What a snippet marks, see `graph.tables.snippet`."""


@lru_cache(maxsize=64)
def match_of(query: str) -> Match:
    """What a query asks for. Nothing in it is an operator; it never fails."""
    whole = _terms(query)
    begun = [*whole[:-1], *(Term(term.words, term.joined, True) for term in whole[-1:])]
    words = [word for term in whole for word in term.words]
    is_short = bool(words) and len(words[-1]) <= SHORT
    return Match(
        " AND ".join(map(_fts5, begun)) or NOTHING,
        (" AND ".join(map(_fts5, whole)) if is_short else "") or NOTHING,
        " & ".join(map(_tsquery, begun)),
        " & ".join(map(_tsquery, whole)) if is_short else "",
        exact=title_of(" ".join(words)),
        beginning=f"{EDGE} {' '.join(words)}",
        first=f" {words[0]}" if words else "",
        last=f" {words[-1]} " if words else "",
        marks=_marks(begun),
    )


def _terms(query: str) -> list[Term]:
    """As many terms of a query as are looked for, each once."""
    terms: dict[str, Term] = {}
    left = MOST_WORDS
    for each in islice(compounds(folded(query[:MOST_CHARACTERS])), MOST_WORDS):
        term = _term(each, left)
        left -= len(term.words)
        said = " ".join(term.words)
        terms.pop(said, None)  # only what is said last may go on
        terms[said] = term
        if not left or len(terms) == MOST_TERMS:
            break
    return list(terms.values())


def _term(compound: Compound, most: int) -> Term:
    words = compound.words[:most]
    long = next((i for i, word in enumerate(words) if len(word) > LONGEST_WORD), None)
    if long is not None:
        return Term([*words[:long], words[long][:LONGEST_WORD]], None, True)
    joined = compound.joined if len(words) == len(compound.words) else None
    return Term(words, joined if joined and len(joined) <= LONGEST_WORD else None, False)


def _fts5(term: Term) -> str:
    goes_on = " *" if term.begun else ""
    ways = ('"' + " ".join(way) + '"' + goes_on for way in term.ways)
    return f"({' OR '.join(ways)})"


def _tsquery(term: Term) -> str:
    goes_on = ":*" if term.begun else ""
    ways = (" <-> ".join(f"'{word}'" for word in way) + goes_on for way in term.ways)
    return f"({' | '.join(f'({way})' for way in ways)})"


def _marks(terms: Sequence[Term]) -> str:
    ways = [(way, term.begun) for term in terms for way in term.ways]
    whole = {word for way, begun in ways for word in (way[:-1] if begun else way)}
    begun = {way[-1] for way, begun in ways if begun}
    return json.dumps({"whole": sorted(whole), "begun": sorted(begun)})
