"""How a click came in, and what was thought of it."""

from enum import Enum

import strawberry


@strawberry.enum(description="The door a click came in by.")
class ClickChannel(Enum):
    GRAPHQL = strawberry.enum_value("GRAPHQL", description="The mutations.")
    BEACON = strawberry.enum_value("BEACON", description="What a page sends as it is left.")
    REDIRECT = strawberry.enum_value("REDIRECT", description="A link that leads through here.")


@strawberry.enum(description="Whether a click counts.")
class ClickValidity(Enum):
    VALID = strawberry.enum_value("VALID", description="It counts.")
    INVALID = strawberry.enum_value("INVALID", description="It does not, for one reason.")


@strawberry.enum(description="Why a click does not count: the first of these that holds.")
class ClickReason(Enum):
    PREFETCH = strawberry.enum_value(
        "PREFETCH", description="A browser fetched the link ahead; nobody clicked."
    )
    BOT = strawberry.enum_value("BOT", description="A program followed the link.")
    SPONSOR_EXPIRED = strawberry.enum_value(
        "SPONSOR_EXPIRED", description="The placement's last day was over."
    )
    PLACEMENT_WITHDRAWN = strawberry.enum_value(
        "PLACEMENT_WITHDRAWN", description="The placement no longer stood in the file."
    )
    EXCESSIVE = strawberry.enum_value(
        "EXCESSIVE", description="More clicks of one visitor on one placement than people make."
    )
    DOUBLE_CLICK = strawberry.enum_value(
        "DOUBLE_CLICK", description="The same visitor had clicked there a moment before."
    )
