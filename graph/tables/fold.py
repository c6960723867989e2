"""Text as it is compared where case does not matter. What is stored so is looked up so."""

from unicodedata import normalize


def folded(text: str) -> str:
    """The text without regard to case, or to how its accents are composed."""
    return normalize("NFC", normalize("NFC", text).casefold())
