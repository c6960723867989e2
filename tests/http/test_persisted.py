"""Automatic persisted queries and trusted documents over sockets, step by step as clients go."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import httpx2
import pytest

from tests.conftest import require_module
from tests.http.expected import LEGACY, MODERN
from tests.http.process import graph_server
from tests.plan.site import opened

TITLE = "query Title($slug: String!) {\n  roadmap(slug: $slug) {\n    title\n  }\n}"
VARIABLES = {"slug": "oak"}
OAK = {"roadmap": {"title": "Oak"}}
NOT_FOUND = {
    "errors": [
        {"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
    ]
}
NOT_TRUSTED = {
    "errors": [
        {
            "message": "This server runs only its trusted documents, and this is none of them.",
            "extensions": {"code": "PERSISTED_QUERY_NOT_IN_LIST"},
        }
    ]
}
APOLLO = f"{MODERN}, {LEGACY};q=0.9"
URQL = f"{MODERN}, application/graphql+json, {LEGACY}, text/event-stream, multipart/mixed"


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The settings of a server over one roadmap."""
    path = tmp_path_factory.mktemp("site")
    with opened(path, require_module("sqlite3")) as site:
        site.seed(oak="Oak")
        yield {"DATABASE_URL": site.settings.database_url, "SQLITE_MODULE": "sqlite3"}


@pytest.fixture(scope="module")
def client(environ: dict[str, str]) -> Iterator[httpx2.Client]:
    with graph_server(environ) as server, httpx2.Client(base_url=server.url) as client:
        yield client


@pytest.fixture(scope="module")
def trusting(
    environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx2.Client]:
    file = tmp_path_factory.mktemp("trusted") / "documents.json"
    file.write_text(json.dumps({"title-v1": TITLE}))
    settings = {**environ, "TRUSTED_DOCUMENTS": str(file)}
    with graph_server(settings) as server, httpx2.Client(base_url=server.url) as client:
        yield client


def persisted(text: str, **more: Any) -> dict[str, Any]:
    digest = sha256(text.encode()).hexdigest()
    return {"persistedQuery": {"version": 1, "sha256Hash": digest, **more}}


def url(**parameters: Any) -> httpx2.URL:
    return httpx2.URL("/graphql", params={k: json.dumps(v) for k, v in parameters.items()})


@pytest.mark.parametrize("by_get", [False, True], ids=["by POST", "by GET"])
@pytest.mark.parametrize("accept", [APOLLO, URQL, "*/*"], ids=["Apollo", "urql", "any"])
def test_a_client_sends_the_hash_then_the_text_then_the_hash(
    client: httpx2.Client, accept: str, by_get: bool
) -> None:
    text = f"{TITLE} # {accept} {by_get}"
    headers = {"accept": accept}

    def by_hash() -> httpx2.Response:
        if by_get:
            there = url(variables=VARIABLES, extensions=persisted(text))
            return client.get(there, headers=headers)
        body = {"operationName": "Title", "variables": VARIABLES, "extensions": persisted(text)}
        return client.post("/graphql", json=body, headers=headers)

    unknown = by_hash()
    assert (unknown.status_code, unknown.json()) == (200, NOT_FOUND)
    assert unknown.headers["cache-control"] == "no-store"
    body = {
        "query": text,
        "operationName": "Title",
        "variables": VARIABLES,
        "extensions": persisted(text, miss=True),
    }
    kept = client.post("/graphql", json=body, headers=headers)
    known = by_hash()
    assert (kept.status_code, kept.json()["data"]) == (200, OAK)
    assert (known.status_code, known.content) == (200, kept.content)
    assert ("etag" in known.headers) is by_get


def test_a_query_is_kept_that_comes_by_get(client: httpx2.Client) -> None:
    text = f"{TITLE} # by GET"
    extensions = json.dumps(persisted(text))
    parameters = {"query": text, "variables": json.dumps(VARIABLES), "extensions": extensions}
    assert client.get("/graphql", params=parameters).json()["data"] == OAK
    del parameters["query"]
    by_hash = client.get("/graphql", params=parameters)
    assert by_hash.json()["data"] == OAK
    again = client.get(
        "/graphql", params=parameters, headers={"if-none-match": by_hash.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("accept", "status"), [(MODERN, 400), (LEGACY, 200)])
def test_a_text_with_another_hash_is_an_error(
    client: httpx2.Client, accept: str, status: int
) -> None:
    body = {"query": TITLE, "variables": VARIABLES, "extensions": persisted("{ __typename }")}
    answer = client.post("/graphql", json=body, headers={"accept": accept})
    error = {
        "message": "The document is not the one of this SHA-256 hash.",
        "extensions": {"code": "PERSISTED_QUERY_MISMATCH"},
    }
    assert (answer.status_code, answer.json()) == (status, {"errors": [error]})


HASH = f"sha256:{sha256(TITLE.encode()).hexdigest()}"
TRUSTED: dict[str, dict[str, Any]] = {
    "documentId": {"documentId": "title-v1"},
    "documentId with the hash": {"documentId": HASH},
    "Apollo's extension": {"extensions": persisted(TITLE)},
    "its text": {"query": TITLE},
    "its text and the hash": {"query": TITLE, "extensions": persisted(TITLE)},
}


@pytest.mark.parametrize("body", TRUSTED.values(), ids=[*TRUSTED])
def test_a_trusted_document_runs(trusting: httpx2.Client, body: dict[str, Any]) -> None:
    posted = trusting.post("/graphql", json={**body, "variables": VARIABLES})
    parameters = {k: v if isinstance(v, str) else json.dumps(v) for k, v in body.items()}
    got = trusting.get("/graphql", params={**parameters, "variables": json.dumps(VARIABLES)})
    assert (posted.json()["data"], got.content) == (OAK, posted.content)


UNTRUSTED: dict[str, dict[str, Any]] = {
    "another id": {"documentId": "title-v2"},
    "another hash": {"extensions": persisted("{ __typename }")},
    "another text": {"query": "{ __typename }"},
    "another text to be kept": {
        "query": "{ __typename }",
        "extensions": persisted("{ __typename }"),
    },
    "a mutation": {"query": "mutation { __typename }"},
    "introspection": {"query": "{ __schema { queryType { name } } }"},
}


@pytest.mark.parametrize("body", UNTRUSTED.values(), ids=[*UNTRUSTED])
def test_anything_else_is_refused(trusting: httpx2.Client, body: dict[str, Any]) -> None:
    for accept, status in ((MODERN, 400), (LEGACY, 200)):
        answer = trusting.post("/graphql", json=body, headers={"accept": accept})
        assert (answer.status_code, answer.json()) == (status, NOT_TRUSTED)
