"""What one connection may take: bytes, seconds, and how many there are of them."""

from dataclasses import dataclass


@dataclass(frozen=True)  # without slots, which settings inherit from two sides
class Edge:
    body_limit: int = 1024 * 1024
    """BODY_LIMIT: bytes of a request's body."""
    header_limit: int = 32 * 1024
    """HEADER_LIMIT: bytes of a request's first line and headers together."""
    header_count_limit: int = 100
    """HEADER_COUNT_LIMIT: lines of headers."""
    connection_limit: int = 16_384
    """CONNECTION_LIMIT: of each process; beyond it those that idle are closed, or the new one gets
    503. It is never more than the files that the system lets the process open, less some."""
    header_seconds: float = 10
    """HEADER_SECONDS: how long a request's headers may take to arrive."""
    body_seconds: float = 30
    """BODY_SECONDS: how long all of a request may take to arrive."""
    write_seconds: float = 30
    """WRITE_SECONDS: how long a client may leave an answer unread."""
    idle_seconds: float = 65
    """IDLE_SECONDS: how long a connection may wait for its next request. Proxies keep theirs for
    60 s, and must not meet one that was closed meanwhile."""
