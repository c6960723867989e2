"""What ties a roadmap to its tags, keywords, related roadmaps and placements, each of them once.

Read from either end: the roadmap's list, or the roadmaps of what is listed.
"""

from sqlalchemy import and_

from graph import tables
from graph.plan.sort import Condition
from graph.plan.text import is_false

Roadmap = type[tables.Roadmap]


def tag_ties(
    roadmap: Roadmap, place: type[tables.RoadmapTag], tag: type[tables.Tag]
) -> list[Condition]:
    own = [place.roadmap_id == roadmap.id, is_false(place.is_repeat)]
    return [*own, place.tag_id == tag.id]


def keyword_ties(
    roadmap: Roadmap, place: type[tables.RoadmapKeyword], keyword: type[tables.Keyword]
) -> list[Condition]:
    own = [place.roadmap_id == roadmap.id, is_false(place.is_repeat)]
    return [*own, place.keyword_id == keyword.id]


def relation_ties(
    roadmap: Roadmap, relation: type[tables.RoadmapRelation], target: Roadmap
) -> list[Condition]:
    own = [relation.roadmap_id == roadmap.id, is_false(relation.is_repeat)]
    return [*own, relation.target_id == target.id]


def is_placed(roadmap: Roadmap, placement: type[tables.Placement]) -> Condition:
    """Whether the placement stands in the roadmap's file now, expired or not."""
    return and_(placement.roadmap_id == roadmap.id, placement.withdrawn_at.is_(None))
