"""ETag, If-None-Match and 304; what may be stored, and by whom it must be asked for again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pytest

from graph.http.app import build_app
from graph.plan.answer import Outcome
from graph.settings import SqliteModule
from tests.conftest import require_module
from tests.http.asgi import Header, Response, post, request
from tests.http.expected import EVERY_ANSWER, LEGACY, MODERN, error, graphql_response
from tests.http.process import ROOT, graph_server
from tests.http.toy import SDL, ConstantEngine, app_over, is_ready
from tests.plan.site import Site, opened

DATA = '{"data":{}}'
URL = "/graphql?query={a}"
TAGS = {LEGACY: '"0af1-json"', MODERN: '"0af1-graphql"'}


def get(engine: ConstantEngine, *headers: Header) -> Response:
    return request(app_over(engine), "GET", URL, headers)


def tagged(media_type: str = LEGACY) -> Response:
    """The whole answer, to be stored and asked for again each time."""
    return graphql_response(200, DATA, media_type, cache_control="no-cache", etag=TAGS[media_type])


def unchanged(media_type: str = LEGACY) -> Response:
    headers = {
        "cache-control": "no-cache",
        "etag": TAGS[media_type],
        "vary": "Accept",
        **EVERY_ANSWER,
    }
    return Response(304, headers, "")


@pytest.mark.parametrize("media_type", TAGS)
def test_an_answer_by_get_carries_the_tag_of_its_media_type(media_type: str) -> None:
    engine = ConstantEngine(tag="0af1")
    assert get(engine, ("accept", media_type)) == tagged(media_type)


@pytest.mark.parametrize("media_type", TAGS)
def test_what_is_unchanged_is_not_sent_again(media_type: str) -> None:
    engine = ConstantEngine(Outcome.UNCHANGED, b"", "0af1")
    assert get(engine, ("accept", media_type)) == unchanged(media_type)


def test_an_answer_by_post_carries_no_tag_and_no_condition() -> None:
    engine = ConstantEngine(tag="0af1")
    answer = post(app_over(engine), b'{"query":"{a}"}', ("if-none-match", TAGS[LEGACY]))
    assert answer == graphql_response(200, DATA)
    assert [asked.known_tags for asked in engine.asked] == [None]


def test_an_answer_without_a_tag_may_not_be_stored() -> None:
    assert get(ConstantEngine()) == graphql_response(200, DATA, cache_control="no-store")


KNOWN: dict[str, tuple[list[str], set[str]]] = {
    "none": ([], set()),
    "one": (['"a-json"'], {"a"}),
    "a weak one": (['W/"a-json"'], {"a"}),
    "several": (['"a-json", W/"b-json","c-json"'], {"a", "b", "c"}),
    "in two lines": (['"a-json"', '"b-json"'], {"a", "b"}),
    "with odd spaces and commas": ([' ,"a-json" ,, "b-json",'], {"a", "b"}),
    "with a comma inside": (['"x,y", "a-json"'], {"a"}),
    "of the other media type": (['"a-graphql", "b-json"'], {"b"}),
    "of another server": (['"a", "-json-", "json", ""'], set()),
    "of no text": (['"-json"'], {""}),
    "any": (["*"], {"*"}),
    "any, with space": ([" * "], {"*"}),
    "any among others is no tag": (['"a-json", *'], {"a"}),
    "without quotes": (["a-json"], set()),
    "with one quote": (['"a-json'], set()),
    "weak in lower case": (['w/"a-json"'], {"a"}),
    "beyond ASCII": (['"ä-json"'], {"ä".encode().decode("latin-1")}),
    "ten thousand": ([", ".join(f'"{i}-json"' for i in range(10_000))], {*map(str, range(10_000))}),
    "ten thousand quotes": (['"' * 10_000], set()),
}


@pytest.mark.parametrize(("lines", "known"), KNOWN.values(), ids=[*KNOWN])
def test_the_tags_that_a_client_has_are_read(lines: list[str], known: set[str]) -> None:
    engine = ConstantEngine(tag="0af1")
    assert get(engine, *(("if-none-match", line) for line in lines)) == tagged()
    assert [asked.known_tags for asked in engine.asked] == [known]


def test_the_other_media_type_has_tags_of_its_own() -> None:
    engine = ConstantEngine(tag="0af1")
    get(engine, ("accept", MODERN), ("if-none-match", '"a-graphql", "b-json"'))
    assert [asked.known_tags for asked in engine.asked] == [{"a"}]


ERRORS: dict[str, tuple[str, str, list[Header], Response]] = {
    "malformed": (
        "GET",
        "/graphql",
        [],
        error(400, "`query` must be a string with the GraphQL document; it is missing."),
    ),
    "not acceptable": (
        "GET",
        URL,
        [("accept", "text/html")],
        error(
            406,
            "Accept must admit application/graphql-response+json or application/json.",
        ),
    ),
    "not allowed": (
        "PUT",
        URL,
        [],
        error(405, "GraphQL comes by POST or GET.", allow="GET, POST, OPTIONS"),
    ),
}


@pytest.mark.parametrize(("method", "url", "headers", "expected"), ERRORS.values(), ids=[*ERRORS])
def test_an_error_may_not_be_stored_and_meets_no_condition(
    method: str, url: str, headers: list[Header], expected: Response
) -> None:
    conditional = [*headers, ("if-none-match", "*")]
    answer = request(app_over(ConstantEngine(tag="0af1")), method, url, conditional)
    assert (answer, answer.headers["cache-control"]) == (expected, "no-store")


TITLE = "query($slug: String!) { roadmap(slug: $slug) { title } }"
TITLE_URL = "/graphql?" + urlencode({"query": TITLE, "variables": '{"slug":"oak"}'})


@pytest.fixture
def site(tmp_path: Path, module: SqliteModule) -> Iterator[Site]:
    with opened(tmp_path, module, cache_bytes=100_000) as site:
        site.seed(oak="Oak", elm="Elm")
        yield site


def ask(site: Site, url: str, *headers: Header) -> Response:
    return request(build_app(site.engine, sdl=SDL, ready=is_ready), "GET", url, headers)


def test_a_tag_holds_until_the_content_changes_for_one_media_type(site: Site) -> None:
    first = ask(site, TITLE_URL)
    tag = first.headers["etag"]
    assert first == graphql_response(200, first.body, cache_control="no-cache", etag=tag)
    known = ("if-none-match", f'"other", W/{tag}')
    with site.statements() as statements:
        again = ask(site, TITLE_URL, known)
    assert (again.status, again.headers["etag"], again.body) == (304, tag, "")
    assert statements == ["revision"]
    modern = ask(site, TITLE_URL, known, ("accept", MODERN))
    assert (modern.status, modern.body) == (200, first.body)
    assert modern.headers["etag"] not in (tag, "")
    elsewhere = ask(site, TITLE_URL.replace("oak", "elm"), known)
    assert '"title":"Elm"' in elsewhere.body
    site.seed(oak="Old oak", elm="Elm")
    later = ask(site, TITLE_URL, known, ("if-none-match", modern.headers["etag"]))
    assert (later.status, later.headers["etag"] != tag) == (200, True)
    assert '"title":"Old oak"' in later.body


def test_any_tag_will_do_only_where_there_is_an_answer(site: Site) -> None:
    any_tag = ("if-none-match", "*")
    assert ask(site, TITLE_URL, any_tag).status == 304
    refused = ask(site, "/graphql?query={oak}", any_tag, ("accept", MODERN))
    assert (refused.status, refused.headers["cache-control"]) == (400, "no-store")
    timely = "/graphql?" + urlencode({"query": '{ roadmap(slug: "oak") { sponsor { isActive } } }'})
    answer = ask(site, timely, any_tag)
    assert answer == graphql_response(200, answer.body)
    mutation = ask(site, "/graphql?query=mutation{__typename}", any_tag)
    assert (mutation.status, mutation.headers["cache-control"]) == (405, "no-store")


def test_over_a_socket_a_tag_holds_until_another_process_seeds(
    tmp_path: Path, module: SqliteModule
) -> None:
    with opened(tmp_path, module) as site:
        site.seed(oak="Oak")
        environ = {"DATABASE_URL": site.settings.database_url, "SQLITE_MODULE": module}
        with graph_server(environ) as server, httpx2.Client(base_url=server.url) as client:
            first = client.get(TITLE_URL)
            known = {"if-none-match": first.headers["etag"]}
            again = client.get(TITLE_URL, headers=known)
            assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
            assert "transfer-encoding" not in again.headers
            assert again.headers["etag"] == first.headers["etag"]
            site.write({"oak": "Old oak"})
            command = [sys.executable, "-m", "seed", str(site.content)]
            subprocess.run(
                command, cwd=ROOT, env={**os.environ, **environ}, check=True, capture_output=True
            )
            later = client.get(TITLE_URL, headers=known)
            assert later.json()["data"] == {"roadmap": {"title": "Old oak"}}
            posted = client.post("/graphql", json={"query": TITLE, "variables": {"slug": "oak"}})
            assert posted.content == later.content


def test_every_process_gives_an_answer_the_same_tag(tmp_path: Path) -> None:
    query = "{ roadmaps(first: 1, after: null) { totalCount edges { cursor node { slug } } } }"
    module = require_module("sqlite3")
    with opened(tmp_path, module) as site:
        site.seed(oak="Oak", elm="Elm")
        environ = {"DATABASE_URL": site.settings.database_url, "SQLITE_MODULE": module}
        answers = []
        for seed in ("1", "2"):
            with graph_server({**environ, "PYTHONHASHSEED": seed}) as server:
                answers.append(httpx2.get(f"{server.url}/graphql", params={"query": query}))
    first, second = answers
    assert (first.headers["etag"], first.content) == (second.headers["etag"], second.content)
