"""Commands whose output nobody reads to its end, or that cannot be written."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.settings import ROOT
from tests.reports.site import Site, Stored

ENOUGH = [Stored(1, datetime(2026, 11, 1, tzinfo=UTC))] * 2_000
"""For more than a pipe holds."""


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="Linux has a device that is always full")
@pytest.mark.parametrize("words", [["export"], ["report"], ["verify"], ["schema"]], ids=" ".join)
def test_what_cannot_be_written_is_told_in_one_line(site: Site, words: list[str]) -> None:
    site.store(ENOUGH[:1])
    environ = {"DATABASE_URL": site.settings.database_url, "SQLITE_MODULE": "sqlite3"}
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "graph", *words],
            cwd=ROOT,
            env=os.environ | environ,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "be written: No space left" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["export"],
        ["export", "--format", "jsonl"],
        ["report", "--from", "2006-01-01", "--by", "day", "roadmap"],
    ],
    ids=" ".join,
)
def test_a_reader_may_go_away(site: Site, words: list[str]) -> None:
    site.store(ENOUGH)
    command = [sys.executable, "-m", "graph", *words]
    environ = {"SQLITE_MODULE": site.settings.sqlite_module}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environ | {"DATABASE_URL": site.settings.database_url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert (process.wait(), process.stderr.read()) == (0, b"")
