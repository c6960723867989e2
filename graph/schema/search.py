"""Full-text search over the roadmaps: what is found, and what comes first."""

from typing import Annotated, Any

import strawberry
from sqlalchemy import CTE, ColumnElement, Select, case, cast, func, or_, select

from graph import tables
from graph.plan.compare import contained
from graph.plan.found import found_by, part, passage
from graph.plan.match import BEGINS
from graph.plan.rule import Rows, alias, source_of
from graph.plan.sort import Condition, Sort
from graph.plan.statement import Parameter
from graph.plan.text import concatenated, is_false, literal
from graph.schema.connection import PageInfo
from graph.schema.roadmap import Roadmap
from graph.schema.select import searched
from graph.tables.types import Number

EXACT, AHEAD, FIRST = 32, 3, 1
"""What a hit gains whose title is the query, begins with it, has its first word. The places of all
words weigh 1 to 14, see `graph.plan.found`: so the title alone outweighs the keywords."""


def _found(query: Parameter) -> Select[Any]:
    """The roadmaps that a query finds, each with its rank, which nothing but its own texts decide:
    when others change, it stays where it is in the list."""
    weights, entry = found_by(query), alias(tables.SearchEntry)
    rank = weights.c.weight + _gained(entry, query)
    return select(weights.c.id, rank.label("rank"), entry.slug).where(
        entry.roadmap_id == weights.c.id
    )


def _gained(entry: type[tables.SearchEntry], query: Parameter) -> ColumnElement[int]:
    titles: tuple[Any, ...] = (entry.title, entry.featured_title)

    def has(name: str) -> Condition:
        sought = part(query, name)
        return or_(*(contained(concatenated([literal(BEGINS), t]), sought) for t in titles))

    said = part(query, "said")
    gained: ColumnElement[int] = case((or_(*(t == said for t in titles)), EXACT), else_=0)
    return gained + case((has("beginning"), AHEAD), else_=0) + case((has("first"), FIRST), else_=0)


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
        edge={"score": cast(found.c.rank, Number()), "snippet": shown},
    )


def _keywords(roadmap: type[tables.Roadmap]) -> ColumnElement[Any]:
    place, keyword = alias(tables.RoadmapKeyword), alias(tables.Keyword)
    own = [place.roadmap_id == roadmap.id, is_false(place.is_repeat)]
    texts = select(keyword.text).where(*own, keyword.id == place.keyword_id)
    in_order = texts.order_by(place.position).correlate(source_of(roadmap)).subquery()
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
