"""DataLoaders: what many resolvers ask for by a key is read by one statement."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import InstrumentedAttribute
from strawberry.dataloader import DataLoader

from graph import tables
from graph.tables import Keyword, Placement, Roadmap, RoadmapKeyword, RoadmapRelation, RoadmapTag

Sessions = async_sessionmaker[AsyncSession]
Loader = DataLoader[Any, Any]

TAGS = (
    select(RoadmapTag.roadmap_id, tables.Tag)
    .join(tables.Tag, tables.Tag.id == RoadmapTag.tag_id)
    .where(RoadmapTag.is_repeat == false())
    .order_by(RoadmapTag.position)
)
SEO_KEYWORDS = (
    select(RoadmapKeyword.roadmap_id, Keyword)
    .join(Keyword, Keyword.id == RoadmapKeyword.keyword_id)
    .order_by(RoadmapKeyword.position)
)
KEYWORDS = SEO_KEYWORDS.where(RoadmapKeyword.is_repeat == false())
RELATED = (
    select(RoadmapRelation.roadmap_id, Roadmap)
    .join(Roadmap, Roadmap.id == RoadmapRelation.target_id)
    .where(RoadmapRelation.is_repeat == false())
    .order_by(RoadmapRelation.position)
)
RELATIONS = select(RoadmapRelation.roadmap_id, RoadmapRelation).order_by(RoadmapRelation.position)
PLACEMENTS = select(Placement.roadmap_id, Placement).where(
    Placement.withdrawn_at.is_(None), Placement.position == 0
)


class Loaders:
    """Of one request: it is GraphQL's context."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self.roadmap = self._one(Roadmap.id)
        self.roadmap_by_slug = self._one(Roadmap.slug, Roadmap.retired_at.is_(None))
        self.tag_by_name = self._one(tables.Tag.name)
        self.keyword_by_text = self._one(Keyword.text)
        self.sponsor = self._one(tables.Sponsor.id)
        self.revision = self._one(tables.ContentRevision.id)
        self.frontmatter = self._one(tables.Frontmatter.roadmap_id)
        self.tags = self._many(TAGS)
        self.keywords = self._many(KEYWORDS)
        self.seo_keywords = self._many(SEO_KEYWORDS)
        self.related = self._many(RELATED)
        self.relations = self._many(RELATIONS)
        self.placements = self._many(PLACEMENTS)

    async def rows(self, statement: Select[Any]) -> Sequence[Any]:
        """The objects, or single values, that a statement selects."""
        async with self._sessions() as session:
            return (await session.scalars(statement)).all()

    async def tuples(self, statement: Any, values: Any = None) -> Sequence[Any]:
        """The rows of a statement that selects several values."""
        async with self._sessions() as session:
            return (await session.execute(statement, values)).all()

    async def count(self, statement: Select[Any]) -> int:
        """How many rows it selects."""
        counted = statement.with_only_columns(func.count(), maintain_column_froms=True)
        (count,) = await self.rows(counted)
        return int(count)

    def _one(self, key: InstrumentedAttribute[Any], *conditions: Any) -> Loader:
        """Keys -> for each the object that has it, or None."""

        async def load(keys: list[Any]) -> list[Any]:
            rows = await self.rows(select(key.class_).where(key.in_(keys), *conditions))
            found = {getattr(row, key.key): row for row in rows}
            return [found.get(asked) for asked in keys]

        return DataLoader(load)

    def _many(self, statement: Select[Any, Any]) -> Loader:
        """Keys -> for each the list of objects that stand beside it in the statement's rows."""
        key = statement.selected_columns[0]

        async def load(keys: list[Any]) -> list[Any]:
            found = defaultdict(list)
            for of, row in await self.tuples(statement.where(key.in_(keys))):
                found[of].append(row)
            return [found[asked] for asked in keys]

        return DataLoader(load)
