"""The queries of the benchmark: ordinary ones that clients send, not tuned for the engine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """A query, and the names of what its variables take their values from: see `samples`."""

    name: str
    query: str
    variables: dict[str, str]
    is_small: bool = False
    """Whether the tighter goals of the small ones hold."""


SHAPES = (
    Shape(
        "scalars",
        """query Scalars($slug: String!) {
  roadmap(slug: $slug) { slug title description order hasTopics }
}""",
        {"slug": "slug"},
        is_small=True,
    ),
    Shape(
        "deep",
        """query Deep($slug: String!) {
  roadmap(slug: $slug) {
    slug
    title
    description
    tags { name } keywords { text }
    sponsor { title url imageUrl expiryDate isActive }
    relatedRoadmaps { slug title }
  }
}""",
        {"slug": "slug"},
        is_small=True,
    ),
    Shape(
        "everything",
        """query Everything($slug: String!) {
  roadmap(slug: $slug) {
    id
    slug
    kind
    dimensions { width height }
    schema { headline imageUrl datePublished dateModified }
    seo { title description keywords }
    sitemap { priority changefreq }
    relations { position slug isResolved suggestion roadmap { title } }
    source { path sha256 seededAt revision }
    frontmatter
  }
}""",
        {"slug": "slug"},
        is_small=True,
    ),
    Shape(
        "wide",
        """query Wide($after: String) {
  roadmaps(first: 50, after: $after) {
    nodes { slug title tags { name } keywords { text } sponsor { title url } }
  }
}""",
        {"after": "roadmap cursor"},
    ),
    Shape(
        "related",
        """query Related($slug: String!) {
  roadmap(slug: $slug) {
    slug
    relatedRoadmaps {
      slug
      title
      relatedRoadmaps { slug title relatedRoadmaps { slug title } }
    }
  }
}""",
        {"slug": "slug"},
    ),
    Shape(
        "tag",
        """query Tag($name: String!) {
  tag(name: $name) {
    name
    roadmaps(first: 30) { nodes { slug title keywords { text } } }
  }
}""",
        {"name": "tag"},
    ),
    Shape(
        "backlinks",
        """query Backlinks($slug: String!) {
  roadmap(slug: $slug) {
    slug
    relatedBy(first: 10) {
      totalCount
      edges { cursor node { slug title } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}""",
        {"slug": "slug"},
    ),
    Shape(
        "page",
        """query Page($after: String) {
  roadmaps(first: 20, after: $after) {
    totalCount
    edges { cursor node { slug title order } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}""",
        {"after": "roadmap cursor"},
    ),
    Shape(
        "backwards",
        """query Backwards($before: String) {
  roadmaps(last: 20, before: $before) {
    edges { cursor node { slug featuredTitle keywords { text } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}""",
        {"before": "roadmap cursor"},
    ),
    Shape(
        "aliases",
        """query Aliases($one: String!, $two: String!, $tag: String!, $keyword: String!) {
  one: roadmap(slug: $one) { ...card }
  two: roadmap(slug: $two) { ...card order }
  tag(name: $tag) { name count: roadmapCount }
  keyword(text: $keyword) { text count: roadmapCount }
}
fragment card on Roadmap { slug title ...labels }
fragment labels on Roadmap { labels: tags { name } words: keywords { text } }""",
        {"one": "slug", "two": "other slug", "tag": "tag", "keyword": "keyword"},
        is_small=True,
    ),
    Shape(
        "nodes",
        """query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Roadmap { slug title } ... on Tag { name } ... on Keyword { text }
  }
}""",
        {"ids": "ids"},
    ),
    Shape(
        "keywords",
        """query Keywords($after: String) {
  keywords(first: 25, after: $after) {
    totalCount
    nodes { text roadmapCount }
    pageInfo { hasNextPage endCursor }
  }
}""",
        {"after": "keyword cursor"},
    ),
    Shape(
        "sponsors",
        """query Sponsors($after: String) {
  placements(first: 20, after: $after) {
    nodes { title expiryDate isActive event { category action label } sponsor { title url }
            roadmap { slug title } }
  }
}""",
        {"after": "placement cursor"},
    ),
    Shape(
        "narrowed",
        """query Narrowed($tag: String!, $since: Date!, $word: String!) {
  roadmaps(
    first: 20
    filter: { tags: { some: { eq: $tag } }, modified: { gte: $since }, title: { contains: $word } }
    orderBy: [{ field: RELATED_BY_COUNT, direction: DESC }, { field: TITLE }]
  ) {
    totalCount
    nodes { slug title kind schema { dateModified } }
    tags: facets(by: TAG) { value count }
    years: facets(by: YEAR_MODIFIED) { value count filter }
  }
}""",
        {"tag": "tag", "since": "day", "word": "word"},
    ),
    Shape(
        "search",
        """query Search($query: String!) {
  search(query: $query, first: 10) {
    totalCount
    edges { score snippet node { slug title } }
    pageInfo { hasNextPage }
  }
}""",
        {"query": "words"},
    ),
)
