"""Variables, and selections that go deep."""

from tests.plan.operations.case import Case, nested

VARIABLES = {
    "absent": Case("query($n: Int) { tags(first: $n) { nodes { name } } }"),
    "null": Case("query($n: Int) { tags(first: $n) { nodes { name } } }", {"n": None}),
    "default": Case("query($n: Int = 2) { tags(first: $n) { nodes { name } } }"),
    "default-overridden": Case(
        "query($n: Int = 2) { tags(last: $n) { nodes { name } } }", {"n": 1}
    ),
    "default-nulled": Case(
        "query($n: Int = 2) { tags(first: $n) { nodes { name } } }", {"n": None}
    ),
    "one-of-both-null": Case(
        "query($f: Int, $l: Int) { tags(first: $f, last: $l) { nodes { name } } }",
        {"f": None, "l": 2},
    ),
    "both": Case(
        "query($f: Int, $l: Int) { tags(first: $f, last: $l) { nodes { name } } }",
        {"f": 1, "l": 2},
    ),
    "used-twice": Case(
        """query($s: String!, $n: Int!) { a: roadmap(slug: $s) { relatedBy(first: $n) {
        nodes { slug } } } b: roadmap(slug: $s) { relatedBy(last: $n) { nodes { slug } } }
        keyword(text: $s) { text } }""",
        {"s": "gardener", "n": 1},
    ),
    "unknown-variables-are-ignored": Case("{ __typename }", {"more": 1}),
    "non-null-argument-nulled": Case(
        'query($s: String = "lawn") { roadmap(slug: $s) { slug } }', {"s": None}
    ),
    "non-null-argument-defaulted": Case(
        'query($s: String = "lawn") { roadmap(slug: $s) { slug } }'
    ),
    "non-null-id-nulled": Case('query($id: ID = "00") { node(id: $id) { id } }', {"id": None}),
    "null-among-ids": Case('query($id: ID = "00") { nodes(ids: [$id]) { id } }', {"id": None}),
    "wrong-type": Case("query($n: Int) { tags(first: $n) { totalCount } }", {"n": "1"}),
    "too-large-an-int": Case("query($n: Int) { tags(first: $n) { totalCount } }", {"n": 2**31}),
    "text-with-nul": Case("query($s: String!) { keyword(text: $s) { id } }", {"s": "a\0b"}),
}
DEEP = {
    "twelve-levels-of-related": Case(
        f'{{ roadmap(slug: "ring-one") {{ {nested("relatedRoadmaps { slug ", 12, "title ")} }} }}'
    ),
    "twelve-levels-of-relations": Case(
        f"""{{ roadmap(slug: "ring-two") {{
        {nested("relations { slug roadmap { ", 12, "title ")} }} }}"""
    ),
    "twelve-levels-of-backlinks": Case(
        f"""{{ roadmap(slug: "ring-three") {{
        {nested("relatedBy(first: 2) { totalCount nodes { slug ", 12, "title ")} }} }}"""
    ),
    "nine-levels-of-edges": Case(
        f"""{{ roadmap(slug: "ring-three") {{
        {
            nested(
                "relatedBy(last: 1) { pageInfo { hasPreviousPage } edges { cursor node { slug ",
                9,
                "title ",
            )
        } }} }}"""
    ),
    "branching": Case(
        f'{{ roadmap(slug: "lawn") {{ {nested("relatedRoadmaps { slug ", 5, "title ")} }} }}'
    ),
    "tag-to-roadmaps-to-keywords-to-roadmaps": Case(
        """{ tag(name: "role-roadmap") { roadmaps { nodes { keywords { roadmaps { nodes {
        keywords { text roadmapCount roadmaps { totalCount } } } } } } } } }"""
    ),
}
