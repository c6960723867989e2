"""What a roadmap leads to."""

from enum import Enum

import strawberry


@strawberry.enum(description="What a roadmap leads to.")
class RoadmapKind(Enum):
    ROLE = strawberry.enum_value("ROLE", description="A profession: the tag role-roadmap.")
    SKILL = strawberry.enum_value("SKILL", description="A skill: the tag skill-roadmap.")
