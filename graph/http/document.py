"""JSON from strangers: UTF-8 in, and out only what can be written as JSON and stored as text."""

import json
import math
from typing import Any, Never

from msgspec import MsgspecError
from msgspec.json import Decoder

from graph.http.reply import Refusal, malformed

MAX_DEPTH = 100
"""How deep arrays and objects nest; Python's own limit moves with the depth of the caller."""


MAX_CONTAINERS = 5_000
"""Arrays and objects; each takes time wherever a value is looked at."""


def parse_json(encoded: bytes, source: str) -> Any:
    """The value that `encoded` holds; `source` names it in the Refusal of what is not JSON.

    Refused beside what is no JSON: numbers that JSON cannot write back or Python will not read,
    text with half a surrogate pair, more than MAX_DEPTH levels or MAX_CONTAINERS of them.
    """
    # Depth needs brackets, and most documents have few.
    containers = encoded.count(b"[") + encoded.count(b"{")
    try:
        value = _quickly(encoded)
    except (MsgspecError, UnicodeDecodeError, RecursionError):
        value = _parse(encoded, source)  # which tells better what is wrong, if anything is
    if containers > MAX_DEPTH and _is_deeper(value, MAX_DEPTH):
        raise _too_deep(source)
    if containers > MAX_CONTAINERS:
        raise malformed(f"{source} must not hold more than {MAX_CONTAINERS} arrays and objects.")
    return value


_quickly = Decoder().decode
"""Refuses whatever we do, and more, such as a byte order mark; what it takes it reads alike, in a
sixth of the time."""


def _decode(encoded: bytes, source: str) -> str:
    try:
        return encoded.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise malformed(f"{source} must be UTF-8; byte {error.start} is not.") from None


def _parse(encoded: bytes, source: str) -> Any:
    text = _decode(encoded, source)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise malformed(f"{source} must be JSON; it breaks at {where}: {error.msg}.") from None
    except RecursionError:
        raise _too_deep(source) from None
    except ValueError:  # an integer of more digits than sys.get_int_max_str_digits()
        raise malformed(f"{source} must not hold an integer of thousands of digits.") from None
    _require_whole_characters(value, source)
    return value


def _refuse_constant(name: str) -> Never:
    raise malformed(f"{name} is not JSON.")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise malformed("A number must fit into a 64-bit float.")
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)


def _is_deeper(value: Any, depth: int) -> bool:
    level: list[Any] = [[value]]
    for _ in range(depth + 1):
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return False
    return True


def _require_whole_characters(value: Any, source: str) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise malformed(f"{source} must not hold half of a surrogate pair.") from None


def _too_deep(source: str) -> Refusal:
    return malformed(f"{source} must not nest deeper than {MAX_DEPTH} levels.")
