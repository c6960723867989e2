"""Plain YAML scalars, as the core schema of YAML 1.2 reads them (section 10.3.2).

PyYAML's own resolver is of YAML 1.1: to it `no` is False, `12:30` is 750, `017` is 15 and
`2023-01-05` a date.
"""

import re
from typing import Final, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None

_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS = frozenset("0123456789+-.")
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_SURELY_WRITABLE = 500
"""Characters of an integer that Python writes out under any `sys.set_int_max_str_digits`."""


class UnwritableError(ValueError):
    """A number that JSON, or Python, cannot write down again."""


def plain(text: str) -> Scalar:
    """The value of a scalar without quotes; raises UnwritableError."""
    if text in _WORDS:
        return _WORDS[text]
    return _number(text) if text[0] in _NUMBER_STARTS else text


def _number(text: str) -> Scalar:
    if _DECIMAL.fullmatch(text):
        return _integer(text, 10)
    if _FLOAT.fullmatch(text):
        return _finite(text)
    if _HEXADECIMAL.fullmatch(text):
        return _integer(text, 16)
    if _OCTAL.fullmatch(text):
        return _integer(text, 8)
    if _NOT_FINITE.fullmatch(text):
        raise UnwritableError("JSON has no such number")
    return text


def _integer(text: str, base: int) -> int:
    try:
        value = int(text, base)
        if len(text) > _SURELY_WRITABLE:
            str(value)  # hexadecimal is read at any length, and fails only when written
    except ValueError:
        raise UnwritableError("an integer of so many digits cannot be written down") from None
    return value


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise UnwritableError("a number of that size cannot be held")
    return value
