"""Clients that others make, against the whole server: Apollo's and urql's, which persist their
queries, graphql-request, gql, and Relay's compiler against the schema.

Those of JavaScript run where GRAPHQL_CLIENTS names a folder in which `npm install @apollo/client
react rxjs @urql/core @urql/exchange-persisted graphql graphql-request relay-compiler` ran.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from gql import Client, GraphQLRequest
from gql.transport.requests import RequestsHTTPTransport
from graphql import GraphQLError

from graph.schema import build_schema
from tests.conftest import require_module
from tests.http.process import Server, graph_server
from tests.plan.site import opened

CLIENTS = os.environ.get("GRAPHQL_CLIENTS", "")

BY_NODE = pytest.mark.skipif(
    not os.environ.get("CI") and not (CLIENTS and shutil.which("node")),
    reason="NOT TESTED with clients of JavaScript: GRAPHQL_CLIENTS or node is missing",
)

COMMON = """
const { createHash } = require("node:crypto");
const url = process.argv[1];
const text = "query Title($slug: String!) { roadmap(slug: $slug) { title } }";
const variables = { slug: "oak" };
const sent = [];
const spying = async (there, options) => {
  const body = options.body ? JSON.parse(options.body) : null;
  const answer = await fetch(there, options);
  const hasQuery = body ? "query" in body : new URL(there).searchParams.has("query");
  sent.push([options.method, hasQuery, answer.status]);
  return answer;
};
const done = (titles) => console.log(JSON.stringify({ titles, sent }));
"""

APOLLO = """
const { ApolloClient, InMemoryCache, HttpLink, gql } = require("@apollo/client");
const { PersistedQueryLink } = require("@apollo/client/link/persisted-queries");
const sha256 = (query) => createHash("sha256").update(query).digest("hex");
const link = new PersistedQueryLink({ sha256, useGETForHashedQueries: BY_GET })
  .concat(new HttpLink({ uri: url, fetch: spying }));
const client = new ApolloClient({ link, cache: new InMemoryCache() });
const ask = async () => {
  const options = { query: gql(text), variables, fetchPolicy: "network-only" };
  return (await client.query(options)).data.roadmap.title;
};
(async () => done([await ask(), await ask()]))();
"""

URQL = """
const { Client, fetchExchange } = require("@urql/core");
const { persistedExchange } = require("@urql/exchange-persisted");
const client = new Client({
  url,
  fetch: spying,
  preferGetMethod: false,
  exchanges: [persistedExchange({ preferGetForPersistedQueries: BY_GET }), fetchExchange],
});
const ask = async () => {
  const { data, error } = await client.query(text, variables).toPromise();
  if (error) throw error;
  return data.roadmap.title;
};
(async () => done([await ask(), await ask()]))();
"""


SENT: dict[str, tuple[str, bool, list[tuple[str, bool]]]] = {
    "Apollo by POST": (APOLLO, False, [("POST", False), ("POST", True), ("POST", False)]),
    "Apollo by GET": (APOLLO, True, [("GET", False), ("POST", True), ("GET", False)]),
    "urql by POST": (URQL, False, [("POST", False), ("POST", True), ("POST", False)]),
    "urql by GET": (URQL, True, [("GET", False), ("GET", True), ("GET", False)]),
}
"""By which method, and whether with the text."""


@BY_NODE
@pytest.mark.parametrize(("script", "by_get", "sent"), SENT.values(), ids=[*SENT])
def test_a_client_sends_the_text_once(
    tmp_path: Path, script: str, by_get: bool, sent: list[tuple[str, bool]]
) -> None:
    assert _run(tmp_path, script, by_get, {}) == {
        "titles": ["Oak", "Oak"],
        "sent": [[*request, 200] for request in sent],
    }


@BY_NODE
@pytest.mark.parametrize("script", [APOLLO, URQL], ids=["Apollo", "urql"])
def test_a_client_stops_to_send_hashes_where_nothing_is_kept(tmp_path: Path, script: str) -> None:
    found = _run(tmp_path, script, False, {"PERSISTED_QUERY_BYTES": "0"})
    assert found["titles"] == ["Oak", "Oak"]
    assert found["sent"] == [["POST", False, 200], ["POST", True, 200], ["POST", True, 200]]


REQUEST = """
const { GraphQLClient, gql } = require("graphql-request");
const client = new GraphQLClient(url, { fetch: spying, method: BY_GET ? "GET" : "POST" });
const ask = async () => (await client.request(gql`${text}`, variables)).roadmap.title;
(async () => {
  const wrong = await client.request("{ nothing }").catch((error) => error.response.errors);
  sent.pop();
  done([await ask(), wrong[0].message]);
})();
"""


@BY_NODE
@pytest.mark.parametrize("by_get", [False, True], ids=["POST", "GET"])
def test_graphql_request_asks_and_learns_of_errors(tmp_path: Path, by_get: bool) -> None:
    assert _run(tmp_path, REQUEST, by_get, {}) == {
        "titles": ["Oak", "Cannot query field 'nothing' on type 'Query'."],
        "sent": [["GET" if by_get else "POST", True, 200]],
    }


def _run(path: Path, script: str, by_get: bool, settings: dict[str, str]) -> Any:
    with _served(path, settings) as server:
        program = COMMON + script.replace("BY_GET", json.dumps(by_get))
        command = ["node", "-e", program, f"{server.url}/graphql"]
        done = subprocess.run(command, cwd=Path(CLIENTS), capture_output=True, check=True)
    return json.loads(done.stdout)


@contextmanager
def _served(path: Path, settings: dict[str, str]) -> Iterator[Server]:
    with opened(path, require_module("sqlite3")) as site:
        site.seed(oak="Oak")
        environ = {
            "DATABASE_URL": site.settings.database_url,
            "SQLITE_MODULE": "sqlite3",
            **settings,
        }
        with graph_server(environ) as server:
            yield server


def test_gql_reads_the_schema_and_asks_by_it(tmp_path: Path) -> None:
    text = "query ($slug: String!) { roadmap(slug: $slug) { title } }"
    with _served(tmp_path, {}) as server:
        transport = RequestsHTTPTransport(f"{server.url}/graphql")
        with Client(transport=transport, fetch_schema_from_transport=True) as session:
            asked = GraphQLRequest(text, variable_values={"slug": "oak"})
            assert session.execute(asked) == {"roadmap": {"title": "Oak"}}
            with pytest.raises(GraphQLError, match="Cannot query field 'nothing'"):
                session.execute(GraphQLRequest("{ nothing }"))


COMPONENT = """
const { graphql } = require("react-relay");

