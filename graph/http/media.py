"""Media types as the headers Accept and Content-Type write them."""

import re
from dataclasses import dataclass

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
HTML = "text/html"

_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class MediaType:
    """`name` is in lower case and may be a range such as `*/*`; so are the parameters' names."""

    name: str
    parameters: tuple[tuple[str, str], ...]

    @property
    def is_utf8(self) -> bool:
        """Whether no charset but UTF-8 is named."""
        return all(value.lower() == "utf-8" for name, value in self.parameters if name == "charset")


@dataclass(frozen=True, slots=True, order=True)
class Weight:
    """How welcome a media type is: `quality` 0 is not at all."""

    quality: float
    is_named: bool
    """Whether the header names the type itself, and not only a range around it."""


def parse_media_type(text: str) -> MediaType:
    """One media type with its parameters.

    A quoted value that holds `;` comes apart here; no parameter that means anything to us can.
    """
    name, *parameters = text.split(";")
    return MediaType(name.strip().lower(), tuple(_parameter(part) for part in parameters))


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value.strip().strip('"')


def parse_accept(accept: bytes) -> list[MediaType]:
    """The ranges of an Accept header, in its order."""
    return [parse_media_type(part) for part in accept.decode("latin-1").split(",")]


def weigh(ranges: list[MediaType], media_type: str) -> Weight:
    """How welcome `media_type` (in UTF-8) is; the most specific range that covers it decides."""
    kind = media_type.partition("/")[0]
    for name in (media_type, f"{kind}/*", "*/*"):
        found = [_quality(range_) for range_ in ranges if range_.name == name and range_.is_utf8]
        if found:
            return Weight(max(found), is_named=name == media_type)
    return Weight(0.0, is_named=False)


def _quality(range_: MediaType) -> float:
    """1 where none is written; 0 for what is not a quality."""
    for name, value in range_.parameters:
        if name == "q":
            return float(value) if _QUALITY.fullmatch(value) else 0.0
    return 1.0


def is_json(content_type: bytes) -> bool:
    """Whether a Content-Type is application/json in UTF-8, and nothing else."""
    media_type = parse_media_type(content_type.decode("latin-1"))
    return media_type.name == JSON and media_type.is_utf8
