"""Roadmaps that the two databases could easily tell apart."""

from datetime import UTC, datetime


def _file(text: str) -> str:
    return f"---\n{text}---\n"


NUMBERS = {
    "huge.md": _file("order: 1e300\ndimensions: {width: 1.7976931348623157e308, height: 5e-324}\n"),
    "sum.md": _file("order: 0.30000000000000004\ndimensions: {width: 1e15, height: 1e16}\n"),
    "minus-zero.md": _file("order: -0.0\ndimensions: {width: -0.0, height: 2.5e-05}\n"),
    "zero.md": _file("order: 0\nsitemap: {priority: 1, changefreq: weekly}\n"),
    "third.md": _file("order: 0.3333333333333333\ndimensions: {width: 123456.789, height: 0.1}\n"),
    "below.md": _file("order: -12.5\n"),
}
TEXTS = {
    "texts.md": _file(
        r"""title: "t\x01\x1f \u2028\u2029\x85 \" \\ / \t\n\r\x7f é ÿ 😀 it's %s :p0"
description: ""
seo:
  description: "50 %"
  keywords: [Zebra, apple, Äpfel, ärger, éa, Éa, é, "e\u0301", 😀, "\uffff", a b, a-b, ab, aB, AB,
    中文, Türkmen, "", " ", "%", ":", "\\", "\"", "'", apple, "\U0010ffff"]
tags: [x, role-roadmap, é, Zebra, apple, x]
schema: {headline: h, datePublished: "0001-01-01", dateModified: "9999-12-31"}
relatedRoadmaps: [huge, no-such, hugee, huge, sum, texts]
sponsor:
  title: Ä
  url: "https://a.example/?x=1&y=%20"
  expiryDate: "9999-12-31"
  event: {category: c, action: "", label: 'l"é'}
nested: {a: [1, 1.0, 1e5, true, null, {"é": "\u2028"}], big: 123456789012345678901234567890}
"""
    ),
    "bare.md": _file("{}\n"),
}
SPONSORS = {
    "ends.md": _file(
        """schema: {datePublished: "2024-02-29", dateModified: "1000-01-01"}
sponsor: {title: Zed, url: "https://z.example/", expiryDate: "2023-02-02"}
relatedRoadmaps: [texts, sum]
tags: [skill-roadmap, x]
seo: {keywords: [ab]}
"""
    ),
    "several.md": _file(
        """sponsors:
  - {title: apple, url: /a, page: p, company: c, expiryDate: "2031-01-01"}
  - {title: Zed, url: "https://z.example/"}
  - {title: éclair, url: /b}
relatedRoadmaps: [texts, ends, several, huge, sum]
tags: [x]
schema: {}
seo: {}
"""
    ),
}
FIRST = NUMBERS | TEXTS | SPONSORS
SECOND = FIRST | {
    "several.md": SPONSORS["several.md"].replace("/a,", "/c,"),
    "gone.md": _file("sponsor: {title: Last, url: /last}\ntags: [lost]\n"),
}
THIRD = {name: text for name, text in SECOND.items() if name != "gone.md"}
RUNS = (FIRST, SECOND, THIRD)
"""What the folder holds at each run: blocks that change, a roadmap that comes and goes."""
INSTANTS = (
    datetime(2023, 1, 1, 12, tzinfo=UTC),
    datetime(2023, 2, 1, 12, 30, 0, 250_000, UTC),
    datetime(2023, 3, 1, tzinfo=UTC),
)
"""When each of the runs takes place."""
