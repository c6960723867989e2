"""What stands in the place of a clientEventId that was erased: enough to know it when it is sent
again, and nothing that leads from the stored click to who sent it."""

from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_, case, null

ERASED, AFTER_ERASED = "erased:", "erased;"
"""What each begins with, as no UUID does; and a text that sorts after all of them."""


def erased_id(event: str) -> str:
    """The text that is kept in place of the id, which is in lower case."""
    return f"{ERASED}{sha256(event.encode()).hexdigest()}"


def is_erased(event: Any) -> ColumnElement[bool]:
    """Of a column of ids; its index has the answer."""
    return and_(event >= ERASED, event < AFTER_ERASED)


def shown_id(event: Any) -> ColumnElement[Any]:
    """The id as it is told: null where it was erased."""
    return case((is_erased(event), null()), else_=event)
