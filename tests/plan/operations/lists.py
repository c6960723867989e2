"""Pages of lists."""

from tests.plan.operations.case import PAGE, Case, cursor

CONNECTIONS = {
    "whole": Case(
        f"{{ roadmaps {{ {PAGE} edges {{ cursor node {{ slug }} }} nodes {{ slug }} }} }}"
    ),
    "last": Case(f"{{ roadmaps(last: 3) {{ {PAGE} edges {{ cursor node {{ slug }} }} }} }}"),
    "first-zero": Case(
        f"{{ roadmaps(first: 0) {{ {PAGE} nodes {{ slug }} edges {{ cursor }} }} }}"
    ),
    "last-zero": Case(f"{{ roadmaps(last: 0) {{ {PAGE} nodes {{ slug }} }} }}"),
    "edges-of-every-list": Case(
        """{ a: tags(last: 1) { edges { cursor node { id } } }
        b: keywords(last: 1) { edges { cursor node { id } } }
        c: sponsors(first: 1) { edges { cursor node { id } } pageInfo { endCursor } }
        d: placements(last: 1) { edges { cursor node { id } } pageInfo { startCursor } } }"""
    ),
    "total-only": Case(
        """{ roadmaps { totalCount } tags { totalCount } keywords { totalCount }
        sponsors { totalCount } placements { totalCount }
        roadmap(slug: "gardener") { relatedBy { totalCount } } }"""
    ),
    "typename-only": Case("{ roadmaps { __typename } }"),
    "page-info-only": Case("{ tags(first: 1) { pageInfo { hasNextPage } } }"),
    "page-info-that-asks-no-row": Case(
        """query($after: String) { a: roadmaps(first: 2) { pageInfo { __typename } }
        b: roadmaps(first: 0) { pageInfo { hasPreviousPage } }
        none: roadmap(slug: "stub-one") { slug a: relatedBy { pageInfo { __typename } }
        b: relatedBy { pageInfo { hasPreviousPage } }
        c: relatedBy(last: 1) { pageInfo { hasNextPage } }
        d: relatedBy(after: $after) { pageInfo { hasPreviousPage } totalCount }
        e: relatedBy(last: 1, before: $after) { totalCount pageInfo { hasNextPage } }
        f: relatedBy { pageInfo { endCursor @skip(if: true) } nodes { slug } } }
        some: roadmap(slug: "gardener") { a: relatedBy { pageInfo { __typename } }
        b: relatedBy { pageInfo { hasPreviousPage } }
        c: relatedBy(last: 1) { pageInfo { hasNextPage } } } }""",
        {"after": cursor("Roadmap", 2, "gardener")},
    ),
    "cursors-only": Case("{ tags(first: 1) { edges { cursor } } }"),
    "empty": Case(
        f"""{{ roadmap(slug: "stub-one") {{ relatedBy {{ {PAGE} nodes {{ slug }}
        edges {{ cursor node {{ id }} }} }} }} }}"""
    ),
    "per-parent": Case(
        """{ roadmaps { nodes { slug first: relatedBy(first: 1) { nodes { slug } pageInfo {
        hasNextPage endCursor } } last: relatedBy(last: 1) { nodes { slug } pageInfo {
        hasPreviousPage startCursor } } } } }"""
    ),
    "aliased-parts": Case(
        """{ tags(first: 2) { a: nodes { name } b: nodes { id } c: edges { x: cursor y: cursor
        m: node { name } n: node { id __typename } } d: edges { node { roadmapCount } }
        e: pageInfo { f: hasNextPage g: endCursor } h: pageInfo { hasNextPage }
        i: totalCount j: totalCount } }"""
    ),
    "between-cursors": Case(
        "query($a: String, $b: String) { "
        + " ".join(
            f"{name}: tags({paging}) {{ {PAGE} nodes {{ name }} }}"
            for name, paging in {
                "inside": "first: 1, after: $a, before: $b",
                "all": "first: 8, after: $a, before: $b",
                "inside_from_the_end": "last: 1, after: $a, before: $b",
                "all_from_the_end": "last: 8, after: $a, before: $b",
                "none": "first: 0, after: $a, before: $b",
                "none_from_the_end": "last: 0, after: $a, before: $b",
                "crossed": "first: 8, after: $b, before: $a",
                "crossed_from_the_end": "last: 8, after: $b, before: $a",
                "before_alone": "first: 8, before: $b",
                "after_alone": "last: 8, after: $a",
                "at_one_place": "first: 8, after: $a, before: $a",
            }.items()
        )
        + " }",
        {"a": cursor("Tag", "main-sitemap"), "b": cursor("Tag", "roadmap")},
    ),
    "beyond-either-end": Case(
        f"""query($start: String, $end: String) {{
        a: tags(first: 2, after: $start) {{ {PAGE} nodes {{ name }} }}
        b: tags(first: 2, after: $end) {{ {PAGE} nodes {{ name }} }}
        c: tags(last: 2, before: $start) {{ {PAGE} nodes {{ name }} }}
        d: tags(last: 2, before: $end) {{ {PAGE} nodes {{ name }} }}
        e: tags(first: 8, before: $start) {{ {PAGE} }} f: tags(last: 8, after: $end) {{ {PAGE} }}
        }}""",
        {"start": cursor("Tag", ""), "end": cursor("Tag", "\U0010ffff")},
    ),
    "both-first-and-last": Case("{ tags(first: 1, last: 1) { nodes { name } } }"),
    "both-but-one-null": Case("{ tags(first: 1, last: null) { nodes { name } } }"),
    "negative": Case("{ tags(first: -1) { nodes { name } } }"),
    "negative-total-only": Case("{ tags(first: -1) { totalCount } }"),
    "too-many": Case("query($n: Int) { tags(last: $n) { nodes { name } } }", {"n": 9}),
    "as-many-as-may-be": Case("{ tags(last: 8) { nodes { name } } }"),
    "no-cursor": Case('{ tags(after: "x") { nodes { name } } }'),
    "no-cursor-total-only": Case('{ tags(after: "x") { totalCount } }'),
    "no-cursor-below-nothing": Case(
        '{ roadmap(slug: "no-such") { relatedBy(after: "x") { nodes { slug } } } }'
    ),
    "no-cursor-skipped": Case('{ tags(after: "x") @skip(if: true) { nodes { name } } __typename }'),
    "negative-in-a-fragment-for-no-one": Case(
        """{ roadmap(slug: "gardener") { id ... on Node { ... on Tag { roadmaps(first: -1) {
        nodes { id } } } } } }"""
    ),
}
