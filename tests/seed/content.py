"""A folder of roadmap files that a test writes, changes and seeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Content:
    folder: Path

    def __str__(self) -> str:
        return str(self.folder)

    def nested(self, slug: str, frontmatter: str = "") -> Path:
        """Writes `<slug>/<slug>.md`."""
        return self.file(f"{slug}/{slug}.md", f"---\n{frontmatter}---\n")

    def flat(self, slug: str, frontmatter: str = "") -> Path:
        """Writes `<slug>.md`."""
        return self.file(f"{slug}.md", f"---\n{frontmatter}---\n")

    def file(self, path: str, text: str) -> Path:
        """Writes a file with just this text."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def remove(self, *slugs: str) -> None:
        """Takes away the file of each roadmap, and leaves its folder."""
        for slug in slugs:
            (self.folder / slug / f"{slug}.md").unlink()


def related(*slugs: str) -> str:
    """A `relatedRoadmaps` with these entries."""
    return f"relatedRoadmaps: [{', '.join(slugs)}]\n"


def sponsor(title: str, more: str = "") -> str:
    """A `sponsor` block; `more` are further keys of it, each line indented by two."""
    return f"sponsor:\n  title: {title}\n  url: https://example.com/{title.lower()}\n{more}"


def sponsors(titles: Sequence[str]) -> str:
    """A list `sponsors`, as the files had it for some days."""
    entries = "".join(
        f"  - title: {title}\n    url: https://example.com/{title.lower()}\n"
        f"    page: Garden\n    company: {title} Inc\n"
        for title in titles
    )
    return f"sponsors:\n{entries}"
