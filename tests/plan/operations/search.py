"""Searches; what they should find is tested in `tests/search`, how they join the rest here."""

from tests.plan.operations.case import PAGE, Case, cursor

SEARCHES = {
    "whole": Case(
        f"""{{ search(query: "garden") {{ {PAGE} nodes {{ slug }} edges {{ cursor score snippet
        node {{ slug keywords {{ text }} }} }} }} }}"""
    ),
    "a-page-with-constants": Case(
        """query($q: String!) { search(query: $q, first: 1) { __typename edges { __typename
        snippet place: score } pageInfo { __typename hasNextPage } } }""",
        {"q": "spade"},
    ),
    "two-at-once": Case(
        """{ a: search(query: "soil") { totalCount nodes { slug } }
        b: search(query: "lawn roadmap") { totalCount edges { score node { title } } }
        c: search(query: "") { totalCount nodes { slug } pageInfo { endCursor } } }"""
    ),
    "a-cursor-of-another-list": Case(
        f"""{{ search(query: "a", after: "{cursor("Roadmap", 1, "soil")}") {{ totalCount }} }}"""
    ),
    "too-large-a-page": Case('{ search(query: "a", first: 9) { totalCount } }'),
}
