"""Text as the words that search knows: what is indexed so is looked up so.

Case, accents and the width of letters do not count. Scripts that put no spaces between words are
read character by character. A word is a run of letters, marks and digits; `c++` and `c#` are words
too. `node.js` and `front-end` are compounds, known by their words and by these joined.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import category, normalize

SPELLED = {"æ": "ae", "œ": "oe", "þ": "th"} | dict(
    zip("øđðħłŧıĸŋ’‐‑", "oddhltikn'--", strict=True)  # noqa: RUF001
)
"""What Unicode does not take apart."""
ACCENTS = (
    *(range(0x300, 0x370), range(0x1AB0, 0x1B00), range(0x1DC0, 0x1E00), range(0x20D0, 0x2100)),
    *(range(0xFE20, 0xFE30), range(0x591, 0x5C8), range(0x610, 0x61B), range(0x64B, 0x660)),
    *(range(0x670, 0x671), range(0x640, 0x641)),
)
"""Marks that people leave out: accents of Latin, Greek and Cyrillic, the vowels of Hebrew and
Arabic. The marks of other scripts are letters of their words."""
UNSPACED = (
    *(range(0xE00, 0x10A0), range(0x1780, 0x1800), range(0x19E0, 0x1A00), range(0x2E80, 0x2FE0)),
    *(range(0x3005, 0x3008), range(0x3021, 0x3030), range(0x3031, 0x3036), range(0x3040, 0x3130)),
    *(range(0x31A0, 0x3200), range(0x3400, 0xA4D0), range(0xAC00, 0xD7B0), range(0xF900, 0xFB00)),
    *(range(0x1B000, 0x1B300), range(0x20000, 0x40000)),
)
"""Thai, Lao, Tibetan, Burmese, Khmer, Han, kana, Yi; Hangul, whose words take endings."""
ALONE = "\x1f"
"""Stands on both sides of a character that is a word by itself."""
SPECIAL = "+#.'-"
"""What may belong to a word, or join two."""
BREAK = "+"
"""Between texts in an index, so that no compound is found across them; in no text it is a word."""
BETWEEN = "\x1e"
"""Stands for it while texts are looked through; they are folded and do not have it."""
KEPT_BELOW = 0x10000
"""Characters whose folding is remembered; all of Unicode would fill a server's memory."""


class _Fold(dict[int, str]):
    """What each character becomes, made as they come."""

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        if code < KEPT_BELOW:
            self[code] = folded
        return folded


def _folded(character: str) -> str:
    if character in SPECIAL:
        return character
    taken_apart = normalize("NFKD", normalize("NFKD", character).casefold())
    kept = (SPELLED.get(c, c) for c in taken_apart if not _is_in(c, ACCENTS))
    return "".join(map(_placed, normalize("NFC", "".join(kept))))


def _placed(character: str) -> str:
    """A folded character in its place: part of a word, a word by itself, or between words."""
    if category(character)[0] not in "LMN":
        return character if character in SPECIAL else " "
    return f"{ALONE}{character}{ALONE}" if _is_in(character, UNSPACED) else character


def _is_in(character: str, ranges: Sequence[range]) -> bool:
    return any(ord(character) in each for each in ranges)


FOLD = _Fold()
LETTER = r"[^ +#.'\-\x1f]"
ENDING = rf"(?:\+\+|(?<=(?<!{LETTER}).)#)?"
_WORD = f"{LETTER}+{ENDING}"
WORDS = re.compile(_WORD)
_COMPOUND = re.compile(rf"{_WORD}(?:(?:[.'\-]|\x1f+){_WORD})*")
_NEEDS_READING = re.compile(rf"[+#.'\-](?:(?<=[+#])|(?<={LETTER}.)(?={LETTER}))")
_ASCII = "".join(map(FOLD.__getitem__, range(128))).encode() + bytes(128)
"""What FOLD makes of bytes: for texts of only these, ten times as fast."""


def folded(text: str) -> str:
    """The text with its letters folded, and blanks for all that cannot belong to a word."""
    if text.isascii():
        return text.encode().translate(_ASCII).decode()
    return normalize("NFC", text).translate(FOLD)


@dataclass(frozen=True, slots=True)
class Compound:
    """Words without a space between them; mostly just one."""

    words: Sequence[str]
    joined: str | None
    """As one word, where a dot, a hyphen or an apostrophe joins them."""


def compounds(text: str) -> Iterator[Compound]:
    """The words of a folded text, in its order."""
    return map(compound, _COMPOUND.findall(text))


def compounds_at(text: str) -> Iterator[tuple[int, int, Compound]]:
    """The same with the places where each begins and ends."""
    return ((*found.span(), compound(found[0])) for found in _COMPOUND.finditer(text))


def compound(text: str) -> Compound:
    words = WORDS.findall(text)
    is_joined = len(words) > 1 and ALONE not in text
    return Compound(words, "".join(words) if is_joined else None)


def plain(text: str) -> str:
    """The words of a text with one space between any two: texts that read alike are equal."""
    return " ".join(WORDS.findall(folded(text)))


def indexed(texts: Iterable[str]) -> str:
    """Texts for an index: their words between blanks, hyphens, dots and apostrophes."""
    as_folded = [folded(text) for text in texts]
    all_ = f" {BETWEEN} ".join(as_folded)
    if not _NEEDS_READING.search(all_):
        return all_.replace(BETWEEN, BREAK).replace(ALONE, " ")
    return f" {BREAK} ".join(map(_read, as_folded))


def _read(as_folded: str) -> str:
    """Compounds taken apart, and joined too."""
    if not _NEEDS_READING.search(as_folded):
        return as_folded.replace(ALONE, " ")
    found = list(compounds(as_folded))
    joined = (f" {BREAK} {each.joined}" for each in found if each.joined)
    return " ".join(word for each in found for word in each.words) + "".join(joined)
