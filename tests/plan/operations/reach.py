"""What hangs together by way of others, and what wants mending."""

from tests.plan.operations.case import PAGE, Case, cursor

ISSUE = "code message hint path line column roadmap { slug }"
NEAR = "distance roadmap { slug }"
PATH = "{ length roadmaps { slug title } }"


def ways(depth: int) -> str:
    """A neighborhood in each direction."""
    directions = ("OUTGOING", "INCOMING", "BOTH")
    said = (f"{d}: neighborhood(depth: {depth}, direction: {d}) {{ {NEAR} }}" for d in directions)
    return " ".join(said)


NEIGHBORHOODS = {
    **{
        f"of-depth-{depth}": Case(f"{{ roadmaps(first: 8) {{ nodes {{ slug {ways(depth)} }} }} }}")
        for depth in (0, 1, 2, 3, 20)
    },
    "usual-direction": Case(
        """query($d: Direction) { roadmap(slug: "gardener") {
        a: neighborhood(depth: 2) { distance roadmap { slug } }
        b: neighborhood(depth: 2, direction: null) { distance }
        c: neighborhood(depth: 2, direction: $d) { distance } } }"""
    ),
    "around-a-ring": Case(
        f"""{{ roadmap(slug: "ring-one") {{ {ways(20)} }} self: roadmap(slug: "ponds") {{
        {ways(1)} }} stub: roadmap(slug: "stub-one") {{ {ways(20)} }} }}"""
    ),
    "of-neighbors": Case(
        """query($n: Int!) { roadmap(slug: "hedges") { neighborhood(depth: $n) { distance
        roadmap { slug tags { name } neighborhood(depth: 1, direction: INCOMING) { distance
        roadmap { slug relatedBy(first: 1) { totalCount } } } } } } }""",
        {"n": 2},
    ),
    "of-a-retired-one": Case(
        """{ placements { nodes { roadmap { slug neighborhood(depth: 3, direction: BOTH) {
        distance } suggestedRelations { score } issues { code } } } } }"""
    ),
    "too-deep": Case('{ roadmap(slug: "gardener") { neighborhood(depth: 21) { distance } } }'),
    "too-deep-by-variable": Case(
        "query($n: Int!) { roadmaps { nodes { neighborhood(depth: $n) { distance } } } }",
        {"n": 2147483647},
    ),
    "below-zero": Case('{ roadmap(slug: "gardener") { neighborhood(depth: -1) { distance } } }'),
    "too-deep-for-nobody": Case(
        '{ roadmap(slug: "no-such") { neighborhood(depth: 21) { distance } } }'
    ),
}
PATHS = {
    "between-any-two": Case(
        "{ "
        + " ".join(
            f'{a.replace("-", "_")}__{b.replace("-", "_")}: path(from: "{a}", to: "{b}") {PATH}'
            for a in ("hedges", "ring-one", "ponds")
            for b in ("orchard", "ring-three", "stub-one", "ponds")
        )
        + " }"
    ),
    "to-itself": Case(f'{{ path(from: "stub-one", to: "stub-one") {PATH} }}'),
    "by-variables": Case(
        f"query($a: String!, $b: String!) {{ path(from: $a, to: $b) {PATH} }}",
        {"a": "hedges", "b": "seeds"},
    ),
    "of-nobody": Case(
        f"""{{ a: path(from: "no-such", to: "lawn") {PATH}
        b: path(from: "lawn", to: "no-such") {PATH}
        c: path(from: "", to: "") {PATH}
        retired: path(from: "mushrooms", to: "gardener") {PATH}
        to_retired: path(from: "gardener", to: "mushrooms") {PATH}
        unresolved: path(from: "gardener", to: "botny") {PATH} }}"""
    ),
    "length-alone": Case('{ path(from: "hedges", to: "botany") { length __typename } }'),
    "with-all-behind-it": Case(
        """{ path(from: "hedges", to: "soil") { roadmaps { tags { name roadmaps(first: 1) {
        nodes { slug } } } issues { code } neighborhood(depth: 1) { distance } } } }"""
    ),
}
SUGGESTIONS = {
    "of-each": Case(
        """{ a: roadmaps(first: 8) { nodes { slug suggestedRelations(first: 8) {
        score roadmap { slug } why { basis count } } } }
        b: roadmaps(last: 8) { nodes { slug suggestedRelations(first: 8) {
        score roadmap { slug } why { basis count } } } }
        c: roadmap(slug: "gardener") { suggestedRelations { roadmap { slug } why { basis } } } }"""
    ),
    "few": Case(
        """query($n: Int, $null: Int) { roadmap(slug: "nursery") {
        a: suggestedRelations(first: $n) { roadmap { slug issues { code } } }
        b: suggestedRelations(first: $null) { roadmap { slug } }
        c: suggestedRelations(first: 0) { score } } }""",
        {"n": 1},
    ),
    "too-many": Case('{ roadmap(slug: "lawn") { suggestedRelations(first: 9) { score } } }'),
    "below-zero": Case('{ roadmap(slug: "lawn") { suggestedRelations(first: -1) { score } } }'),
}
ISSUES = {
    "of-each": Case(f"{{ roadmaps {{ nodes {{ slug issues {{ {ISSUE} }} }} }} }}"),
    "all": Case(
        f"{{ contentIssues {{ {PAGE} edges {{ cursor node {{ {ISSUE} }} }} nodes {{ line }} }} }}"
    ),
    "last": Case(f"{{ contentIssues(last: 3) {{ {PAGE} nodes {{ {ISSUE} }} }} }}"),
    "of-codes": Case(
        f"""query($codes: [ContentIssueCode!]) {{
        a: contentIssues(filter: {{ code: UNRESOLVED_RELATION }}) {{ {PAGE} nodes {{ {ISSUE} }} }}
        b: contentIssues(filter: {{ code: [UNKNOWN_KEY, INCOMPLETE] }}) {{
        {PAGE} nodes {{ line }} }}
        c: contentIssues(filter: {{ code: [] }}) {{ totalCount }}
        d: contentIssues(filter: {{ code: $codes }}) {{ totalCount nodes {{ code }} }}
        e: contentIssues(filter: {{ not: {{ code: UNSAFE_URL }} }}) {{ totalCount }} }}""",
        {"codes": ["UNSAFE_URL", "INCOMPLETE"]},
    ),
    "of-roadmaps": Case(
        f"""{{ contentIssues(first: 2, filter: {{ roadmap: {{ slug: {{ startsWith: "g" }} }}, or: [
        {{ code: UNKNOWN_KEY }}, {{ roadmap: {{ tags: {{ some: {{ eq: "roadmap" }} }} }} }} ] }}) {{
        {PAGE} edges {{ cursor node {{ {ISSUE} }} }} }}
        none: contentIssues(filter: {{ roadmap: {{ slug: {{ in: ["lawn", "no-such"] }} }} }}) {{
        totalCount nodes {{ code }} }} }}"""
    ),
    "after-a-place": Case(
        f"""query($a: String) {{ contentIssues(first: 2, after: $a) {{
        {PAGE} nodes {{ {ISSUE} }} }} }}""",
        {"a": cursor("ContentIssue", "gardener", 1, 1, "UNKNOWN_KEY", 0)},
    ),
    "cursor-of-another-list": Case(
        "query($a: String) { contentIssues(first: 2, after: $a) { totalCount } }",
        {"a": cursor("Tag", "roadmap")},
    ),
    "cursor-of-another-filter": Case(
        """query($a: String) { contentIssues(first: 2, after: $a, filter: { code: INCOMPLETE }) {
        totalCount } }""",
        {"a": cursor("ContentIssue", "gardener", 1, 1, "UNKNOWN_KEY", 0)},
    ),
    "too-many": Case("{ contentIssues(first: 9) { totalCount } }"),
}
