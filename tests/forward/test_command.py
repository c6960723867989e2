"""`python -m graph forward`, as a process beside a server."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.settings import ROOT, Settings
from tests.forward.destination import Destination
from tests.reports.site import NOW, Site, Stored

GONE = "http://127.0.0.1:9/clicks"  # the port of `discard`, on which nothing listens
SECRET = "whsec_bm90IHRvIGJlIHRvbGQgdG8gYW55Ym9keQ=="  # noqa: S105  of the tests


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n")
    return file


def begin(settings: Settings, *words: str) -> "subprocess.Popen[str]":
    environ = os.environ | {
        "LOG_FORMAT": settings.log_format,
        "DATABASE_URL": settings.database_url,
        "SQLITE_MODULE": settings.sqlite_module,
    }
    command = [sys.executable, "-m", "graph", "forward", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=pipe, stderr=pipe, text=True)


def run(settings: Settings, *words: str) -> tuple[int, str, str]:
    process = begin(settings, *words)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_once_sends_what_is_there(site: Site, destination: Destination, key: Path) -> None:
    site.store([Stored(1, NOW), Stored(2, NOW)])
    words = ("--webhook", destination.url, "--secret-file", str(key), "--once")
    status, out, err = run(site.settings, *words)
    assert (status, err, " taken" in out) == (0, "", True)
    assert [len(numbers) for numbers in destination.numbers()] == [2]


def test_once_tells_by_its_status_that_not_all_was_taken(site: Site, key: Path) -> None:
    site.store([Stored(1, datetime.now(UTC))])  # an older one is not sent there
    status, out, _ = run(
        site.settings, "--ga4", "G-1", "--ga4-url", GONE, "--secret-file", str(key), "--once"
    )
    assert (status, "Connection refused" in out, SECRET in out) == (1, True, False)
    assert "trying again" not in out


def test_it_goes_on_until_it_is_told_to_end(
    site: Site, destination: Destination, key: Path
) -> None:
    site.store([Stored(1, NOW)])
    process = begin(
        site.settings, "--webhook", destination.url, "--secret-file", str(key), "--name", "long"
    )
    assert process.stdout is not None
    assert " taken" in process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert (process.wait(timeout=30), process.communicate()[1]) == (0, "")


def test_its_lines_are_those_of_the_log(site: Site, destination: Destination, key: Path) -> None:
    site.store([Stored(1, NOW, reason="BOT")])
    words = ("--ga4", "G-1", "--ga4-url", destination.url, "--secret-file", str(key), "--once")
    settings = replace(site.settings, log_format="json")
    _, out, err = run(settings, *words)
    told = json.loads(out)
    assert (told["logger"], err) == ("graph.forward", "")
    assert told["message"].endswith(": 0 taken, 1 skipped")


def test_its_reader_may_go_away(site: Site, destination: Destination, key: Path) -> None:
    site.store([Stored(1, NOW)])
    with begin(site.settings, "--webhook", destination.url, "--secret-file", str(key)) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.wait(timeout=30), process.stderr.read()) == (0, "")


def test_a_destination_that_is_forgotten_keeps_no_clicks(
    site: Site, destination: Destination, key: Path
) -> None:
    site.store([Stored(1, NOW)])
    words = ("--webhook", destination.url, "--secret-file", str(key), "--once", "--name", "gone")
    assert run(site.settings, *words)[0] == 0
    told = "gone is forgotten; clicks are no longer kept for it.\n"
    assert run(site.settings, "--forget", "gone") == (0, told, "")
    status, out, err = run(site.settings, "--forget", "gone")
    assert (status, out, "called 'gone'; known by name: none" in err) == (2, "", True)


WRONG = [
    pytest.param(["--webhook", "example.com/x"], "'example.com/x' is not a URL", id="no scheme"),
    pytest.param(["--webhook", "ftp://example.com"], "is not a URL", id="another scheme"),
    pytest.param(["--webhook", "http://["], "is not a URL", id="no URL at all"),
    pytest.param(
        ["--webhook", GONE, "--name", "x" * 101], "at most 100 characters", id="a long name"
    ),
    pytest.param(
        ["--webhook", GONE, "--secret-file", "nowhere"], "nowhere cannot be read", id="no secret"
    ),
    pytest.param(
        ["--webhook", GONE, "--secret-file", "Makefile"],
        '(umask 077; set -C; echo "whsec_$(openssl rand -base64 32)" > Makefile.new)',
        id="another secret",
    ),
    pytest.param(["--ga4", "zz"], "'zz' is no measurement id", id="no measurement id"),
]


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_what_cannot_be_is_told_before_anything_is_sent(
    site: Site, key: Path, words: list[str], told: str
) -> None:
    status, out, err = run(site.settings, "--secret-file", str(key), *words)
    assert (status, out, told in err, err.count("\n")) == (2, "", True, 1)


def test_without_a_secret_nothing_is_sent(site: Site) -> None:
    status, out, err = run(site.settings, "--webhook", GONE)
    told = "--secret-file names no file"
    assert (status, out, told in err, err.count("\n")) == (2, "", True, 1)
