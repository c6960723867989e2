"""The issues of the content are what the seeding report prints, line by line, on each database."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from graph.schema.issue import ContentIssueCode
from graph.settings import Settings
from seed.records import Code, Problem, Severity
from tests.conftest import seed_into, write_files
from tests.postgresql.api import open_api
from tests.search.conftest import database_of, kind, server

__all__ = ["kind", "server"]
ASKED = "path line column code message hint"
OWN = f"{{ roadmaps {{ nodes {{ slug issues {{ {ASKED} }} }} }} }}"
ALL = f"{{ contentIssues {{ totalCount nodes {{ {ASKED} roadmap {{ slug }} }} }} }}"
LAWN = """---
titel: Lawn
dimensions:
  width: 2
relatedRoadmaps: [pond, pnod, "it's", pnod, lawn]
sponsor: {url: "javascript:alert(1)", title: Traps, imageURl: /a.png}
---
"""
FILES = {
    "lawn/lawn.md": LAWN,
    "pond.md": "---\ntitle: Pond\nrelatedRoadmaps: [moss]\n---\n",
    "a-well.md": "---\nrelatedRoadmaps:\n  - lawm\n---\n",
    "bad.md": "---\ntitle: [\n---\n",
}


@pytest.fixture
def settings(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    with database_of(kind, tmp_path, request) as settings:
        yield settings


def seeded(settings: Settings, folder: Path, files: Mapping[str, str]) -> list[str]:
    """What the report prints, but for the files that are refused."""
    found = seed_into(settings, write_files(folder, files)).problems
    return [str(problem) for problem in found if problem.severity is Severity.WARNING]


def printed(issue: Mapping[str, Any], folder: Path) -> str:
    """The issue as the report has it."""
    told = [issue["line"], issue["column"], Code(issue["code"]), issue["message"], issue["hint"]]
    return str(Problem(f"{folder}/{issue['path']}", *told))


def all_issues(settings: Settings, folder: Path) -> list[str]:
    """By slug, after a look at what each roadmap tells."""
    with open_api(settings) as api:
        found = api.data(ALL)["contentIssues"]
        own = api.data(OWN)["roadmaps"]["nodes"]
    lines = [printed(issue, folder) for issue in found["nodes"]]
    by_roadmap: dict[str, list[str]] = {}
    for issue, line in zip(found["nodes"], lines, strict=True):
        by_roadmap.setdefault(issue["roadmap"]["slug"], []).append(line)
    told = {r["slug"]: [printed(i, folder) for i in r["issues"]] for r in own if r["issues"]}
    assert told == by_roadmap
    assert [*by_roadmap] == sorted(by_roadmap)
    assert len(lines) == found["totalCount"]
    return lines


def test_they_are_the_lines_of_the_report(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "content"
    report = seeded(settings, folder, FILES)
    assert {line.split(": ")[1].split()[0] for line in report} == set(ContentIssueCode.__members__)
    assert f'{folder}/lawn/lawn.md:5:31: UNRESOLVED_RELATION no roadmap has the slug "it\'s"' in (
        report
    )
    assert sorted(all_issues(settings, folder)) == sorted(report)
    assert seeded(settings, folder, FILES) == report, "unchanged files are reported alike"


def test_they_come_and_go_with_the_roadmaps_that_relations_name(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "content"
    seeded(settings, folder, FILES)
    more = FILES | {"moss.md": "---\n---\n", "lawm.md": "---\n---\n"}
    resolved = seeded(settings, folder, more)
    assert not any("'moss'" in line or "'lawm'" in line for line in resolved)
    assert sorted(all_issues(settings, folder)) == sorted(resolved)
    gone = ("moss.md", "lawn/lawn.md")
    left = {path: text for path, text in more.items() if path not in gone}
    opened = seeded(settings, folder, left)
    assert f"{folder}/pond.md:3:19: UNRESOLVED_RELATION no roadmap has the slug 'moss'" in opened
    assert sorted(all_issues(settings, folder)) == sorted(opened)
    assert not any("lawn.md" in line for line in opened)


def test_the_codes_are_those_that_a_seeded_file_may_have() -> None:
    codes = [c for c in Code if Problem("", 1, 1, c, "").severity is Severity.WARNING]
    assert [*ContentIssueCode.__members__] == [code.value for code in codes]
