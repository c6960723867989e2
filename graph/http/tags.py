"""Entity tags: which ones a client has, and how the engine's become those of HTTP.

The two media types of one answer are two representations, so each has its own suffix.
"""

import re
from collections.abc import Set

from graph.plan.answer import ANY_TAG

_ENTITY_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
NO_TAGS: Set[str] = frozenset()


def known_tags(if_none_match: bytes | None, suffix: str) -> Set[str]:
    """The engine's tags in an If-None-Match header, as far as they are of that representation.

    Weak ones count like strong ones, as HTTP has it for this header: a proxy that compresses makes
    ours weak. What is no tag is passed over.
    """
    if if_none_match is None:
        return NO_TAGS
    header = if_none_match.decode("latin-1").strip()
    if header == "*":
        return frozenset([ANY_TAG])
    found = _ENTITY_TAG.findall(header)
    return frozenset(tag.removesuffix(suffix) for tag in found if tag.endswith(suffix))


def entity_tag(tag: str, suffix: str) -> bytes:
    """The ETag header of an answer."""
    return f'"{tag}{suffix}"'.encode()
