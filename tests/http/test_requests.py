"""What a request is called, and what the log tells of it, from the whole server."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from graph.settings import ROOT, SettingsError, read_settings
from tests.conftest import require_module
from tests.http.process import Server, graph_server, toy_server
from tests.http.test_connection import headers_of
from tests.http.test_wire import connect, exchange, read_all
from tests.plan.site import opened


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with toy_server() as running:
        yield running


PATHS = ("/graphql?query={hello}", "/graphql?query={no}", "/graphql", "/healthz", "/nowhere", "/")
GIVEN = {
    "a word": ("abc", True),
    "a UUID": ("7d1f6e0a-52c4-4f0b-9a38-1b6f0c2e9d75", True),
    "a trace": ("1-67891233-abcdef012345678912345678;x", False),
    "a line's end": ("a\\nb", False),
    "too long a one": ("a" * 129, False),
    "none": ("", False),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("given", "is_kept"), GIVEN.values(), ids=[*GIVEN])
def test_every_answer_has_an_id(server: Server, path: str, given: str, is_kept: bool) -> None:
    found = httpx2.get(f"{server.url}{path}", headers={"x-request-id": given}).headers
    request_id = found["x-request-id"]
    assert request_id == given if is_kept else re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]+", request_id)


def test_requests_get_ids_of_their_own(server: Server) -> None:
    sent = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    with connect(server) as connection:
        connection.sendall(sent + b"\r\n" + sent + b"Connection: close\r\n\r\n")
        answers = read_all(connection)
    first, second = re.findall(rb"x-request-id: (\S+)", answers)
    assert first != second


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_request_is_a_line_where_it_is_asked_for(log_format: str, tmp_path: Path) -> None:
    with opened(tmp_path, require_module("sqlite3")) as site:
        site.seed(oak="Oak")
        environ = {
            "DATABASE_URL": site.settings.database_url,
            "SQLITE_MODULE": "sqlite3",
            "ACCESS_LOG": "on",
            "LOG_FORMAT": log_format,
        }
        with graph_server(environ) as server:
            headers = {"x-request-id": "mine"}
            httpx2.get(f"{server.url}/graphql?query={{secret}}", headers=headers)
            httpx2.get(f"{server.url}/%1b[31m%0aline", headers=headers)
            server.stop()
    assert not any("secret" in line for line in server.log)
    assert all("ERROR" not in line for line in server.log)  # a client's mistake is none of ours
    if log_format == "json":
        told = [json.loads(line) for line in server.log]
        lines = [each["message"] for each in told if each.get("request") == "mine"]
    else:
        lines = [line.partition("[mine]: ")[2] for line in server.log if "[mine]" in line]
    first, second = lines
    assert re.fullmatch(r"GET /graphql was answered with 200, \d+ bytes, in \d+\.\d ms", first)
    assert "was answered with 404" in second
    assert len([line for line in server.log if "line" in line and "31m" in line]) == 1


def test_a_failure_is_one_line_with_the_id_that_its_answer_has() -> None:
    with toy_server(factory="make_app_that_fails") as server:
        answer = exchange(
            server,
            b"GET /graphql?query={hello} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        )
        server.stop()
    request_id = headers_of(answer)["x-request-id"]
    assert f"the log has it under request {request_id}".encode() in answer
    [line] = [line for line in server.log if "ERROR" in line]
    assert f" ERROR graph.http [{request_id}]: Request {request_id} failed; LookupError: " in line


PASSWORD = "correct-horse"  # noqa: S105  of no account
SECRET = f"postgresql://who:{PASSWORD}@127.0.0.1:1/nowhere"


@pytest.mark.parametrize("by_file", [False, True], ids=["environment", "file"])
@pytest.mark.parametrize("command", ["graph serve", "seed seed/content"])
def test_no_password_is_told(command: str, by_file: bool, tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text(f"{SECRET}\n")
    environ = {"DATABASE_URL_FILE": str(file)} if by_file else {"DATABASE_URL": SECRET}
    done = subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be used" in done.stderr
    assert PASSWORD not in done.stderr


def test_a_secret_stands_in_one_place(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("sqlite:///x.sqlite\n")
    assert read_settings({"DATABASE_URL_FILE": str(file)}).database_url == "sqlite:///x.sqlite"
    with pytest.raises(SettingsError, match="DATABASE_URL and DATABASE_URL_FILE are both set"):
        read_settings({"DATABASE_URL_FILE": str(file), "DATABASE_URL": "sqlite:///y.sqlite"})
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        read_settings({"DATABASE_URL_FILE": str(tmp_path / "nothing")})
