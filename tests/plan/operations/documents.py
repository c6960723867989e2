"""What a document may say in more than one way."""

from tests.plan.operations.case import Case

DOCUMENTS = {
    "aliases": Case(
        """{ x: roadmap(slug: "gardener") { x: slug y: slug slug: title }
        y: roadmap(slug: "lawn") { x: id } }"""
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
    "content-revision": Case(
        "{ contentRevision { revision seededAt __typename } again: contentRevision { revision } }"
    ),
    "unknown-field": Case("{ nothing }"),
    "syntax-error": Case("{ roadmap("),
    "empty": Case(""),
    "wrong-operation-variables": Case("query($n: Int!) { tags(first: $n) { totalCount } }", {}),
}
