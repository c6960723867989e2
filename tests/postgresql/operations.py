"""Operations that both databases must answer alike."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.postgresql.content import FIRST

Case = tuple[str, Mapping[str, Any]]

PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"
PLACEMENT = """
  id title url imageUrl description expiryDate expiresAt isActive withdrawnAt
  last: isActive(at: "2023-02-02T23:59:59.999999Z") end: isActive(at: "2023-02-03T02:00:00+02:00")
  event { category action label } sponsor { id title placements { id } } roadmap { slug retiredAt }
"""
ROADMAP = f"""
  __typename id slug title description featuredTitle featuredDescription order kind hasTopics isNew
  isUpcoming isHidden jsonUrl pdfUrl dimensions {{ width height }}
  schema {{ headline description imageUrl datePublished dateModified }}
  seo {{ title description keywords }} sitemap {{ priority changefreq }}
  tags {{ id name roadmapCount }} keywords {{ id text roadmapCount }} relatedRoadmaps {{ slug }}
  relations {{ position slug isResolved suggestion roadmap {{ slug }} }}
  relatedBy(last: 2) {{ nodes {{ slug }} {PAGE} }} sponsor {{ {PLACEMENT} }}
  placements {{ {PLACEMENT} }} source {{ path sha256 seededAt revision }} frontmatter retiredAt
