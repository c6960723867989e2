"""Every value of real files is found again in an answer of the API.

The files are read a second time here by a reader that shares nothing with the one under test:
PyYAML's composer, with the scalars of YAML 1.2's core schema. They lie beside the repository and
may not be part of it.
"""

import asyncio
import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.plan.answer import Outcome, Request
from graph.plan.engine import PreparedEngine
from graph.plan.reader import open_reader
from graph.schema import build_schema
from tests.seed.database import FIRST, Database, settings_for

SHARED = Path(__file__).resolve().parents[3] / "shared"
FOLDERS = [SHARED / "sample", *sorted((SHARED / "corpus").glob("*"))]
NAMES = ["sample", "2023-01-22-upstream-sample", "2023-05-01-upstream-sponsors", "2025-06-upstream"]

QUERY = """
query ($slug: String!) {
  roadmap(slug: $slug) {
    slug title description featuredTitle featuredDescription order kind
    hasTopics isNew isUpcoming isHidden jsonUrl pdfUrl
    dimensions { width height }
    schema { headline description imageUrl datePublished dateModified }
    seo { title description keywords }
    sitemap { priority changefreq }
    tags { name }
    keywords { text }
    relatedRoadmaps { slug }
    relations { position slug isResolved roadmap { slug } }
    relatedBy(first: 100) { nodes { slug } totalCount }
    sponsor {
      title url imageUrl description expiryDate
      event { category action label }
      sponsor { title url imageUrl description }
    }
    placements { title }
    frontmatter
  }
}
"""


@pytest.fixture(params=NAMES)
def folder(request: pytest.FixtureRequest) -> Path:
    """One of the folders beside the repository; in CI it has to be there."""
    name = str(request.param)
    folder = SHARED / name if name == "sample" else SHARED / "corpus" / name
    if not folder.is_dir():
        message = f"NOT TESTED on real files: there is no {folder}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(message)
    return folder


def test_every_value_of_the_files_is_in_the_answers(database: Database, folder: Path) -> None:
    outcome = database.seed(folder)
    expected = expected_roadmaps(folder)
    assert outcome.changes.refused == []
    assert outcome.changes.added == sorted(expected)
    assert asyncio.run(answers(database, expected)) == expected


def test_all_folders_one_after_the_other(database: Database, folder: Path) -> None:
    """What earlier snapshots left behind does not show through a later one."""
    for earlier in FOLDERS:
        database.seed(earlier)
    database.seed(folder)
    expected = expected_roadmaps(folder)
    found = asyncio.run(answers(database, expected))
    for slug, roadmap in found.items():
        standing = len(expected[slug]["placements"])
        roadmap["placements"] = roadmap["placements"][:standing]  # the newest first
    assert found == expected


async def answers(database: Database, slugs: Mapping[str, object]) -> dict[str, Any]:
    reader = open_reader(settings_for(database.file, database.module))
    engine = PreparedEngine(build_schema(), reader, None, lambda: FIRST, page_limit=100)
    found = {slug: await answer(engine, slug) for slug in slugs}
    await reader.close()
    return found


async def answer(engine: PreparedEngine, slug: str) -> dict[str, Any]:
    """The roadmap as the API tells it; its frontmatter as JSON text, where 1 is not 1.0."""
    answer = await engine.answer(Request(QUERY, None, {"slug": slug}))
    assert answer.outcome is Outcome.EXECUTED, answer.body
    roadmap: dict[str, Any] = json.loads(answer.body)["data"]["roadmap"]
    return {**roadmap, "frontmatter": json.dumps(roadmap["frontmatter"])}


# The reader of its own.


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2's core schema: what else looks like a date or a truth value is text."""

    yaml_implicit_resolvers = {}  # noqa: RUF012
    yaml_constructors = {  # noqa: RUF012
        **yaml.SafeLoader.yaml_constructors,
        "tag:yaml.org,2002:int": lambda _, node: int(node.value, int_base(node.value)),
        "tag:yaml.org,2002:float": lambda _, node: float(node.value),
    }


