"""Searching as slowly and plainly as one can, to hold the real search against: no index, no regular
expression, nothing of the product's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from unicodedata import category, name, normalize

ACCENTS = ("ACUTE", "BREVE", "CARON", "CEDILLA", "CIRCUMFLEX", "DIAERESIS", "DOT", "GRAVE")
LEFT_OUT = (
    *(f"COMBINING {accent}" for accent in (*ACCENTS, "RING", "TILDE")),
    *("ARABIC FATHA", "ARABIC DAMMA", "ARABIC SHADDA"),
)
SPELT = {"æ": "ae", "ø": "o", "ł": "l", "ı": "i", "’": "'"}  # noqa: RUF001
BY_THEMSELVES = ("CJK ", "HIRAGANA ", "KATAKANA", "HANGUL ", "THAI ")


@dataclass
class Unit:
    """Words without a blank between them."""

    words: list[str] = field(default_factory=list)
    is_joined: bool = True

    @property
    def ways(self) -> list[list[str]]:
        whole = [["".join(self.words)]] if self.is_joined and len(self.words) > 1 else []
        return [self.words, *whole]


def plain(text: str) -> str:
    apart = normalize("NFKD", normalize("NFKD", normalize("NFC", text)).casefold())
    kept = "".join(c for c in apart if not name(c, "").startswith(LEFT_OUT))
    return "".join(SPELT.get(c, c) for c in normalize("NFC", kept))


def is_letter(character: str) -> bool:
    return category(character)[0] in "LMN"


def is_alone(character: str) -> bool:
    return is_letter(character) and name(character, "").startswith(BY_THEMSELVES)


def words_at(text: str) -> Iterator[tuple[int, str]]:
    place = 0
    while place < len(text):
        end = place + 1
        if is_letter(text[place]) and not is_alone(text[place]):
            while end < len(text) and is_letter(text[end]) and not is_alone(text[end]):
                end += 1
            if text[end : end + 2] == "++":
                end += 2
            elif end - place == 1 and text[end : end + 1] == "#":
                end += 1
        if is_letter(text[place]):
            yield place, text[place:end]
        place = end


def units(text: str) -> list[Unit]:
    text, found, before = plain(text), list[Unit](), -2
    for place, word in words_at(text):
        alone = is_alone(word[0]) or (before > 0 and is_alone(text[before - 1]))
        touches = place == before and alone
        hooked = place == before + 1 and text[before] in ".'-" and not alone
        if not (touches or hooked):
            found.append(Unit())
        found[-1].words.append(word)
        found[-1].is_joined &= not is_alone(word[0])
        before = place + len(word)
    return found


def has(text: str, sought: Unit, begun: bool) -> bool:
    """Whether a text has a unit's words one after the other, or them as one."""
    own = units(text)
    words = [word for unit in own for word in unit.words]
    joined = [way for unit in own for way in unit.ways[1:]]
    return any(follows(some, way, begun) for some in (words, *joined) for way in sought.ways if way)


def follows(words: Sequence[str], way: Sequence[str], begun: bool) -> bool:
    *first, last = way
    for start in range(len(words) - len(first)):
        there = words[start : start + len(way)]
        ends = there[-1].startswith(last) if begun else there[-1] == last
        if there[:-1] == first and ends:
            return True
    return False


def finds(query: str, texts: Sequence[str]) -> bool:
    """Whether the texts together have all units of a query, of the last one its beginning."""
    sought = units(query)
    return bool(sought) and all(
        any(has(text, unit, unit is sought[-1] or unit.words == sought[-1].words) for text in texts)
        for unit in sought
    )
