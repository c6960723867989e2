"""Tags and keywords."""

from typing import Annotated, ClassVar

import strawberry
from sqlalchemy import ColumnElement, func, select

from graph import tables
from graph.plan.rule import Binding, Rows, alias
from graph.plan.text import is_false
from graph.schema.connection import Connection
from graph.schema.node import Node, node_id
from graph.schema.select import column, connection, value

RoadmapConnection = Connection[Annotated["Roadmap", strawberry.lazy("graph.schema.roadmap")]]  # type: ignore[name-defined]  # noqa: F821

TAG = Binding(tables.Tag, key=lambda tag: [tag.name], natural="name")
KEYWORD = Binding(tables.Keyword, key=lambda keyword: [keyword.text], natural="text")


def _tagged(tag: type[tables.Tag], roadmap: type[tables.Roadmap]) -> Rows:
    place = alias(tables.RoadmapTag)
    of_tag = [place.tag_id == tag.id, is_false(place.is_repeat)]
    return Rows([*of_tag, roadmap.id == place.roadmap_id])


def _tagged_count(tag: type[tables.Tag]) -> ColumnElement[int]:
    place = alias(tables.RoadmapTag)
    count = select(func.count()).where(place.tag_id == tag.id, is_false(place.is_repeat))
    return count.scalar_subquery()


def _keyed(keyword: type[tables.Keyword], roadmap: type[tables.Roadmap]) -> Rows:
    place = alias(tables.RoadmapKeyword)
    of_keyword = [place.keyword_id == keyword.id, is_false(place.is_repeat)]
    return Rows([*of_keyword, roadmap.id == place.roadmap_id])


def _keyed_count(keyword: type[tables.Keyword]) -> ColumnElement[int]:
    place = alias(tables.RoadmapKeyword)
    of_keyword = [place.keyword_id == keyword.id, is_false(place.is_repeat)]
    return select(func.count()).where(*of_keyword).scalar_subquery()


@strawberry.type(description="A tag that roadmaps carry, such as `role-roadmap`.")
class Tag(Node):
    binding: ClassVar = TAG
    id: strawberry.ID = node_id("Tag", TAG)
    name: str = column("The tag as the files write it.")
    roadmap_count: int = value("How many roadmaps carry it.", _tagged_count)
    roadmaps: RoadmapConnection = connection("The roadmaps that carry it.", _tagged)


@strawberry.type(description="A search keyword of roadmaps, as written: case tells two apart.")
class Keyword(Node):
    binding: ClassVar = KEYWORD
    id: strawberry.ID = node_id("Keyword", KEYWORD)
    text: str = column("The keyword as the files write it.")
    roadmap_count: int = value("How many roadmaps have it.", _keyed_count)
    roadmaps: RoadmapConnection = connection("The roadmaps that have it.", _keyed)
