"""What people call what the API calls by names."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "PREFETCH": "fetched ahead by a browser",
    "BOT": "made by a program",
    "SPONSOR_EXPIRED": "after the placement's last day",
    "PLACEMENT_WITHDRAWN": "after the placement was taken down",
    "EXCESSIVE": "more than a person makes",
    "DOUBLE_CLICK": "a second click at once",
}
"""Why clicks do not count."""

CHANNELS: Mapping[str, str] = {
    "GRAPHQL": "by the API",
    "BEACON": "told by the page",
    "REDIRECT": "through a link of ours",
}
