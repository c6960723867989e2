"""Apollo's and urql's own clients, persisting their queries as they do, against the whole server.

They run where GRAPHQL_CLIENTS names a folder in which `npm install @apollo/client react rxjs
@urql/core @urql/exchange-persisted graphql` ran.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import require_module
from tests.http.process import graph_server
from tests.plan.site import opened

CLIENTS = os.environ.get("GRAPHQL_CLIENTS", "")

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and not (CLIENTS and shutil.which("node")),
    reason="NOT TESTED with Apollo's and urql's clients: GRAPHQL_CLIENTS or node is missing",
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


@pytest.mark.parametrize(("script", "by_get", "sent"), SENT.values(), ids=[*SENT])
def test_a_client_sends_the_text_once(
    tmp_path: Path, script: str, by_get: bool, sent: list[tuple[str, bool]]
) -> None:
    assert _run(tmp_path, script, by_get, {}) == {
        "titles": ["Oak", "Oak"],
        "sent": [[*request, 200] for request in sent],
    }


@pytest.mark.parametrize("script", [APOLLO, URQL], ids=["Apollo", "urql"])
def test_a_client_stops_to_send_hashes_where_nothing_is_kept(tmp_path: Path, script: str) -> None:
    found = _run(tmp_path, script, False, {"PERSISTED_QUERY_BYTES": "0"})
    assert found["titles"] == ["Oak", "Oak"]
    assert found["sent"] == [["POST", False, 200], ["POST", True, 200], ["POST", True, 200]]


def _run(path: Path, script: str, by_get: bool, settings: dict[str, str]) -> Any:
    with opened(path, require_module("sqlite3")) as site:
        site.seed(oak="Oak")
        environ = {
            "DATABASE_URL": site.settings.database_url,
            "SQLITE_MODULE": "sqlite3",
            **settings,
        }
        with graph_server(environ) as server:
            program = COMMON + script.replace("BY_GET", json.dumps(by_get))
            command = ["node", "-e", program, f"{server.url}/graphql"]
            done = subprocess.run(command, cwd=Path(CLIENTS), capture_output=True, check=True)
    return json.loads(done.stdout)