"""
LISTS = {
    "roadmaps": "slug order",
    "tags": "name",
    "keywords": "text",
    "sponsors": "title",
    "placements": "url",
}
NOT_STORABLE = ("\0", "a\0b", "texts\0")
CURSORS = (
    *(
        '["Roadmap",0,"zero"]',
        '["Roadmap",-0.0,"a"]',
        '["Roadmap",null,"x"]',
        '["Roadmap",1e300,""]',
    ),
    *('["Roadmap",0.30000000000000004,"a"]', '["Roadmap",99999999999999999999,"a"]'),
    *('["Roadmap",1e999,"a"]', '["Roadmap",NaN,"a"]', f'["Roadmap",{"1" * 400},"a"]'),
    *('["Roadmap",1,"\\u0000"]', '["Roadmap",1,"\\ud800"]', '["Roadmap",true,"a"]', "[]", "5"),
)
NUMBERS = (
    *("1", "01", "-1", "0", "9" * 18, "9" * 19, "9" * 5_000, "1.0", "1e0", "٣"),
    *("2147483648", "9223372036854775807", "9223372036854775808"),
)


def encoded(text: str) -> str:
    return text.encode().hex()


def _roadmaps() -> Iterator[tuple[str, Case]]:
    for name in (*FIRST, "gone.md", "no-such.md"):
        slug = name.removesuffix(".md")
        text = f"query($s: String!) {{ roadmap(slug: $s) {{ {ROADMAP} }} }}"
        yield f"roadmap-{slug}", (text, {"s": slug})


def _pages() -> Iterator[tuple[str, Case]]:
    for name, leaves in LISTS.items():
        for size in ("first: 100", "first: 3", "last: 3", "first: 0", "last: 0"):
            text = f"{{ {name}({size}) {{ edges {{ cursor node {{ id {leaves} }} }} {PAGE} }} }}"
            yield f"{name}-{size.replace(': ', '-')}", (text, {})


def _cursors() -> Iterator[tuple[str, Case]]:
    page = f"{{ nodes {{ slug order }} {PAGE} }}"
    for cursor in CURSORS:
        for side in ("after", "before"):
            text = f"""query($c: String!) {{ a: roadmaps(first: 3, {side}: $c) {page}
                b: roadmaps(last: 3, {side}: $c) {page} }}"""
            yield f"{side}-{cursor[:30]}", (text, {"c": encoded(cursor)})
    for number in (
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "2147483648",
    ):
        text = "query($c: String!) { placements(after: $c) { nodes { id } totalCount } }"
        yield f"placements-after-{number}", (text, {"c": encoded(f'["Placement",{number}]')})


def _not_storable() -> Iterator[tuple[str, Case]]:
    for text in NOT_STORABLE:
        yield (
            f"variable-{text!r}",
            (
                """query($s: String!, $id: ID!, $hex: ID!, $ids: [ID!]!) {
                roadmap(slug: $s) { slug } tag(name: $s) { name } keyword(text: $s) { text }
                sponsor(id: $id) { id } node(id: $id) { id } hex: node(id: $hex) { id }
                nodes(ids: $ids) { id } }""",
                {
                    "s": text,
                    "id": text,
                    "hex": encoded(f"Roadmap:{text}"),
                    "ids": [text, encoded(f"{text}:x")],
                },
            ),
        )
        literal = json.dumps(text)
        yield (
            f"literal-{text!r}",
            (f"{{ roadmap(slug: {literal}) {{ slug }} node(id: {literal}) {{ id }} }}", {}),
        )
    yield "cursor-with-it", ('{ tags(after: "005b") { nodes { name } } }', {})


def _filters() -> Iterator[tuple[str, Case]]:
    page = f"{{ nodes {{ slug title }} {PAGE} }}"
    texts = (*NOT_STORABLE, "e", "É", "%", "_", "\\", "")
    for name in ("eq", "ne", "lt", "lte", "gt", "gte", "contains", "startsWith"):
        for text in texts:
            query = f"""query($t: String) {{
                a: roadmaps(first: 4, filter: {{title: {{{name}: $t}}}}) {page}
                b: roadmaps(first: 4, filter: {{not: {{title: {{{name}: $t}}}}}}) {page} }}"""
            yield f"{name}-{text!r}", (query, {"t": text})


def _orders() -> Iterator[tuple[str, Case]]:
    for field in ("ORDER", "SLUG", "TITLE", "DATE_MODIFIED", "KEYWORD_COUNT", "RELATED_BY_COUNT"):
        for direction in ("ASC", "DESC"):
            order = f"orderBy: [{{field: {field}, direction: {direction}}}]"
            page = f"{{ edges {{ cursor node {{ slug }} }} {PAGE} }}"
            text = (
                f"{{ a: roadmaps(first: 5, {order}) {page} b: roadmaps(last: 5, {order}) {page} }}"
            )
            yield f"by-{field}-{direction}", (text, {})


def _days() -> Iterator[tuple[str, Case]]:
    for day in ("2023-02-02", "2023-02-03", "2023-01-01", "0001-01-01", "9999-12-31", None):
        text = f"""query($d: Date) {{ sponsors(activeOn: $d) {{ nodes {{ title }} {PAGE} }}
            placements(activeOn: $d, last: 2) {{ nodes {{ id }} {PAGE} }} }}"""
        yield f"active-on-{day}", (text, {"d": day})
    for instant in (
        "2023-02-01T12:30:00.25Z",
        "2023-02-01T12:30:00.250001Z",
        "9999-12-31T23:59:59Z",
    ):
        text = "query($t: DateTime) { placements { nodes { id isActive(at: $t) } } }"
        yield f"active-at-{instant}", (text, {"t": instant})


OPERATIONS: Mapping[str, Case] = {
    **dict(_roadmaps()),
    **dict(_pages()),
    **dict(_cursors()),
    **dict(_not_storable()),
    **dict(_days()),
    **dict(_filters()),
    **dict(_orders()),
    "ids": (
        "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
        {
            "ids": [
                *(encoded(f"{kind}:{n}") for n in NUMBERS for kind in ("Placement", "Roadmap")),
                *(
                    encoded(t)
                    for t in ("Tag:é", "Keyword:", "Keyword:😀", "Sponsor:1", "Tag", "X:1")
                ),
                *("", "zz", "Ä", "00"),
            ]
        },
    ),
    "numeric-id": (f"{{ node(id: {'9' * 40}) {{ id }} nodes(ids: [1, 2]) {{ id }} }}", {}),
    "size-beyond-32-bits": ("query($n: Int) { tags(first: $n) { totalCount } }", {"n": 2**31}),
    "size-beyond-64-bits": (f"{{ tags(last: {2**64}) {{ totalCount }} }}", {}),
    "negative-size": ("query($n: Int) { tags(first: $n) { totalCount } }", {"n": -1}),
    "odd-keywords": (
        """{ a: keyword(text: "%") { id } b: keyword(text: ":") { id } c: keyword(text: "'") { id }
        d: keyword(text: "\\\\") { text } e: keyword(text: "\\"") { text }
        f: keyword(text: "AB") { text } g: keyword(text: "é") { text roadmapCount }
        h: keyword(text: "e\\u0301") { text } }""",
        {},
    ),
    "long-text": (
        "query($s: String!) { keyword(text: $s) { id } roadmap(slug: $s) { id } }",
        {"s": "x" * 100_000},
    ),
    "nested": (
        f"""{{ tags {{ nodes {{ name roadmaps(last: 2) {{ {PAGE} edges {{ cursor node {{ slug
        keywords {{ text roadmaps(first: 1) {{ nodes {{ slug relatedBy {{ nodes {{ slug }} }} }}
        {PAGE} }} }} }} }} }} }} }} }}""",
        {},
    ),
    "introspection-beside-content": (
        '{ __type(name: "Tag") { fields { name } } roadmap(slug: "zero") { order } __typename }',
        {},
    ),
    "no-field-from-the-database": ("{ __typename }", {}),
}
