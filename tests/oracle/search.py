"""Full-text search over plain objects: what is found, and how well it fits.

Words are told apart by the naive search of the tests of search. The snippet is the product's own,
of the texts that are known here; what it should be is tested by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from graph.plan.match import match_of
from graph.tables.snippet import snippet
from tests.oracle.sorting import Object
from tests.search.naive import Unit, follows, units

SHORT = 4
"""Letters of a last word that are looked for as they are, too."""
MOST = 12
"""Units of a query that are looked for."""
GAINS = (32, 3, 1, 7)
"""Of a title that is the query, begins with it, has its first word, has its last one as it is."""


class Texts:
    """The words of one roadmap's texts."""

    def __init__(self, roadmap: Object) -> None:
        schema, seo = roadmap["schema"] or {}, roadmap["seo"] or {}
        titles = [roadmap["title"], roadmap["featuredTitle"]]
        self.keywords = [keyword["text"] for keyword in roadmap["keywords"]]
        descriptions = [roadmap["description"], roadmap["featuredDescription"]]
        self.others = [
            *(*descriptions, seo.get("description"), schema.get("description")),
            *(*titles, seo.get("title"), schema.get("headline")),
        ]
        self.titles = [words_of(text) for text in titles if text]
        everything = (titles, [*titles, *self.keywords], [*self.others, *self.keywords])
        self._documents = [[ways_of(text) for text in texts if text] for texts in everything]

    def rank(self, query: str) -> int | None:
        """The more the better; None where the roadmap is not found."""
        sought = asked(query)
        weight = sum(self._weight(sought, begun=True) for _ in sought[:1])
        if not weight:
            return None
        words = [word for unit in sought for word in unit.words]
        if len(words[-1]) <= SHORT:
            weight += self._weight(sought, begun=False)
        return 16 * weight + sum(
            gain for gain, has in zip(GAINS, self._fits(words), strict=True) if has
        )

    def _weight(self, sought: Sequence[Unit], *, begun: bool) -> int:
        """4 for all of it in the titles, 2 in these and the keywords, 1 anywhere, added up."""
        last = sought[-1].words
        return sum(
            place
            for place, texts in zip((4, 2, 1), self._documents, strict=True)
            if all(_have(texts, unit, begun=begun and unit.words == last) for unit in sought)
        )

    def _fits(self, words: Sequence[str]) -> Iterator[bool]:
        said = " ".join(words)
        titles = [f" {' '.join(title)} " for title in self.titles]
        yield any(title == f" {said} " for title in titles)
        yield any(title.startswith(f" {said}") for title in titles)
        yield any(f" {words[0]}" in title for title in titles)
        yield any(f" {words[-1]} " in title for title in titles)


def asked(query: str) -> list[Unit]:
    """The units of a query that count, each once, where it was said last."""
    found: dict[str, Unit] = {}
    for unit in units(query):
        found.pop(" ".join(unit.words), None)
        found[" ".join(unit.words)] = unit
        if len(found) == MOST:
            break
    return list(found.values())


def _have(texts: Iterable[Sequence[Sequence[str]]], sought: Unit, *, begun: bool) -> bool:
    return any(
        follows(words, way, begun) for ways in texts for words in ways for way in sought.ways
    )


def ways_of(text: str) -> list[list[str]]:
    """The words of a text, and each compound of it as one word."""
    own = _units(text)
    return [words_of(text), *(way for unit in own for way in unit.ways[1:])]


def words_of(text: str) -> list[str]:
    return [word for unit in _units(text) for word in unit.words]


@lru_cache(maxsize=1_000)
def _units(text: str) -> Sequence[Unit]:
    return units(text)


def hits(roadmaps: Sequence[tuple[Object, Texts]], query: str) -> list[Object]:
    """What a query finds, in no order."""
    ranked = [(roadmap, texts, texts.rank(query)) for roadmap, texts in roadmaps]
    return [_hit(made, texts, rank, query) for made, texts, rank in ranked if rank is not None]


def _hit(roadmap: Object, texts: Texts, rank: int, query: str) -> Object:
    marks = match_of(query).marks
    shown = snippet(marks, *texts.others) or snippet(marks, ", ".join(texts.keywords))
    return {
        "rank": rank,
        "slug": roadmap["slug"],
        "score": rank / 16,
        "snippet": shown,
        "node": roadmap,
    }
