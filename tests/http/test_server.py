"""The server as a process, over real sockets."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL

import httpx2
import pytest

from graph.http.edge import Edge
from tests.conftest import require_module
from tests.http.expected import EVERY_ANSWER, MODERN
from tests.http.process import Server, graph_server, toy_server
from tests.plan.site import opened

MAX_BODY_BYTES = Edge().body_limit


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with toy_server() as running:
        yield running


def test_a_query_is_answered_and_the_server_not_named(server: Server) -> None:
    answer = httpx2.post(
        f"{server.url}/graphql", json={"query": "{ hello }"}, headers={"accept": MODERN}
    )
    headers = dict(answer.headers)
    assert headers.pop("date")
    assert headers.pop("x-request-id")
    assert (answer.status_code, headers, answer.json()) == (
        200,
        {
            "cache-control": "no-store",
            "content-length": "32",
            "content-type": f"{MODERN}; charset=utf-8",
            "vary": "Accept",
            **EVERY_ANSWER,
        },
        {"data": {"hello": "Hello you"}},
    )


def test_a_connection_serves_many_requests(server: Server) -> None:
    with httpx2.Client(base_url=server.url) as client:
        for path in ("/graphql?query={hello}", "/healthz", "/graphql", "/graphql?query={hello}"):
            answer = client.get(path)
            assert "connection" not in answer.headers


def _post(headers: bytes) -> bytes:
    fixed = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    return fixed + headers + b"\r\n"


TOO_LONG = {
    "announced": _post(b"Content-Length: %d\r\n" % (MAX_BODY_BYTES + 1)),
    "announced, asking first": _post(b"Content-Length: 99999999\r\nExpect: 100-continue\r\n"),
    "in chunks": _post(b"Transfer-Encoding: chunked\r\n")
    + b"%x\r\n" % (MAX_BODY_BYTES + 1)
    + b" " * (MAX_BODY_BYTES + 1),
}


@pytest.mark.parametrize("request_", TOO_LONG.values(), ids=[*TOO_LONG])
def test_too_long_a_body_is_refused_before_its_end(server: Server, request_: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(request_)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_sends_all_of_it_learns_why_and_may_go_on(server: Server) -> None:
    with httpx2.Client(base_url=server.url) as client:
        headers = {"content-type": "application/json"}
        answer = client.post("/graphql", content=b" " * 5 * MAX_BODY_BYTES, headers=headers)
        assert answer.status_code == 413
        assert client.get("/healthz").text == "ok"


@pytest.mark.parametrize("workers", [1, 2])
def test_it_serves_until_told_to_end_and_logs_in_lines(workers: int) -> None:
    with toy_server(workers) as server:
        answer = httpx2.get(f"{server.url}/graphql", params={"query": "{ hello }"})
        assert answer.json() == {"data": {"hello": "Hello you"}}
        status = server.stop()
    line = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} INFO uvicorn\.error: \S.*")
    assert [entry for entry in server.log if not line.fullmatch(entry)] == []
    assert status in (0, -15)  # with one worker, uvicorn ends by the signal it was sent


@pytest.mark.parametrize("workers", [1, 2])
def test_at_an_address_of_both_kinds_it_answers_both(workers: int) -> None:
    with toy_server(workers, host="::") as server:
        for host in ("127.0.0.1", "[::1]"):
            assert httpx2.get(f"http://{host}:{server.port}/healthz").text == "ok"


def test_no_process_outlives_the_one_that_started_it(tmp_path: Path) -> None:
    with opened(tmp_path, require_module("sqlite3")) as site:
        site.seed(oak="Oak")
        environ = {"DATABASE_URL": site.settings.database_url, "SQLITE_MODULE": "sqlite3"}
        with graph_server(environ, workers=2) as server:
            assert server.kill() == -SIGKILL
            with pytest.raises(httpx2.ConnectError):
                httpx2.get(f"{server.url}/healthz")
