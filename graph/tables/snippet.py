"""What a hit shows of a roadmap's texts: a passage of one, as HTML, with the words that were looked
for in `<mark>`."""

import json
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from unicodedata import normalize

from graph.tables.words import ENDING, FOLD, LETTER, compounds_at, folded

BEFORE = 40
"""Characters that a passage has before its first mark, at most."""
AFTER = 120
MOST_CHARACTERS = 10_000
"""Of one text that are looked at."""
BEGINNING = re.compile(rf"(?<!{LETTER}){LETTER}")
"""Of a word in a folded text."""

IS_LETTER = re.compile(LETTER).match

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sought:
    """The words of a query, and those that may go on."""

    whole: frozenset[str]
    begun: tuple[str, ...]
    pattern: re.Pattern[str]
    """Finds them in a folded text, and more: what ends another word. It does not find compounds
    that are looked for joined."""

    def count(self, as_folded: str) -> int:
        """How many of the words are in the text."""
        found = {as_folded[start:end] for start, end in self.places(as_folded)}
        return len(found & self.whole) + (not found <= self.whole)

    def places(self, as_folded: str) -> list[Span]:
        found = (match.span() for match in self.pattern.finditer(as_folded))
        return [(a, b) for a, b in found if not a or not IS_LETTER(as_folded[a - 1])]

    def spans(self, as_folded: str) -> list[Span]:
        """Where the words are in a folded text; if nowhere, the compounds that are them joined."""
        return self.places(as_folded) or [
            (start, end)
            for start, end, each in compounds_at(as_folded)
            if each.joined and (each.joined in self.whole or each.joined.startswith(self.begun))
        ]


@lru_cache(maxsize=64)
def sought(words: str) -> Sought:
    """The words as JSON, `{"whole": [...], "begun": [...]}`."""
    given = json.loads(words)
    whole, begun = frozenset(given["whole"]), tuple(given["begun"])
    ways = [rf"{re.escape(word)}(?!{LETTER}|\+\+|#)" for word in whole]
    pattern = "|".join([*ways, *(f"{re.escape(word)}{LETTER}*{ENDING}" for word in begun)])
    return Sought(whole, begun, re.compile(pattern))


def snippet(words: str, *texts: str | None) -> str | None:
    """A passage of the text that has most of the words, of the first one where several have;
    null where none has any."""
    looked_for = sought(words)
    shown = [text[:MOST_CHARACTERS] for text in texts if text]
    best, most, enough = "", 0, len(looked_for.whole) + bool(looked_for.begun)
    for text in shown:
        count = looked_for.count(folded(text))
        if count > most:
            best, most = text, count
        if most == enough:
            break
    passages = (_passage(looked_for, text) for text in ([best] if most else shown))
    return next((passage for passage in passages if passage), None)


def _passage(looked_for: Sought, text: str) -> str | None:
    text, as_folded, places = aligned(text)
    spans = looked_for.spans(as_folded)
    if not spans:
        return None
    first = places[spans[0][0]]
    begin = _word_from(as_folded, bisect_left(places, first - BEFORE)) if first > BEFORE else 0
    end = _word_from(as_folded, bisect_left(places, first + AFTER))
    kept = [(places[a], places[b - 1] + 1) for a, b in spans if begin <= a < end]
    first_shown = places[begin] if begin else 0
    until = places[end] if end < len(places) else len(text)
    marked = _marked(text[:until], first_shown, kept).strip(" ")
    return f"{'…' if first_shown else ''}{marked}{'…' if until < len(text) else ''}"


def aligned(text: str) -> tuple[str, str, Sequence[int]]:
    """The text, as it is folded, and for each of the folded characters where it comes from."""
    if text.isascii():
        return text, folded(text), range(len(text))
    text = normalize("NFC", text)
    parts = [FOLD[ord(character)] for character in text]
    return text, "".join(parts), [place for place, part in enumerate(parts) for _ in part]


def _word_from(as_folded: str, place: int) -> int:
    """Where the first word begins from that place on; the end where there is none."""
    found = BEGINNING.search(as_folded, place)
    return found.start() if found else len(as_folded)


def _marked(text: str, begin: int, spans: Sequence[Span]) -> str:
    html = []
    for start, end in spans:
        html += [escape(text[begin:start]), "<mark>", escape(text[start:end]), "</mark>"]
        begin = end
    return "".join([*html, escape(text[begin:])]).replace("</mark><mark>", "")