def int_base(text: str) -> int:
    return {"0o": 8, "0x": 16}.get(text[:2], 10)


for tag, pattern in {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
}.items():
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^({pattern})$"), None)


def frontmatter_of(file: Path) -> dict[str, Any]:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "---"
    end = lines.index("---", 1)
    return yaml.load("\n".join(lines[1:end]), CoreLoader) or {}  # noqa: S506  no tags resolved


def expected_roadmaps(folder: Path) -> dict[str, dict[str, Any]]:
    """What the API should tell of each roadmap of the folder, by slug."""
    flat = {file.stem: file for file in folder.glob("*.md") if file.name != "README.md"}
    nested = {file.stem: file for file in folder.glob("*/*.md") if file.stem == file.parent.name}
    documents = {slug: frontmatter_of(file) for slug, file in {**flat, **nested}.items()}
    assert documents
    return {slug: expected(slug, documents) for slug in documents}


def expected(slug: str, documents: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    document = documents[slug]
    seo, tags = document.get("seo"), document.get("tags") or []
    related = document.get("relatedRoadmaps") or []
    backlinks = [s for s in documents if slug in (documents[s].get("relatedRoadmaps") or [])]
    placement = expected_placement(document)
    return {
        "slug": slug,
        "title": document.get("title", slug),
        "featuredTitle": document.get("featuredTitle", document.get("briefTitle")),
        "featuredDescription": document.get(
            "featuredDescription", document.get("briefDescription")
        ),
        **fields(document, "description", "order", "jsonUrl", "pdfUrl"),
        **{
            key: document.get(key, False)
            for key in ("hasTopics", "isNew", "isUpcoming", "isHidden")
        },
        "kind": "ROLE" if "role-roadmap" in tags else "SKILL" if "skill-roadmap" in tags else None,
        "dimensions": document.get("dimensions"),
        "schema": document.get("schema")
        and fields(
            document["schema"],
            *("headline", "description", "imageUrl", "datePublished", "dateModified"),
        ),
        "seo": seo and {**fields(seo, "title", "description"), "keywords": seo.get("keywords", [])},
        "sitemap": document.get("sitemap")
        and {**document["sitemap"], "changefreq": document["sitemap"]["changefreq"].upper()},
        "tags": [{"name": tag} for tag in once(tags)],
        "keywords": [{"text": text} for text in once((seo or {}).get("keywords", []))],
        "relatedRoadmaps": [{"slug": other} for other in once(related) if other in documents],
        "relations": [
            {
                "position": position,
                "slug": other,
                "isResolved": other in documents,
                "roadmap": {"slug": other} if other in documents else None,
            }
            for position, other in enumerate(related)
        ],
        "relatedBy": {
            "nodes": [{"slug": s} for s in sorted(backlinks, key=lambda s: place(documents, s))],
            "totalCount": len(backlinks),
        },
        "sponsor": placement,
        "placements": [{"title": placement["title"]}] if placement else [],
        "frontmatter": json.dumps(document),
    }


def expected_placement(document: Mapping[str, Any]) -> dict[str, Any] | None:
    block = document.get("sponsor")
    if block is None and document.get("sponsors"):
        block = document["sponsors"][0]
        page, company = block["page"], block["company"]
        action, label = f"{company} Redirect", f"{page} / {company} Link"
        derived = {"category": "SponsorClick", "action": action, "label": label}
        block = {**block, "event": derived}
    if block is None:
        return None
    creative = fields(block, "title", "url", "imageUrl", "description")
    event = block.get("event") and fields(block["event"], "category", "action", "label")
    return {**creative, **fields(block, "expiryDate"), "event": event, "sponsor": creative}


def place(documents: Mapping[str, dict[str, Any]], slug: str) -> tuple[float, str]:
    """Where a roadmap stands in lists: by order, those without one last, then by slug."""
    order = documents[slug].get("order")
    return (float("inf") if order is None else order, slug)


def fields(block: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: block.get(key) for key in keys}


def once(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(texts))
