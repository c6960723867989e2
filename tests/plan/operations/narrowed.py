"""Lists filtered, sorted and counted."""

from tests.plan.operations.case import PAGE, Case

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
        "query($s: String) { roadmaps(filter: {tags: {some: {startsWith: $s}}}) { totalCount } }",
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
        f: roadmaps(filter: {relatedRoadmaps: {some: {in: ["gardener", "botny"]}}}) {
          nodes { slug } }
        g: roadmaps(filter: {relatedRoadmaps: {count: {in: [1, 4]}}}) { nodes { slug } }
        h: roadmaps(filter: {sponsors: {some: {contains: "spade"}}}) { nodes { slug } }
        i: roadmaps(filter: {sponsors: {count: {gte: 1}, none: {eq: "Spades"}}}) { nodes { slug } }
        j: roadmaps(filter: {tags: {}}) { totalCount }
        k: roadmaps(filter: {tags: {some: {}}}) { totalCount }
        l: roadmaps(filter: {tags: {none: {}}}) { totalCount }
        m: roadmaps(filter: {tags: {some: null, count: null}}) { totalCount }
        n: roadmaps(filter: {relatedRoadmaps: {some: {eq: "mushrooms"}}}) { totalCount }
        o: roadmaps(filter: {sponsors: {count: {eq: 1}}}) { nodes { slug } }
        p: roadmaps(filter: {sponsors: {count: {gt: 1}}}) { totalCount } }"""
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
        """{ a: roadmaps(filter: {and: []}) { totalCount }
        b: roadmaps(filter: {or: []}) { totalCount }
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
        f"""{{ a: roadmaps(first: 8, orderBy: {order}) {{ {PAGE}
          edges {{ cursor node {{ slug }} }} }}
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
        """query($o: RoadmapOrder = {field: SLUG}) {
        roadmaps(orderBy: [$o]) { nodes { slug } } }""",
        {"o": None},
    ),
    "null-among-texts": Case(
        """query($s: String = "x") { roadmaps(filter: {slug: {in: [$s]}}) { totalCount } }""",
        {"s": None},
    ),
}
FACETS = {
    "each": Case(
        """{ roadmaps(first: 1) { __typename nodes { slug }
        tags: facets(by: TAG) { value count filter }
        keywords: facets(by: KEYWORD) { value count filter __typename }
        kinds: facets(by: KIND) { filter count value }
        sponsors: facets(by: SPONSOR) { filter value }
        years: facets(by: YEAR_MODIFIED) { value count filter } } }"""
    ),
    "of-a-narrowed-list": Case(
        """query($by: RoadmapFacet!) { roadmaps(filter: {tags: {some: {eq: "roadmap"}}}) {
        a: facets(by: $by) { value count } totalCount }
        tag(name: "roadmap") { roadmaps { facets(by: TAG) { value count } } }
        keyword(text: "soil") { roadmaps { facets(by: KEYWORD) { value count } } }
        roadmap(slug: "gardener") { relatedBy(filter: {kind: SKILL}) {
        facets(by: KIND) { count } } } }""",
        {"by": "SPONSOR"},
    ),
    "with-all-else-of-a-narrowed-list": Case(
        f"""query($f: RoadmapFilter, $o: [RoadmapOrder!]) {{
        a: roadmaps(filter: $f, first: 2) {{ {PAGE} again: totalCount
          edges {{ cursor node {{ slug }} }}
          tags: facets(by: TAG) {{ value count filter }}
          kinds: facets(by: KIND) {{ value count }}
          years: facets(by: YEAR_MODIFIED) {{ value count filter }} }}
        b: roadmaps(filter: {{not: {{sponsored: true}}}}, orderBy: $o, last: 3) {{ {PAGE}
          nodes {{ slug }} words: facets(by: KEYWORD) {{ value }}
          sponsors: facets(by: SPONSOR) {{ value }} }}
        c: keywords(filter: {{roadmapCount: {{gt: 1}}}}, first: 1) {{ {PAGE} nodes {{ text }} }}
        d: sponsors(activeOn: "2023-06-15", first: 1) {{ {PAGE} nodes {{ title }} }}
        e: placements(activeOn: "2023-06-15", last: 1) {{ {PAGE} nodes {{ title }} }} }}""",
        {
            "f": {"tags": {"some": {"eq": "roadmap"}}, "order": {"gte": 1}},
            "o": [{"field": "DATE_MODIFIED", "direction": "DESC"}, {"field": "TITLE"}],
        },
    ),
    "nothing-but-constants": Case(
        """{ roadmaps { facets(by: TAG) { __typename }
        none: facets(by: KIND) { value @skip(if: true) } }
        of_nothing: roadmaps(filter: {or: []}) { facets(by: TAG) { __typename } } }"""
    ),
    "of-nothing": Case("{ roadmaps(filter: {or: []}) { facets(by: TAG) { value } totalCount } }"),
}
