"""What objects are made of, and how they hang together."""

from tests.plan.operations.case import (
    IDS,
    NO_IDS,
    ODD_IDS,
    PAGE,
    PLACEMENT_LEAVES,
    ROADMAP_LEAVES,
    Case,
    gid,
)

ROADMAPS = {
    "every-leaf-of-every-roadmap": Case(
        f"{{ a: roadmaps(first: 8) {{ nodes {{ {ROADMAP_LEAVES} }} }}"
        f"   b: roadmaps(last: 8) {{ nodes {{ {ROADMAP_LEAVES} }} }} }}"
    ),
    "one": Case('{ roadmap(slug: "gardener") { title } }'),
    "none": Case('{ roadmap(slug: "no-such") { title tags { name } } }'),
    "retired-is-none": Case('{ roadmap(slug: "mushrooms") { title } }'),
    "slug-is-exact": Case('{ a: roadmap(slug: "Gardener") { id } b: roadmap(slug: "g%") { id } }'),
    "empty-slug": Case('{ roadmap(slug: "") { id } }'),
    "lists": Case(
        """{ roadmaps { nodes { slug tags { name } keywords { text } relatedRoadmaps { slug }
        relations { position slug isResolved suggestion roadmap { slug } }
        relatedBy { totalCount nodes { slug } } } } }"""
    ),
    "odd-texts": Case(
        """{ hedges: roadmap(slug: "hedges") { title description tags { name roadmapCount } }
        compost: roadmap(slug: "compost") { title description frontmatter seo { keywords }
          tags { name } relations { slug } sponsor { title description event { label } } }
        soil: roadmap(slug: "soil") { title } }"""
    ),
}
SPONSORS = {
    "placements": Case(
        f"""{{ a: placements(first: 8) {{ nodes {{ {PLACEMENT_LEAVES}
        roadmap {{ slug retiredAt tags {{ name }} keywords {{ text }} relations {{ slug }}
          seo {{ title keywords }} schema {{ headline }} relatedBy {{ totalCount }}
          source {{ seededAt revision }} frontmatter }}
        sponsor {{ id title placements {{ id }} }} }} }}
        b: placements(last: 8) {{ totalCount nodes {{ {PLACEMENT_LEAVES} roadmap {{ slug }} }} }}
        }}"""
    ),
    "sponsors": Case(
        f"""{{ sponsors {{ totalCount nodes {{ id title url imageUrl description
        placements {{ {PLACEMENT_LEAVES} roadmap {{ id slug }} }} }} }} }}"""
    ),
    "roadmap-history": Case(
        """{ roadmaps { nodes { slug sponsor { id sponsor { id } }
        placements { id withdrawnAt roadmap { slug } } } } }"""
    ),
    "sponsor-by-id": Case(
        "query($id: ID!, $not: ID!) { a: sponsor(id: $id) { title } b: sponsor(id: $not) { id } }",
        {"id": gid("Sponsor", 1), "not": gid("Roadmap", "gardener")},
    ),
    "active-on": Case(
        """query($day: Date, $null: Date = null) {
        a: placements(activeOn: "2023-02-02") { totalCount nodes { id } }
        b: placements(activeOn: $day) { totalCount nodes { id } }
        c: placements(activeOn: $null) { totalCount }
        d: sponsors(activeOn: "2023-06-16", last: 3) { totalCount nodes { id } pageInfo {
          hasPreviousPage hasNextPage } }
        e: sponsors(activeOn: "9999-12-31") { totalCount nodes { id } }
        f: sponsors(activeOn: "0001-01-01", first: 0) { totalCount nodes { id } }
        g: placements(activeOn: "2023-06-15", first: 2) { totalCount nodes { id } pageInfo {
          hasNextPage endCursor } } }""",
        {"day": "2023-04-01"},
    ),
    "active-at": Case(
        """query($at: DateTime, $null: DateTime) { placements { nodes { id
        now: isActive null: isActive(at: null) absent: isActive(at: $null)
        before: isActive(at: "2023-02-02T23:59:59.999999Z")
        end: isActive(at: "2023-02-03T00:00:00Z")
        elsewhere: isActive(at: "2023-02-03T04:59:59+05:00")
        lower: isActive(at: "2023-03-01t00:00:00z")
        nanoseconds: isActive(at: "2023-06-15T10:59:59.999998999Z")
        given: isActive(at: $at) } } }""",
        {"at": "2023-04-01T00:00:00Z"},
    ),
    "active-at-null-variable": Case(
        "query($at: DateTime) { placements { nodes { isActive(at: $at) } } }", {"at": None}
    ),
    "no-date": Case('{ placements(activeOn: "2023-02-30") { totalCount } }'),
    "no-date-in-variable": Case(
        "query($d: Date) { placements(activeOn: $d) { totalCount } }", {"d": "yesterday"}
    ),
    "no-instant": Case('{ placements { nodes { isActive(at: "2023-02-03") } } }'),
}
LABELS = {
    "tags": Case(
        f"""{{ tags {{ {PAGE} nodes {{ id name roadmapCount
        roadmaps {{ totalCount nodes {{ slug }} }} }} }} }}"""
    ),
    "keywords": Case(
        f"""{{ a: keywords {{ {PAGE} nodes {{ id text roadmapCount roadmaps {{ totalCount
        nodes {{ slug }} }} }} }}
        b: keywords(last: 8) {{ {PAGE} edges {{ cursor node {{ text }} }} }} }}"""
    ),
    "case-tells-two-apart": Case(
        """{ a: keyword(text: "bal") { id text roadmapCount } b: keyword(text: "BAL") { id }
        c: keyword(text: "bAL") { id } d: keyword(text: "") { id text }
        e: keyword(text: "b\\u00e1l") { id } f: keyword(text: "ba\\u0301l") { id }
        g: keyword(text: "spade ") { id } h: tag(name: "Roadmap") { id roadmapCount }
        i: tag(name: "only-mushrooms") { id } j: keyword(text: "spore") { id } }"""
    ),
    "mixed-nesting": Case(
        """{ tag(name: "roadmap") { roadmaps(first: 2) { nodes { slug
        keywords { text roadmaps(last: 1) { nodes { slug
          tags { name roadmaps(first: 1) { edges { cursor node { slug keywords { text } } }
          pageInfo { hasNextPage } } } } pageInfo { hasPreviousPage } } } } } } }"""
    ),
}
NODES = {
    "node-of-each-type": Case(
        """query($ids: [ID!]!) { nodes(ids: $ids) { __typename id
        ... on Roadmap { slug title } ... on Tag { name roadmaps(first: 1) { nodes { slug } } }
        ... on Keyword { text roadmapCount } ... on Sponsor { title }
        ... on Placement { title isActive roadmap { slug } } } }""",
        {"ids": IDS},
    ),
    "node": Case(
        "query($id: ID!) { node(id: $id) { id ... on Roadmap { tags { name } } } }",
        {"id": gid("Roadmap", "gardener")},
    ),
    "retired-node": Case(
        "query($id: ID!) { node(id: $id) { id } }", {"id": gid("Roadmap", "mushrooms")}
    ),
    "unknown-ids": Case("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": NO_IDS}),
    "odd-ids": Case("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ODD_IDS}),
    "ids-spelled-otherwise": Case(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        {
            "ids": [
                gid("Roadmap", "gardener").upper(),
                f" {gid('Tag', 'roadmap')}",
                gid("Sponsor", "01"),
            ]
        },
    ),
    "no-ids": Case("{ nodes(ids: []) { id } }"),
    "one-id-for-a-list": Case(
        f'query($id: [ID!]!) {{ a: nodes(ids: $id) {{ id }} b: nodes(ids: "{IDS[1]}") {{ id }} }}',
        {"id": IDS[0]},
    ),
    "ids-partly-variable": Case(
        f'query($id: ID!) {{ nodes(ids: [$id, "{IDS[1]}", $id]) {{ id }} }}', {"id": IDS[0]}
    ),
    "numeric-id": Case("{ node(id: 7) { id } nodes(ids: [1, 2]) { id } }"),
    "too-many-ids": Case("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["00"] * 9}),
    "fragment-of-another-type": Case(
        """query($id: ID!) { node(id: $id) { ... on Tag { name } ... on Node { id
        ... on Keyword { text } } } }""",
        {"id": gid("Roadmap", "gardener")},
    ),
}
