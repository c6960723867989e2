"""Paging goes on rightly while content is seeded: whatever stays as it was comes exactly once."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graph.settings import SqliteModule
from tests.conftest import IS_CI, migrated, seed_into, write_files
from tests.plan.content import NOW, run
from tests.plan.database import Database

ROUNDS = 6 if IS_CI else 2
STEPS = 9
"""Pages of each walk, with a seeding run before each of them."""
SLUGS = [f"r{i:02}" for i in range(16)]
HUB = {"tags": ["all"], "seo": {"keywords": ["word"]}, "title": "Garden"}
"""Of a roadmap that never changes, so that there is always a tag, a keyword and a target."""
LISTS = (
    *("roadmaps(%s)", "roadmaps(orderBy: {field: TITLE, direction: DESC}, %s)"),
    *(f"roadmaps(orderBy: {{field: {name}}}, %s)" for name in ("ORDER", "RELATED_BY_COUNT")),
    "roadmaps(orderBy: [{field: DATE_MODIFIED, direction: DESC}, {field: KEYWORD_COUNT}], %s)",
    'roadmaps(filter: {tags: {some: {eq: "all"}}, not: {order: {eq: 1}}}, %s)',
    *("tags(%s)", "keywords(%s)", "keywords(orderBy: {field: ROADMAP_COUNT}, %s)"),
    *("sponsors(%s)", "placements(%s)", 'search(query: "gard", %s)'),
    *("contentIssues(%s)", "contentIssues(filter: {roadmap: {order: {eq: 1}}}, %s)"),
    *('of: tag(name: "all") { roadmaps(%s)', 'of: keyword(text: "word") { roadmaps(%s)'),
    'of: roadmap(slug: "hub") { relatedBy(orderBy: {field: TITLE}, %s)',
)

Item = tuple[str, str]
"""An id, or what is said, and the cursor that tells by what it is sorted."""


class Content:
    """Files that change a little from one run to the next."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.roadmaps: dict[str, Any] = {"hub": HUB}
        self.change(len(SLUGS))

    def change(self, number: int) -> None:
        for slug in self._random.sample(SLUGS, number):
            self.roadmaps.pop(slug, None)
            if self._random.random() < 0.75:
                self.roadmaps[slug] = self._roadmap()

    def _roadmap(self) -> dict[str, Any]:
        return {
            "order": self._random.choice((0, 1, 1, 2.5, None)),
            "title": self._random.choice(("Garden", "Gardener", "Lawn", "Ýer")),
            "tags": self._some("all", "some", "few"),
            "seo": {"keywords": self._some("word", "Word", "soil", "garden")},
            "schema": {"dateModified": self._random.choice(("2023-01-02", "2023-01-03"))},
            "relatedRoadmaps": self._some("hub", *SLUGS[:3]),
            "sponsor": {"title": self._random.choice("AB"), "url": "/"},
        }

    def _some(self, *values: str) -> list[str]:
        return self._random.sample(values, self._random.randint(0, len(values)))


@dataclass
class Walk:
    """One walk through a list, and all states that the list was in meanwhile."""

    text: str
    forward: bool
    taken: list[Item] = field(default_factory=list)
    states: list[list[Item]] = field(default_factory=list)
    place: str | None = None
    is_over: bool = False

    def step(self, database: Database, size: int) -> None:
        self.states.append(items(page(database, self.text, True, 100, None)))
        found = page(database, self.text, self.forward, size, self.place)
        taken, info = items(found), found["pageInfo"]
        self.taken = self.taken + taken if self.forward else taken + self.taken
        self.place = info["endCursor" if self.forward else "startCursor"] or self.place
        self.is_over = not info["hasNextPage" if self.forward else "hasPreviousPage"]

    def unchanged(self) -> list[Item]:
        """What was in the list all the time, at the same place among the others."""
        return [item for item in self.states[0] if all(item in state for state in self.states)]


def page(database: Database, text: str, forward: bool, size: int, cursor: str | None) -> Any:
    paging = "first: $size, after: $cursor" if forward else "last: $size, before: $cursor"
    name = "id: message" if text.startswith("contentIssues") else "id"
    asked = f"""{{ edges {{ cursor node {{ {name} }} }}
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }}"""
    closing = "}" if text.startswith("of:") else ""
    operation = f"query($size: Int, $cursor: String) {{ {text % paging} {asked} {closing} }}"
    answer = database.ask(operation, {"size": size, "cursor": cursor})
    (found,) = json.loads(answer.body)["data"].values()
    return found if "edges" in found else next(iter(found.values()))


def items(found: Any) -> list[Item]:
    return [(edge["node"]["id"], edge["cursor"]) for edge in found["edges"]]


@contextmanager
def walked(path: Path, module: SqliteModule, number: int) -> Iterator[list[Walk]]:
    """Walks through all lists, page by page, each after a seeding run."""
    random = Random(number)  # noqa: S311
    content, settings = Content(random), migrated(path, module)
    walks = [
        Walk(text, forward)
        for text in LISTS
        for forward in (True, False)
        if forward or "search" not in text
    ]
    with asyncio.Runner() as runner:
        database = Database(settings, runner, 100)
        for step in range(STEPS):
            now = NOW + timedelta(hours=step)
            files = write_files(path / "content", run(now, content.roadmaps).files)
            seed_into(settings, files, now=run(now, {}).now)
            for walk in walks:
                if not walk.is_over:
                    walk.step(database, random.choice((1, 2, 3)) if step < STEPS - 1 else 100)
            content.change(2)
        yield walks
        database.close()


@pytest.mark.parametrize("number", range(ROUNDS))
def test_what_stays_as_it_was_comes_once_and_in_order(
    tmp_path: Path, module: SqliteModule, number: int
) -> None:
    with walked(tmp_path, module, number) as walks:
        for walk in walks:
            assert walk.is_over, walk.text
            unchanged = walk.unchanged()
            assert [item for item in walk.taken if item in unchanged] == unchanged, walk
            assert len(set(walk.taken)) == len(walk.taken), walk
        assert sum(len(walk.states) > 2 and bool(walk.unchanged()) for walk in walks) > 10
