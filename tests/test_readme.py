"""What the documents promise: README's commands are run, its requests sent, its names looked up."""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx2
import pytest

from graph.database import database_url
from graph.settings import ROOT, Settings, read_settings
from tests.http.process import Server
from tests.postgresql.server import Server as PostgreSQL

README = (ROOT / "README.md").read_text()
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "DESIGN.md", "CHANGELOG.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall(README)
SHELL_LINES = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
PYTHON = ".venv/bin/python "
ADDRESS = "http://127.0.0.1:8000"
POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "")


def environment(database: str) -> dict[str, str]:
    """This process's, with that database, and without what a `make` around the tests has set."""
    theirs = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", *_Unset.asked_for())
    kept = {name: value for name, value in os.environ.items() if name not in theirs}
    return {**kept, "DATABASE_URL": database}


# Requests and answers


def exchanges() -> list[tuple[str, Any]]:
    """README's curl commands, each with the answer in the block after it."""
    return [
        (block, json.loads(answer))
        for (_, block), (kind, answer) in pairwise(BLOCKS)
        if block.startswith("curl ") and kind == "json"
    ]


def by_curl(command: str) -> str:
    return subprocess.run(shlex.split(command), capture_output=True, check=True, text=True).stdout


def by_httpx(command: str) -> str:
    """What curl would do, for the few options that README uses."""
    _, *words = shlex.split(command)
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    body = url = ""
    while words:
        match words.pop(0):
            case "-s" | "-sG":
                pass
            case "--data-urlencode":
                name, _, value = words.pop(0).partition("=")
                query[name] = value
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            case "-d":
                body = words.pop(0)
            case word:
                assert not word.startswith("-"), f"README uses a curl option not known here: {word}"
                url = word
    method = "POST" if body else "GET"
    return httpx2.request(method, url, params=query, headers=headers, content=body).text


@contextmanager
def served(database: str) -> Iterator[Server]:
    """`make serve`, on a port that is free and with the Python of these tests."""
    with_this_python = ["--old-file=.venv/installed", f"RUN={sys.executable}", "PORT=0"]
    command = ["make", "--no-print-directory", "serve", *with_this_python]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(database),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Server(process)
        finally:
            process.terminate()


@contextmanager
def on_sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'readme.sqlite'}"


@contextmanager
def on_postgresql(_folder: Path) -> Iterator[str]:
    with PostgreSQL(POSTGRESQL).database() as settings:
        yield settings.database_url


NEEDS_CURL = pytest.mark.skipif(not shutil.which("curl"), reason="curl is missing")
NEEDS_POSTGRESQL = pytest.mark.skipif(not POSTGRESQL, reason="TEST_POSTGRESQL_URL is not set")


@pytest.mark.parametrize(
    ("send", "database"),
    [
        pytest.param(by_curl, on_sqlite, id="curl-sqlite", marks=NEEDS_CURL),
        pytest.param(by_httpx, on_sqlite, id="httpx-sqlite"),
        pytest.param(by_httpx, on_postgresql, id="httpx-postgresql", marks=NEEDS_POSTGRESQL),
    ],
)
def test_make_serve_answers_the_requests_as_the_readme_says(
    send: Callable[[str], str],
    database: Callable[[Path], Any],
    tmp_path: Path,
) -> None:
    *queries, (click, click_answer), (report, report_answer) = exchanges()
    repeated = json.loads(json.dumps(click_answer).replace('"replayed": false', '"replayed": true'))
    expected = [*(answer for _, answer in queries), click_answer, repeated]
    assert repeated != click_answer
    with database(tmp_path) as url, served(url) as server:
        asked = [*(query for query, _ in queries), click, click]
        sent = [command.replace(ADDRESS, server.url) for command in asked]
        assert [json.loads(send(command)) for command in sent] == expected
        token = _run_on(url, "graph token make").stdout.strip()
        report = report.replace(ADDRESS, server.url).replace("$TOKEN", token)
        assert json.loads(send(report)) == report_answer


# Commands


