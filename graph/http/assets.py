"""The explorer's files, made by others: which they are, and that they are what they should be.

No such file is part of this repository, and no browser gets one from elsewhere. Which versions fit
together, and their hashes, stands in the page that Strawberry brings along; `make explorer` gets
exactly these into a folder, from which they are served.
"""

import hashlib
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from strawberry.http.ides import get_graphql_ide_html

WANTED = ("react", "react-dom", "graphiql", "@graphiql/plugin-explorer")
"""The packages that our page uses; Strawberry's also reads a cookie."""

_PINNED = re.compile(
    r'"https://unpkg\.com/(?P<package>(?:@[\w-]+/)?[\w.-]+)@(?P<version>[\d.]+)/(?P<path>[\w./-]+)"'
    r'\s+integrity="sha384-(?P<digest>[A-Za-z0-9+/=]+)"'
)


@dataclass(frozen=True, slots=True)
class Pinned:
    """One file of a package, and the hash of the only content it may have."""

    package: str
    version: str
    path: str
    digest: str
    """SHA-384, in base 64."""

    @property
    def name(self) -> str:
        """Below the folder, and below the page's path."""
        return f"{self.package}@{self.version}/{self.path}"

    def is_content(self, content: bytes) -> bool:
        return hashlib.sha384(content).digest() == b64decode(self.digest)


def pinned_files() -> list[Pinned]:
    """In the page's order; RuntimeError where the installed Strawberry does not say them so."""
    found = [Pinned(**match.groupdict()) for match in _PINNED.finditer(_page())]
    wanted = [each for each in found if each.package in WANTED]
    if {each.package for each in wanted} != set(WANTED):
        raise RuntimeError("Strawberry's GraphiQL page has changed: see which files it names")
    return wanted


def _page() -> str:
    return get_graphql_ide_html("graphiql")


def read_assets(folder: Path) -> Mapping[str, bytes] | None:
    """The files by their names; None unless all are there, each with the content it should have."""
    assets = {}
    for pinned in pinned_files():
        try:
            content = (folder / pinned.name).read_bytes()
        except OSError:
            return None
        if not pinned.is_content(content):
            return None
        assets[pinned.name] = content
    return assets
