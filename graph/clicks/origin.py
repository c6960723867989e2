"""Who clicked, as far as a request shows it: looked at to judge a click, and never stored."""

from typing import NamedTuple


class Origin(NamedTuple):
    """Where a click comes from."""

    channel: str = "GRAPHQL"
    """The door: GRAPHQL, BEACON or REDIRECT."""
    address: str | None = None
    """The client's network address; null where nobody can know it."""
    agent: str | None = None
    """What the client calls itself, empty where it does not; null where nobody can know it."""
    is_prefetch: bool = False
    """Whether a browser only fetched ahead what its user may never follow."""


UNKNOWN = Origin()
"""Of a click that did not come over HTTP."""