graphql`
  query pageQuery($slug: String!, $filter: RoadmapFilter) {
    roadmap(slug: $slug) { id title ...page_relatedBy }
    ...page_roadmaps @arguments(filter: $filter)
  }
`;

graphql`
  fragment page_roadmaps on Query
  @refetchable(queryName: "pageRoadmapsQuery")
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
    filter: { type: "RoadmapFilter" }
  ) {
    roadmaps(first: $first, after: $after, filter: $filter)
    @connection(key: "page_roadmaps", filters: ["filter"]) {
      totalCount
      edges { node { id slug tags { name } sponsor { id title } } }
    }
  }
`;

graphql`
  fragment page_relatedBy on Roadmap
  @refetchable(queryName: "pageRelatedByQuery")
  @argumentDefinitions(last: { type: "Int", defaultValue: 5 }, before: { type: "String" }) {
    relatedBy(last: $last, before: $before) @connection(key: "page_relatedBy") {
      edges { node { id title } }
    }
  }
`;

graphql`
  mutation pageMutation($input: RecordSponsorClickInput!) {
    recordSponsorClick(input: $input) {
      __typename
      ... on SponsorClickRecorded { click { id targetUrl } }
      ... on ClickError { message }
    }
  }
`;
"""
GENERATED = (
    *("pageMutation", "pageQuery", "pageRelatedByQuery", "pageRoadmapsQuery"),
    *("page_relatedBy", "page_roadmaps"),
)


@BY_NODE
def test_relays_compiler_takes_the_schema_and_its_connections(tmp_path: Path) -> None:
    (tmp_path / "schema.graphql").write_text(f"{build_schema().as_str()}\n")
    (tmp_path / "page.js").write_text(COMPONENT)
    config = {"src": ".", "schema": "schema.graphql", "language": "javascript"}
    (tmp_path / "relay.config.json").write_text(json.dumps(config))
    compiler = Path(CLIENTS) / "node_modules" / ".bin" / "relay-compiler"
    done = subprocess.run(
        [compiler, "relay.config.json"], cwd=tmp_path, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made = sorted((tmp_path / "__generated__").iterdir())
    assert [path.name.removesuffix(".graphql.js") for path in made] == [*GENERATED]
    with _served(tmp_path, {}) as server:
        asked = [text for path in made for text in TEXT_IN.findall(path.read_text())]
        variables = {"slug": "oak", "id": "", "input": {"roadmap": "oak"}}
        answers = [
            httpx2.post(
                f"{server.url}/graphql", json={"query": json.loads(text), "variables": variables}
            ).json()
            for text in asked
        ]
    assert (len(asked), [answer for answer in answers if "errors" in answer]) == (4, [])


TEXT_IN = re.compile(r'"text": ("(?:[^"\\]|\\.)+")')
