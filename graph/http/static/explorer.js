// Starts GraphiQL with operations that run on whatever content is served.
"use strict";

const BROWSE = `# What roadmaps there are, and what belongs to them.
# Ctrl-Enter runs it; the book at the left
# has the whole schema, described.
query Browse {
  roadmaps(first: 5) {
    totalCount
    nodes {
      title
      description
      tags { name }
      relatedRoadmaps { title }
      sponsor { title isActive }
    }
  }
}
`;

const SEARCH = `# Words, or their beginnings, in any script.
query Search($words: String!) {
  search(query: $words, first: 5) {
    totalCount
    edges {
      snippet
      node { slug title }
    }
  }
}
`;

const FILTER = `# Lists can be filtered, sorted, counted and paged.
query Filter($filter: RoadmapFilter) {
  roadmaps(filter: $filter, orderBy: [{ field: RELATED_BY_COUNT, direction: DESC }], first: 5) {
    totalCount
    facets(by: TAG) { value count }
    nodes { title relatedBy { totalCount } }
    pageInfo { hasNextPage endCursor }
  }
}
`;

const AROUND = `# What a roadmap leads to, what else it might recommend,
# and what its file has that wants mending.
query Around($slug: String!) {
  roadmap(slug: $slug) {
    neighborhood(depth: 2) { distance roadmap { title } }
    suggestedRelations(first: 3) { score roadmap { title } why { basis count } }
    issues { code message hint path line column }
  }
}
`;

const CLICK = `# Records a click on a sponsor.
# Sent again with the same id, it is not recorded twice.
mutation Click($click: RecordSponsorClickInput!) {
  recordSponsorClick(input: $click) {
    __typename
    ... on SponsorClickRecorded {
      replayed
      click { targetUrl receivedAt placement { title } }
    }
    ... on ClickError { message }
  }
}
`;

const CONTENT = `{
  roadmaps(first: 1) { nodes { slug title } }
  placements(first: 1) { nodes { roadmap { slug } } }
}`;

const url = new URL("/graphql", window.location.href).href;

// Something of the content that is there, for the variables; nothing where nothing answers.
async function content() {
  try {
    const asked = await fetch(`${url}?${new URLSearchParams({ query: CONTENT })}`);
    const { data } = await asked.json();
    const [roadmap] = data.roadmaps.nodes;
    const [placement] = data.placements.nodes;
    const slug = (placement ? placement.roadmap : roadmap).slug;
    return { slug, word: roadmap.title.split(" ")[0] };
  } catch {
    return { slug: "the-slug-of-a-roadmap", word: "the" };
  }
}

function tab(query, variables) {
  return { query, variables: variables && JSON.stringify(variables, null, 2) };
}

function tabs({ slug, word }) {
  const click = { roadmap: slug, clientEventId: newId() };
  return [
    tab(BROWSE),
    tab(SEARCH, { words: word }),
    tab(FILTER, { filter: { isNew: false } }),
    tab(AROUND, { slug }),
    tab(CLICK, { click }),
  ];
}

// A random UUID; crypto.randomUUID is there only for https and for this machine.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function start() {
  const shared = new URLSearchParams(window.location.search);
  const given = shared.get("query");
  const properties = {
    fetcher: GraphiQL.createFetcher({ url }),
    plugins: [GraphiQLPluginExplorer.explorerPlugin()],
    defaultTabs: given ? undefined : tabs(await content()),
    query: given || undefined,
    variables: shared.get("variables") || undefined,
    defaultEditorToolsVisibility: "variables",
    inputValueDeprecation: true,
    shouldPersistHeaders: false,
  };
  const root = ReactDOM.createRoot(document.getElementById("explorer"));
  root.render(React.createElement(GraphiQL, properties));
}

start();
