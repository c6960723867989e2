"""The sponsor blocks of a roadmap, in the two spellings they have had."""

import re
from collections.abc import Sequence

from seed.blocks import Block
from seed.problems import quoted
from seed.records import Code, SponsorBlock, SponsorEvent

_SAFE_URL = re.compile(
    r"""
    [hH][tT][tT][pP][sS]?://             # IGNORECASE would take U+017F, the long s, as well
    (?: \w[\w.-]* | \[[0-9a-fA-F:.]+\] ) # a host, without user:password@ before it
    (?: :[0-9]+ )?
    (?: [/?#] .* )?
    | /(?!/) .*                          # a path of the site; // would begin a host
    """,
    re.VERBOSE,
)


def read_sponsors(roadmap: Block) -> Sequence[SponsorBlock]:
    """The map `sponsor`, then the list `sponsors`; without those that cannot be published."""
    single = roadmap.block("sponsor")
    found = [_sponsor(single, _event(single))] if single else []
    entries = roadmap.blocks("sponsors")
    found += [_sponsor(entry, _event(entry) or _derived_event(entry)) for entry in entries]
    return tuple([sponsor for sponsor in found if sponsor])


def _sponsor(block: Block, event: SponsorEvent | None) -> SponsorBlock | None:
    title, url = block.label("title"), block.text("url")
    image_url, description = block.text("imageUrl"), block.text("description")
    expiry_date = block.date("expiryDate")
    block.warn_misspelt()
    block.warn_missing("title", "url")
    image_url = image_url if _is_safe(block, "imageUrl", image_url) else None
    if not _is_safe(block, "url", url) or title is None or url is None:
        return None
    return SponsorBlock(title, url, image_url, description, event, expiry_date)


def _event(block: Block) -> SponsorEvent | None:
    event = block.block("event")
    if event is None:
        return None
    named = SponsorEvent(event.text("category"), event.text("action"), event.text("label"))
    event.warn_misspelt()
    return named


def _derived_event(block: Block) -> SponsorEvent | None:
    """The event that the site made up while it had the list."""
    page, company = block.text("page"), block.text("company")
    if page is None or company is None:
        return None
    return SponsorEvent("SponsorClick", f"{company} Redirect", f"{page} / {company} Link")


def _is_safe(block: Block, key: str, url: str | None) -> bool:
    """Browsers drop line breaks, and take a backslash for a slash. Only an image may be empty."""
    if url is None or (key == "imageUrl" and not url):
        return True
    if url.isprintable() and " " not in url and "\\" not in url and _SAFE_URL.fullmatch(url):
        return True
    hint = "write https:// and the host, or a path of the site that begins with /"
    block.add(Code.UNSAFE_URL, key, f"found {quoted(url)}, which is not published", hint)
    return False
