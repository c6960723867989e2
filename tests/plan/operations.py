"""Operations written by hand: each shows one thing that the engine must get right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    variables: Mapping[str, Any] = field(default_factory=dict)


def gid(kind: str, key: str | int) -> str:
    return f"{kind}:{key}".encode().hex()


ROADMAP_LEAVES = """
  id slug title description featuredTitle featuredDescription order kind hasTopics isNew isUpcoming
  isHidden jsonUrl pdfUrl frontmatter retiredAt dimensions { width height }
  schema { headline description imageUrl datePublished dateModified }
  seo { title description keywords } sitemap { priority changefreq }
  source { path sha256 seededAt revision }
"""
PLACEMENT_LEAVES = """
  id title url imageUrl description expiryDate expiresAt isActive withdrawnAt
  event { category action label }
"""
PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"
IDS = [
    *(gid("Roadmap", "gardener"), gid("Tag", "roadmap"), gid("Keyword", "种子")),
    *(gid("Sponsor", 1), gid("Placement", 2), gid("Roadmap", "mushrooms")),
    *(gid("Roadmap", "gardener"), gid("Keyword", "")),
]
NO_IDS = [
    *("", "zz", "00", "ff", "é", gid("Sponsor", "x"), gid("Sponsor", -1)),
    gid("Sponsor", 10**30),
]
ODD_IDS = [
    *(gid("Query", ""), gid("Node", "gardener"), gid("Roadmap", ""), gid("Roadmap", "no-such")),
    *(gid("roadmap", "gardener"), gid("Tag", "a:b"), gid("Placement", "1 "), "5"),
]


def nested(opening: str, depth: int, inside: str) -> str:
    """The opening of a field as often as said; what is inside closes all but the outer brace."""
    leaf, closing = inside[: inside.find("}")] if "}" in inside else inside, inside.count("}")
    return opening * depth + leaf + "}" * (closing + 1) * depth


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
        elsewhere: isActive(at: "2023-02-03T04:59:59+05:00") lower: isActive(at: "2023-03-01t00:00:00z")
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
        f"{{ tags {{ {PAGE} nodes {{ id name roadmapCount roadmaps {{ totalCount nodes {{ slug }} }} }} }} }}"
    ),
    "keywords": Case(
        f"""{{ a: keywords {{ {PAGE} nodes {{ id text roadmapCount roadmaps {{ totalCount
        nodes {{ slug }} }} }} }} b: keywords(last: 8) {{ {PAGE} edges {{ cursor node {{ text }} }} }}
        }}"""
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
CONNECTIONS = {
    "whole": Case(
        f"{{ roadmaps {{ {PAGE} edges {{ cursor node {{ slug }} }} nodes {{ slug }} }} }}"
    ),
    "last": Case(f"{{ roadmaps(last: 3) {{ {PAGE} edges {{ cursor node {{ slug }} }} }} }}"),
    "first-zero": Case(
        f"{{ roadmaps(first: 0) {{ {PAGE} nodes {{ slug }} edges {{ cursor }} }} }}"
    ),
    "last-zero": Case(f"{{ roadmaps(last: 0) {{ {PAGE} nodes {{ slug }} }} }}"),
    "total-only": Case(
        """{ roadmaps { totalCount } tags { totalCount } keywords { totalCount }
        sponsors { totalCount } placements { totalCount }
        roadmap(slug: "gardener") { relatedBy { totalCount } } }"""
    ),
    "typename-only": Case("{ roadmaps { __typename } }"),
    "page-info-only": Case("{ tags(first: 1) { pageInfo { hasNextPage } } }"),
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
DOCUMENTS = {
    "aliases": Case(
        '{ x: roadmap(slug: "gardener") { x: slug y: slug slug: title } y: roadmap(slug: "lawn") { x: id } }'
    ),
    "typename-everywhere": Case(
        """{ __typename roadmaps(first: 2) { __typename pageInfo { __typename } edges {
        __typename cursor node { __typename dimensions { __typename } schema { __typename }
        seo { __typename } sitemap { __typename } source { __typename } tags { __typename }
        relations { __typename roadmap { __typename } } sponsor { __typename event { __typename }
        sponsor { __typename } } relatedBy(first: 1) { __typename nodes { __typename } } } } } }"""
    ),
    "merged-fields": Case(
        """{ roadmap(slug: "gardener") { seo { title } tags { name } }
        roadmap(slug: "gardener") { seo { description } tags { id } ...More }
        tags(first: 1) { nodes { name } } tags(first: 1) { nodes { id } edges { cursor }
          edges { node { id } } edges { node { name } } } }
        fragment More on Roadmap { seo { keywords } slug title }"""
    ),
    "nested-fragments": Case(
        """{ roadmaps(first: 3) { ...Page } }
        fragment Page on RoadmapConnection { edges { ...Entry } ... { totalCount } }
        fragment Entry on RoadmapEdge { node { ...One ...Two ... on Node { id } } cursor }
        fragment One on Roadmap { slug ...Two } fragment Two on Node { id ...Three }
        fragment Three on Roadmap { title tags { ...Label } } fragment Label on Node { id
          ... on Tag { name } ... on Keyword { text } }"""
    ),
    "skip-and-include": Case(
        """query($yes: Boolean!, $no: Boolean = false) { roadmap(slug: "gardener") {
        a: slug @skip(if: true) b: slug @skip(if: false) c: slug @include(if: true)
        d: slug @include(if: false) e: slug @skip(if: $yes) f: slug @include(if: $yes)
        g: slug @include(if: $no) h: slug @skip(if: $no)
        i: slug @skip(if: $no) @include(if: $yes) j: slug @skip(if: $yes) @include(if: $yes)
        ... @include(if: $no) { k: slug } ... on Roadmap @skip(if: $no) { l: slug }
        ...F @include(if: $no) ...G @include(if: $yes) } }
        fragment F on Roadmap { m: slug } fragment G on Roadmap { n: slug ...F @skip(if: $no) }""",
        {"yes": True},
    ),
    "include-default-overridden": Case(
        "query($x: Boolean! = true) { a: __typename @include(if: $x) b: __typename }", {"x": False}
    ),
    "include-null-by-default": Case(
        "query($x: Boolean = true) { a: __typename @include(if: $x) b: __typename }", {"x": None}
    ),
    "all-skipped": Case(
        """query($no: Boolean!) { roadmap(slug: "gardener") { slug @include(if: $no)
        tags { name @include(if: $no) } } roadmaps(first: 2) { nodes { slug @include(if: $no) }
        edges @include(if: $no) { cursor } } tags(first: 1) { totalCount @include(if: $no)
        pageInfo { hasNextPage @skip(if: true) } edges { cursor @skip(if: true) } } }""",
        {"no": False},
    ),
    "all-skipped-at-the-root": Case("{ __typename @skip(if: true) }"),
    "skipped-by-one-merged-node": Case(
        '{ roadmap(slug: "lawn") { slug } roadmap(slug: "lawn") @skip(if: true) { title } }'
    ),
    "introspection-beside-content": Case(
        """query($kind: String!, $deep: Boolean = false) { __schema { queryType { name } }
        roadmap(slug: "lawn") { slug } __type(name: $kind) { name kind
        fields @include(if: $deep) { name args { name type { name kind } } type { name kind } } }
        none: __type(name: "Nothing") { name } __typename }""",
        {"kind": "Tag", "deep": True},
    ),
    "introspection-by-fragment": Case(
        """{ ...R } fragment R on Query { __type(name: "RoadmapKind") { ...T } tags(first: 1) {
        totalCount } } fragment T on __Type { name description enumValues { name description } }"""
    ),
    "keys-like-sql": Case(
        """{ select: roadmap(slug: "gardener") { order: order from: slug where: title
        cursor: slug place: slug found: slug key_0: slug item_0: slug json_0: slug json: slug
        id: title value: id p1: slug now: slug
        group: tags { order: name key_0: id } }
        order: roadmaps(first: 2, after: "5b22526f61646d6170222c302c22225d") {
          cursor: totalCount place: nodes { cursor: slug order: slug key_0: title item_0: id }
          found: edges { cursor: node { place: slug } key_0: cursor item_0: cursor }
          pageInfo: pageInfo { found: endCursor cursor: startCursor place: hasNextPage } }
        nodes: tags(first: 1) { nodes: edges { node: cursor cursor: node { name } }
          edges: nodes { name } pageInfo: totalCount totalCount: pageInfo { endCursor } } }"""
    ),
    "keys-of-python": Case(
        '{ __init__: roadmap(slug: "lawn") { _: slug __class__: title c: id C: slug } }'
    ),
    "wide": Case(
        '{ roadmap(slug: "gardener") {'
        + " ".join(f"k{i}: {('slug', 'title', 'order', 'isNew')[i % 4]}" for i in range(300))
        + "} }"
    ),
    "many-roots": Case(
        "{ " + " ".join(f'r{i}: roadmap(slug: "lawn") {{ slug }}' for i in range(120)) + " }"
    ),
    "unknown-field": Case("{ nothing }"),
    "syntax-error": Case("{ roadmap("),
    "empty": Case(""),
    "wrong-operation-variables": Case("query($n: Int!) { tags(first: $n) { totalCount } }", {}),
}
FILTERS = {
    "text-operators": Case(
        """{ a: roadmaps(filter: {slug: {eq: "lawn"}}) { totalCount nodes { slug } }
        b: roadmaps(filter: {slug: {ne: "lawn", startsWith: "L"}}) { nodes { slug } }
        c: roadmaps(filter: {slug: {in: ["lawn", "soil", "no-such", "lawn"]}}) { nodes { slug } }
        d: roadmaps(filter: {slug: {in: []}}) { totalCount nodes { slug } }
        e: roadmaps(filter: {title: {gt: "weeds"}}) { nodes { title } }
        f: roadmaps(filter: {title: {lte: "Lawn"}}) { nodes { title } }
        g: roadmaps(filter: {title: {contains: "GARDEN"}}) { nodes { title } }
        h: roadmaps(filter: {title: {contains: ""}}) { totalCount }
        i: roadmaps(filter: {title: {startsWith: ""}}) { totalCount }
        j: roadmaps(filter: {title: {contains: "E\\u0301"}}) { nodes { title } }
        k: roadmaps(filter: {title: {isNull: true}}) { totalCount }
        l: roadmaps(filter: {title: {isNull: false, eq: ""}}) { totalCount }
        m: roadmaps(filter: {title: {contains: "ÝAŞYL"}}) { nodes { slug } }
        n: roadmaps(filter: {title: {contains: "%"}}) { nodes { slug } }
        o: roadmaps(filter: {title: {lt: "", gte: ""}}) { totalCount }
        p: roadmaps(filter: {slug: {in: "lawn"}}) { totalCount } }"""
    ),
    "text-with-anything-after-the-start": Case(
        "query($s: String) { tags: roadmaps(filter: {tags: {some: {startsWith: $s}}}) { totalCount } }",
        {"s": "\u2028|\u2029|\x85|\x7f|\x9f|\ufeff|\uffff|"},
    ),
    "number-operators": Case(
        """{ a: roadmaps(filter: {order: {eq: 2}}) { nodes { slug } }
        b: roadmaps(filter: {order: {ne: 2}}) { totalCount nodes { slug order } }
        c: roadmaps(filter: {order: {lt: 2}}) { nodes { slug } }
        d: roadmaps(filter: {order: {gte: 4.99}}) { nodes { slug } }
        e: roadmaps(filter: {order: {in: [0.30000000000000004, 4.99, 5e-324, 0, 1e300,
          1.7976931348623157e308]}}) { nodes { slug } }
        f: roadmaps(filter: {order: {in: [0.3, 1e-323, 1.7976931348623155e308]}}) { totalCount }
        g: roadmaps(filter: {order: {isNull: true}}) { totalCount nodes { slug } }
        h: roadmaps(filter: {order: {isNull: false, gt: -1.5, lte: 0}}) { nodes { slug } }
        i: roadmaps(filter: {order: {eq: -0.0}}) { nodes { slug } } }"""
    ),
    "day-operators": Case(
        """{ a: roadmaps(filter: {modified: {gte: "2023-01-01"}}) { nodes { slug } }
        b: roadmaps(filter: {modified: {in: ["2023-01-20", "9999-12-31"]}}) { nodes { slug } }
        c: roadmaps(filter: {modified: {ne: "2023-01-20"}}) { totalCount }
        d: roadmaps(filter: {modified: {isNull: false}}) { nodes { slug } }
        e: roadmaps(filter: {not: {modified: {lt: "2023-06-30"}}}) { totalCount } }"""
    ),
    "flags-and-kind": Case(
        """{ a: roadmaps(filter: {isNew: true}) { nodes { slug } }
        b: roadmaps(filter: {hasTopics: false, isHidden: false, isUpcoming: false}) { totalCount }
        c: roadmaps(filter: {kind: SKILL}) { nodes { slug kind } }
        d: roadmaps(filter: {not: {kind: ROLE}}) { totalCount }
        e: roadmaps(filter: {kind: null, isNew: null}) { totalCount } }"""
    ),
    "lists-of-names": Case(
        """{ a: roadmaps(filter: {tags: {some: {eq: "roadmap"}}}) { nodes { slug } }
        b: roadmaps(filter: {tags: {every: {eq: "roadmap"}}}) { nodes { slug tags { name } } }
        c: roadmaps(filter: {tags: {none: {startsWith: "road"}}}) { totalCount }
        d: roadmaps(filter: {keywords: {some: {eq: "spade"}, count: {gt: 2}}}) { nodes { slug } }
        e: roadmaps(filter: {keywords: {count: {eq: 0}}}) { totalCount }
        f: roadmaps(filter: {relatedRoadmaps: {some: {in: ["gardener", "botny"]}}}) { nodes { slug } }
        g: roadmaps(filter: {relatedRoadmaps: {count: {in: [1, 4]}}}) { nodes { slug } }
        h: roadmaps(filter: {sponsors: {some: {contains: "spade"}}}) { nodes { slug } }
        i: roadmaps(filter: {sponsors: {count: {gte: 1}, none: {eq: "Spades"}}}) { nodes { slug } }
        j: roadmaps(filter: {tags: {}}) { totalCount }
        k: roadmaps(filter: {tags: {some: {}}}) { totalCount }
        l: roadmaps(filter: {tags: {none: {}}}) { totalCount }
        m: roadmaps(filter: {tags: {some: null, count: null}}) { totalCount }
        n: roadmaps(filter: {relatedRoadmaps: {some: {eq: "mushrooms"}}}) { totalCount } }"""
    ),
    "sponsored": Case(
        """query($day: Date) { a: roadmaps(filter: {sponsored: true}) { nodes { slug } }
        b: roadmaps(filter: {sponsored: false}) { totalCount }
        c: roadmaps(filter: {sponsoredOn: "2023-06-15"}) { nodes { slug } }
        d: roadmaps(filter: {sponsoredOn: $day}) { totalCount }
        e: roadmaps(filter: {not: {sponsoredOn: "2023-06-15"}, sponsored: true}) { nodes { slug } }
        }""",
        {"day": "2023-06-16"},
    ),
    "joined": Case(
        """{ a: roadmaps(filter: {and: []}) { totalCount } b: roadmaps(filter: {or: []}) { totalCount }
        c: roadmaps(filter: {not: {}}) { totalCount } d: roadmaps(filter: {}) { totalCount }
        e: roadmaps(filter: {or: [{slug: {eq: "soil"}}, {order: {eq: 2}, isNew: true}]}) {
          nodes { slug } }
        f: roadmaps(filter: {and: {slug: {eq: "soil"}}, or: {isNew: false}}) { nodes { slug } }
        g: roadmaps(filter: {not: {not: {not: {order: {isNull: true}}}}}) { totalCount }
        h: roadmaps(filter: {and: null, or: null, not: null}) { totalCount }
        i: roadmaps(filter: {or: [{}]}) { totalCount } j: roadmaps(filter: null) { totalCount } }"""
    ),
    "below-other-objects": Case(
        """{ tag(name: "roadmap") { roadmaps(filter: {order: {eq: 2}}, first: 1) { totalCount
        nodes { slug relatedBy(filter: {kind: SKILL}, last: 1) { totalCount nodes { slug }
          pageInfo { hasPreviousPage hasNextPage } } } pageInfo { hasNextPage endCursor } } }
        keyword(text: "soil") { roadmaps(filter: {not: {slug: {eq: "gardener"}}}) { totalCount
        nodes { slug } } } }"""
    ),
    "keywords": Case(
        """{ a: keywords(filter: {text: {startsWith: "SPADE"}}) { totalCount nodes { text } }
        b: keywords(filter: {roadmapCount: {gt: 1}}) { nodes { text roadmapCount } }
        c: keywords(filter: {or: [{text: {eq: ""}}, {roadmapCount: {in: [3]}}]}) { nodes { text } }
        d: keywords(filter: {text: {contains: "BÁL"}}) { nodes { text } }
        e: keywords(filter: {roadmapCount: {ne: 1}}) { totalCount } }"""
    ),
    "variables-inside": Case(
        """query($eq: String, $absent: String, $null: String, $list: [String!], $one: String!,
        $filter: RoadmapFilter, $flag: Boolean, $deep: StringFilter, $kind: RoadmapKind) {
        a: roadmaps(filter: {slug: {eq: $eq}}) { totalCount }
        b: roadmaps(filter: {slug: {eq: $absent}}) { totalCount }
        c: roadmaps(filter: {slug: {eq: $null}}) { totalCount }
        d: roadmaps(filter: {slug: {in: $list}}) { totalCount }
        e: roadmaps(filter: {slug: {in: [$one, "soil"]}}) { totalCount }
        f: roadmaps(filter: $filter) { totalCount nodes { slug } }
        g: roadmaps(filter: {and: [$filter, {isNew: $flag}]}) { totalCount }
        h: roadmaps(filter: {tags: {some: $deep}, kind: $kind}) { totalCount } }""".replace(
            "[$filter, {isNew: $flag}]", "[{not: $filter}, {isNew: $flag}]"
        ),
        {
            "eq": "lawn",
            "null": None,
            "list": ["lawn", "soil"],
            "one": "lawn",
            "filter": {"or": [{"order": {"lt": 1}}, {"tags": {"count": {"eq": 0}}}], "isNew": None},
            "flag": False,
            "deep": {"startsWith": "R", "ne": None},
            "kind": "ROLE",
        },
    ),
    "no-such-field": Case("{ roadmaps(filter: {nothing: true}) { totalCount } }"),
    "wrong-type": Case(
        "query($f: RoadmapFilter) { roadmaps(filter: $f) { totalCount } }", {"f": {"slug": "lawn"}}
    ),
}
ORDERS = {
    name: Case(
        f"""{{ a: roadmaps(first: 8, orderBy: {order}) {{ {PAGE} edges {{ cursor node {{ slug }} }} }}
        b: roadmaps(last: 8, orderBy: {order}) {{ {PAGE} nodes {{ slug }} }} }}"""
    )
    for name, order in {
        "order-falling": "{field: ORDER, direction: DESC}",
        "order-rising": "[{field: ORDER, direction: ASC}]",
        "slug-falling": "{field: SLUG, direction: DESC}",
        "title": "{field: TITLE}",
        "title-falling": "{field: TITLE, direction: DESC}",
        "modified": "{field: DATE_MODIFIED}",
        "modified-falling": "{field: DATE_MODIFIED, direction: DESC}",
        "published-falling": "{field: DATE_PUBLISHED, direction: DESC}",
        "keyword-count": "{field: KEYWORD_COUNT, direction: DESC}",
        "related-by-count": "{field: RELATED_BY_COUNT, direction: DESC}",
        "several": "[{field: RELATED_BY_COUNT}, {field: ORDER, direction: DESC}, {field: TITLE}]",
        "the-same-twice": "[{field: ORDER, direction: DESC}, {field: ORDER}, {field: SLUG}]",
        "none": "[]",
        "null": "null",
    }.items()
}
ORDERS |= {
    "keywords": Case(
        """{ a: keywords(orderBy: {field: ROADMAP_COUNT, direction: DESC}) { nodes { text } }
        b: keywords(last: 3, orderBy: [{field: ROADMAP_COUNT}]) { nodes { text } pageInfo {
          startCursor endCursor } }
        c: keywords(orderBy: {field: TEXT, direction: DESC}, filter: {roadmapCount: {gt: 1}}) {
          nodes { text } } }"""
    ),
    "by-variable": Case(
        """query($by: [RoadmapOrder!], $way: SortDirection! = DESC, $one: RoadmapOrder!) {
        a: roadmaps(orderBy: $by) { nodes { slug } }
        b: roadmaps(orderBy: {field: TITLE, direction: $way}) { nodes { slug } }
        c: roadmaps(orderBy: [$one]) { nodes { slug } } }""",
        {"by": [{"field": "TITLE"}], "one": {"field": "SLUG", "direction": "DESC"}},
    ),
    "field-nulled": Case(
        """query($f: RoadmapOrderField = SLUG) { roadmaps(orderBy: {field: $f}) { totalCount
        nodes { slug } } }""",
        {"f": None},
    ),
    "null-among-orders": Case(
        """query($o: RoadmapOrder = {field: SLUG}) { roadmaps(orderBy: [$o]) { nodes { slug } } }""",
        {"o": None},
    ),
    "null-among-texts": Case(
        """query($s: String = "x") { roadmaps(filter: {slug: {in: [$s]}}) { totalCount } }""",
        {"s": None},
    ),
}
FACETS = {
    "each": Case(
        """{ roadmaps(first: 1) { __typename nodes { slug } tags: facets(by: TAG) { value count filter }
        keywords: facets(by: KEYWORD) { value count filter __typename }
        kinds: facets(by: KIND) { filter count value } sponsors: facets(by: SPONSOR) { filter value }
        years: facets(by: YEAR_MODIFIED) { value count filter } } }"""
    ),
    "of-a-narrowed-list": Case(
        """query($by: RoadmapFacet!) { roadmaps(filter: {tags: {some: {eq: "roadmap"}}}) {
        a: facets(by: $by) { value count } totalCount }
        tag(name: "roadmap") { roadmaps { facets(by: TAG) { value count } } }
        keyword(text: "soil") { roadmaps { facets(by: KEYWORD) { value count } } }
        roadmap(slug: "gardener") { relatedBy(filter: {kind: SKILL}) { facets(by: KIND) { count } } }
        }""",
        {"by": "SPONSOR"},
    ),
    "nothing-but-constants": Case(
        """{ roadmaps { facets(by: TAG) { __typename } none: facets(by: KIND) { value @skip(if: true) }
        } of_nothing: roadmaps(filter: {or: []}) { facets(by: TAG) { __typename } } }"""
    ),
    "of-nothing": Case("{ roadmaps(filter: {or: []}) { facets(by: TAG) { value } totalCount } }"),
}
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
        {nested("relations { slug roadmap { ", 12, "title } ")} }} }}"""
    ),
    "twelve-levels-of-backlinks": Case(
        f"""{{ roadmap(slug: "ring-three") {{
        {nested("relatedBy(first: 2) { totalCount nodes { slug ", 12, "title } ")} }} }}"""
    ),
    "nine-levels-of-edges": Case(
        f"""{{ roadmap(slug: "ring-three") {{
        {
            nested(
                "relatedBy(last: 1) { pageInfo { hasPreviousPage } edges { cursor node { slug ",
                9,
                "title } } ",
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
GROUPS = {
    "roadmaps": ROADMAPS,
    "sponsors": SPONSORS,
    "labels": LABELS,
    "nodes": NODES,
    "connections": CONNECTIONS,
    "filters": FILTERS,
    "orders": ORDERS,
    "facets": FACETS,
    "documents": DOCUMENTS,
    "variables": VARIABLES,
    "deep": DEEP,
}
CASES = {f"{group}-{name}": case for group, cases in GROUPS.items() for name, case in cases.items()}