STATUSES = {
    "seed seed/content": 1,  # one relation of the sample dangles
    "seed seed/content/geodata/geodata.md": 1,  # that one
    "seed --check seed/content": 1,
    "seed --dry-run seed/content": 1,
    "graph schema": 0,
    "graph token make --name Keepers": 0,
    "graph token list": 0,
    "graph reclassify --dry-run": 0,
    "graph retain --days 400": 0,
    "graph erase --before 2026-01-01": 0,
    "graph report --by roadmap": 0,
    "graph export --format jsonl": 0,
    "graph verify": 0,
}


UNENDING = ("graph serve", "graph forward")


def test_the_commands_run(tmp_path: Path) -> None:
    """In README's order, on one database; all but those that serve, which the test above starts."""
    lines = [line.removeprefix(PYTHON) for line in SHELL_LINES if line.startswith(PYTHON)]
    commands = [line.partition("#")[0].strip().removeprefix("-m ") for line in lines]
    commands = [command for command in commands if not command.startswith(UNENDING)]
    found = {command: _run(command, tmp_path) for command in commands}
    assert {command: done.returncode for command, done in found.items()} == STATUSES


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("seed seed/content/compilers/compilers.md --dry-run", 1),
        ("seed seed/content/type-design/type-design.md", 0),
        ("seed nowhere", 2),
        ("graph serve", 2),
    ],
)
def test_exit_statuses_are_those_of_the_table(command: str, status: int, tmp_path: Path) -> None:
    assert _run(command, tmp_path).returncode == status


def test_an_address_that_is_taken_gives_status_3(tmp_path: Path) -> None:
    _run("seed seed/content", tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = _run(f"graph serve --port {taken.getsockname()[1]}", tmp_path)
    assert (done.returncode, "address already in use" in done.stderr) == (3, True)


def _run(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return _run_on(f"sqlite:///{folder / 'readme.sqlite'}", command)


def _run_on(database: str, command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=ROOT,
        env=environment(database),
        capture_output=True,
        check=False,
        text=True,
    )


def test_the_url_for_postgresql_is_one() -> None:
    (line,) = [line for line in SHELL_LINES if line.startswith("export DATABASE_URL=")]
    url = database_url(read_settings({"DATABASE_URL": line.partition("=")[2]}))
    assert (url.get_backend_name(), url.database) == ("postgresql", "roadmaps")


# Names


class _Unset(Mapping[str, str]):
    """An environment in which nothing is set; it remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> str:
        self.asked.append(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    @classmethod
    def asked_for(cls) -> list[str]:
        """Every variable that the settings are read from."""
        unset = cls()
        read_settings(unset)
        return unset.asked


def test_the_settings_are_those_that_are_read() -> None:
    default = Settings()
    actual = {
        field.name.upper(): _shown(getattr(default, field.name)) for field in fields(Settings)
    }
    assert dict(re.findall(r"^\| `([A-Z_]+)` \|(.*?)\|", README, re.MULTILINE)) == actual
    asked = {name.removesuffix("_FILE") for name in _Unset.asked_for()}  # a setting may be in one
    assert sorted(asked) == sorted(actual)


def _shown(default: object) -> str:
    """A default as a cell of README's table."""
    return " " if default in (None, ()) else f" `{default}` ".replace(f"{ROOT}/", "")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_has_the_targets_that_are_named(document: str) -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / document).read_text(), re.MULTILINE))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named - targets == set()


PATH = re.compile(r"[\w.-]*[\w-](?:/[\w.-]+)*/?")
SUFFIXES = (".py", ".md", ".toml", ".lock", ".ini", ".graphql")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_paths_that_are_named_exist(document: str) -> None:
    written = BLOCK.sub("", (ROOT / document).read_text())
    quoted = [name for name in re.findall(r"`([^`\n]+)`", written) if PATH.fullmatch(name)]
    paths = {name for name in quoted if "/" in name or name.endswith(SUFFIXES)}
    paths = {name for name in paths if not name.startswith("application/")}  # a media type
    linked = re.findall(r"\]\(((?!https?:)[^)#]+)\)", written)
    assert [name for name in sorted({*paths, *linked}) if not (ROOT / name).exists()] == []
