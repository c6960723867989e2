"""Roadmaps to click on: with a sponsor, an expired one, two, none, and near-doubles of those."""

from collections.abc import Mapping

LASTING = """sponsor:
  title: Rope & Co
  url: https://rope.example/?from=knots
  event: {category: SponsorClick, action: Rope Redirect, label: Knots / Rope Link}
"""
OTHER_LABEL = LASTING.replace("Knots / Rope Link", "Knots / Rope Link (2)")
EXPIRED = """sponsor:
  title: Sailmaker
  url: /sailmaker
  imageUrl: /sail.png
  description: Canvas by the yard
  expiryDate: 2023-02-02
  event: {category: SponsorClick, action: "", label: Sails}
"""
TWO = """sponsors:
  - {title: Wire, url: https://wire.example/, page: Rigging, company: Wire Inc}
  - {title: Hemp, url: https://hemp.example/}
"""
STUB = "renderer: editor\n"


def file(frontmatter: str) -> str:
    return f"---\n{frontmatter}---\n"


FILES: Mapping[str, str] = {
    "anchors/anchors.md": file("title: Anchors\nrelatedRoadmaps: [knots, knots-of-old]\n"),
    "buoys.md": file(STUB),
    "knots.md": file(f"title: Knots\nrelatedRoadmaps: [sails, anchors]\n{LASTING}"),
    "ropes.md": file(f"title: Ropes\n{LASTING}"),  # the same sponsor, another placement
    "rigging.md": file(TWO),
    "sails.md": file(EXPIRED),
}


def without(*slugs: str) -> dict[str, str]:
    """The files of all other roadmaps."""
    return {name: text for name, text in FILES.items() if name.split(".")[0] not in slugs}


def replaced(slug: str, frontmatter: str) -> dict[str, str]:
    """The files, with another text in one of them."""
    return {**FILES, f"{slug}.md": file(frontmatter)}
