"""Connections over Python lists, and the cursors and arguments that they take."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from math import isfinite
from typing import Any

from tests.oracle.narrow import CONDITIONS, composed, facets, sorts
from tests.oracle.sorting import USUAL, Key, Object, Sort, compare, key_of

PAGING = ("first", "after", "last", "before")


class RefusedError(Exception):
    """The arguments are at fault, so the whole request is."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of one type as a field's own arguments narrow and sort it."""

    kind: str
    own: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What its cursors carry, so that they are not used on another list."""
        kind = "Roadmap" if self.kind == "Search" else self.kind
        return f"{kind}{json.dumps(self.own, default=str)}" if self.own else kind

    @property
    def sorts(self) -> Sequence[Sort]:
        chosen = sorts(self.own.get("orderBy") or ())
        return [*chosen, USUAL[self.kind][-1]] if chosen else USUAL[self.kind]

    def of(self, items: Sequence[Object]) -> list[Object]:
        """The items in their order, those that the filter leaves."""
        narrowing = self.own.get("filter") or {}
        left = [i for i in items if not narrowing or composed(i, narrowing, CONDITIONS[self.kind])]
        return sorted(left, key=cmp_to_key(self._compared))

    def _compared(self, a: Object, b: Object) -> int:
        return compare(self.sorts, key_of(self.sorts, a), key_of(self.sorts, b))


@dataclass(frozen=True, slots=True)
class Paging:
    """The arguments of one connection field, good ones."""

    listing: Listing
    size: int
    forward: bool
    after: Key | None
    before: Key | None

    def follows(self, key: Key) -> bool:
        return self.after is None or compare(self.listing.sorts, key, self.after) > 0

    def precedes(self, key: Key) -> bool:
        return self.before is None or compare(self.listing.sorts, key, self.before) < 0


def cursor_of(listing: Listing, key: Key) -> str:
    text = json.dumps([listing.name, *key], ensure_ascii=False, separators=(",", ":"))
    return text.encode().hex()


def read_cursor(text: str, listing: Listing) -> Key:
    try:
        name, *key = json.loads(bytes.fromhex(text).decode())
    except (ValueError, TypeError):
        raise RefusedError(f"no cursor: {text!r}") from None
    if name != listing.name or len(key) != len(listing.sorts):
        raise RefusedError(f"a cursor of another list: {text!r}")
    for part in key:
        require_part(part)
    return tuple(key)


def require_part(part: Any) -> None:
    is_number = type(part) in (int, float) and isfinite(part)
    if part is not None and not isinstance(part, str) and not is_number:
        raise RefusedError(f"no part of a cursor: {part!r}")


def read_paging(kind: str, arguments: Mapping[str, Any], limit: int) -> Paging:
    first, last = arguments.get("first"), arguments.get("last")
    if first is not None and last is not None:
        raise RefusedError("first and last")
    size = next((n for n in (first, last) if n is not None), min(limit, 100))
    if not 0 <= size <= limit:
        raise RefusedError(f"a page of {size}")
    own = {k: v for k, v in arguments.items() if k not in PAGING and v is not None}
    listing = Listing(kind, own)
    after, before = (
        None if text is None else read_cursor(text, listing)
        for text in (arguments.get("after"), arguments.get("before"))
    )
    return Paging(listing, size, last is None, after, before)


def connection(items: Sequence[Object], paging: Paging) -> Object:
    """The page of the items that the arguments ask for."""
    listing = paging.listing
    listed = listing.of(items)
    keys = [key_of(listing.sorts, item) for item in listed]
    start, end = bounds(keys, paging)
    page = list(zip(listed[start:end], keys[start:end], strict=True))
    cursors = [cursor_of(listing, key) for _, key in page]
    nodes = [item for item, _ in page]
    return {
        "nodes": [item.get("node", item) for item in nodes],
        "edges": [
            {"node": item, **item, "cursor": cursor}
            for cursor, item in zip(cursors, nodes, strict=True)
        ],
        "pageInfo": {
            **beyond(keys, start, end, paging),
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        },
        "totalCount": len(listed),
        "facets": lambda _, by: facets(listed, by),
    }


def bounds(keys: Sequence[Key], paging: Paging) -> tuple[int, int]:
    """Where the page begins in the list, and where it ends."""
    inside = [i for i, key in enumerate(keys) if paging.follows(key) and paging.precedes(key)]
    if not inside or not paging.size:
        return (0, 0)
    page = inside[: paging.size] if paging.forward else inside[-paging.size :]
    return (page[0], page[-1] + 1)


def beyond(keys: Sequence[Key], start: int, end: int, paging: Paging) -> Object:
    """Whether the list has items on either side of the page; an empty page stands at the cursor
    from which it was to begin, or at that end of the list."""
    if start < end:
        previous, following = start > 0, end < len(keys)
    elif paging.forward:
        previous = not all(paging.follows(key) for key in keys)
        following = any(paging.follows(key) or not paging.precedes(key) for key in keys)
    else:
        previous = any(paging.precedes(key) or not paging.follows(key) for key in keys)
        following = not all(paging.precedes(key) for key in keys)
    return {"hasPreviousPage": previous, "hasNextPage": following}
