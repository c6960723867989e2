"""Full-text search over the same index."""

from collections.abc import Sequence
from typing import Any

import strawberry
from sqlalchemy import text

from graph import tables
from graph.plan.match import Match, match_of
from graph.schema.search import GAINS, PLACE
from graph.tables.snippet import snippet
from tests.bench.usual.connection import Context
from tests.bench.usual.roadmap import Roadmap

GAINED = "".join(
    f" + CASE WHEN instr(e.titles, :{name}) THEN {gain} ELSE 0 END" for name, gain in GAINS.items()
)
RANKED = f"""
SELECT e.roadmap_id, f.weight * {PLACE}{GAINED} AS rank
FROM (SELECT rowid >> 2 AS id, sum(1 << (rowid & 3)) AS weight FROM (
    SELECT rowid FROM search_document WHERE search_document MATCH :fts5
    UNION ALL SELECT rowid FROM search_document WHERE search_document MATCH :fts5_whole)
  GROUP BY rowid >> 2) f
JOIN search_entry e ON e.roadmap_id = f.id
ORDER BY rank DESC, e.slug LIMIT :size
"""
COUNT = """
SELECT count(DISTINCT rowid >> 2) FROM search_document WHERE search_document MATCH :fts5
"""


@strawberry.type
class SearchPageInfo:
    has_next_page: bool


@strawberry.type
class SearchEdge:
    score: float
    node: Roadmap
    marks: strawberry.Private[str]

    @strawberry.field
    async def snippet(self, info: Context) -> str | None:
        row: Any = self.node
        shown = snippet(self.marks, *_texts(row))
        if shown is not None:
            return shown
        keywords = await info.context.keywords.load(row.id)
        return snippet(self.marks, ", ".join(keyword.text for keyword in keywords))


def _texts(row: tables.Roadmap) -> Sequence[str | None]:
    return (
        *(row.description, row.featured_description, row.seo_description, row.schema_description),
        *(row.title, row.featured_title, row.seo_title, row.schema_headline),
    )


@strawberry.type
class SearchConnection:
    match: strawberry.Private[Match]
    edges: list[SearchEdge]
    page_info: SearchPageInfo

    @strawberry.field
    async def total_count(self, info: Context) -> int:
        ((count,),) = await info.context.tuples(text(COUNT), {"fts5": self.match.fts5})
        return int(count)


async def searched(info: Context, query: str, first: int) -> SearchConnection:
    match = match_of(query)
    found = await info.context.tuples(text(RANKED), match._asdict() | {"size": first + 1})
    rows = await info.context.roadmap.load_many([key for key, _ in found[:first]])
    return SearchConnection(
        match=match,
        edges=[
            SearchEdge(score=rank / PLACE, node=row, marks=match.marks)
            for (_, rank), row in zip(found, rows, strict=False)
        ],
        page_info=SearchPageInfo(has_next_page=len(found) > first),
    )
