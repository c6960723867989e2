"""Full-text search over the roadmaps: what is found, and what comes first."""

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import CTE, ColumnElement, Select, case, func, select
from sqlalchemy import cast as as_type

from graph import tables
from graph.plan.compare import contained
from graph.plan.found import found_by, part, passage
from graph.plan.rule import Row, Rows, alias, source_of
from graph.plan.sort import Sort
from graph.plan.statement import Parameter
from graph.schema.connection import PageInfo
from graph.schema.roadmap import Roadmap
from graph.schema.select import searched
from graph.schema.tie import keyword_ties
from graph.tables.types import Number

GAINS = {"exact": 32, "beginning": 3, "first": 1, "last": 7}
"""What a hit gains by a title that is the query, begins with it, has its first word, has its last
one as it is."""
PLACE = 16
"""Times what the places of all its words weigh, see `graph.plan.found`. These decide: only to have
all words in the title is more than any gain of a hit that has not."""


def _found(query: Parameter) -> Select[Any]:
    """The roadmaps that a query finds, each with its rank, which nothing but its own texts decide:
    when others change, it stays where it is in the list."""
    weights, entry = found_by(query), alias(tables.SearchEntry)
    gained = (
        case((contained(entry.titles, part(query, name)), gain), else_=0)
        for name, gain in GAINS.items()
    )
    rank = sum(gained, start=weights.c.weight * PLACE).label("rank")
    return select(weights.c.id, rank, entry.slug).where(entry.roadmap_id == weights.c.id)


def _hits(_: None, roadmap: type[tables.Roadmap], query: Parameter, found: CTE) -> Rows:
    texts = (
        *(roadmap.description, roadmap.featured_description),
        *(roadmap.seo_description, roadmap.schema_description),
        *(roadmap.title, roadmap.featured_title, roadmap.seo_title, roadmap.schema_headline),
    )
    shown = passage(part(query, "marks"), roadmap.id, _keywords(roadmap), *texts)
    return Rows(
        [roadmap.id == found.c.id],
        key=[Sort(found.c.rank, descending=True), Sort(found.c.slug)],
        edge={"score": as_type(found.c.rank, Number()) / PLACE, "snippet": shown},
    )


def _keywords(roadmap: type[tables.Roadmap]) -> ColumnElement[Any]:
    place, keyword = alias(tables.RoadmapKeyword), alias(tables.Keyword)
    texts = select(keyword.text).where(*keyword_ties(roadmap, place, keyword))
    in_order = texts.order_by(place.position).correlate(source_of(cast(Row, roadmap))).subquery()
    return select(func.group_concat(in_order.c.text, ", ")).scalar_subquery()


@strawberry.type(description="A roadmap that a search finds, with its place.")
class SearchEdge:
    cursor: str = strawberry.field(
        description="Names the hit's place by its score and its slug, so that it stays good when "
        "other roadmaps come and go."
    )
    node: Roadmap = strawberry.field(description="The roadmap.")
    score: float = strawberry.field(
        description="How well it fits, the more the better: first whether the words are in the "
        "titles, else in these and the keywords, else anywhere; then whether the last one is whole "
        "or only begun. Only hits of the same query can be compared."
    )
    snippet: str | None = strawberry.field(
        description="A passage of one of its texts with the words that were looked for, each in "
        "`<mark>`. All else in it is escaped, so that it can be put into a page as HTML."
    )


@strawberry.type(description="A page of what a search finds, the best first.")
class SearchConnection:
    edges: list[SearchEdge] = strawberry.field(description="The page's hits with their places.")
    nodes: list[Roadmap] = strawberry.field(description="The page's roadmaps.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in its list.")
    total_count: int = strawberry.field(description="How many roadmaps are found.")


def search() -> Any:
    """The field `search` of the query type."""
    return searched(
        "Roadmaps by what their titles, descriptions, keywords, featured and SEO texts say.",
        _found,
        _hits,
        query=Annotated[
            str,
            strawberry.argument(
                description="Words that all must be there, in any order and place; the last one "
                "may be only begun. Case and accents do not count. Nothing in it is an operator; "
                "without a word, nothing is found. Words with a dot or a hyphen, as `node.js`, "
                "are found together or written as one; Chinese, Japanese, Korean and Thai by any "
                "run of characters. The first 12 words of the first 1,000 characters count."
            ),
        ],
    )
