"""What an operation of the tests is, and what several are put together from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    variables: Mapping[str, Any] = field(default_factory=dict)


def gid(kind: str, key: str | int) -> str:
    return f"{kind}:{key}".encode().hex()


def cursor(kind: str, *key: str | float) -> str:
    """The place of that key in the type's usual list; there need be nothing at it."""
    return json.dumps([kind, *key]).encode().hex()


ROADMAP_LEAVES = """
  id slug title description featuredTitle featuredDescription order kind hasTopics isNew isUpcoming
  isHidden jsonUrl pdfUrl frontmatter retiredAt dimensions { width height }
  schema { headline description imageUrl datePublished dateModified }
  seo { title description keywords } sitemap { priority changefreq }
  source { path sha256 seededAt revision }
"""
PLACEMENT_LEAVES = """
  id title url imageUrl description expiryDate expiresAt isActive withdrawnAt
  event { category action label }
"""
PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"
IDS = [
    *(gid("Roadmap", "gardener"), gid("Tag", "roadmap"), gid("Keyword", "种子")),
    *(gid("Sponsor", 1), gid("Placement", 2), gid("Roadmap", "mushrooms")),
    *(gid("Roadmap", "gardener"), gid("Keyword", "")),
]
NO_IDS = [
    *("", "zz", "00", "ff", "é", gid("Sponsor", "x"), gid("Sponsor", -1)),
    gid("Sponsor", 10**30),
]
ODD_IDS = [
    *(gid("Query", ""), gid("Node", "gardener"), gid("Roadmap", ""), gid("Roadmap", "no-such")),
    *(gid("roadmap", "gardener"), gid("Tag", "a:b"), gid("Placement", "1 "), "5"),
]


def nested(opening: str, depth: int, leaf: str) -> str:
    """A selection inside itself, and the leaf inside all of them."""
    unclosed = opening.count("{") - opening.count("}")
    return opening * depth + leaf + "}" * unclosed * depth
