"""A disk that is really full: nothing acknowledged is lost, and it goes on once there is space.

The disk is a tmpfs of some megabytes, which root alone can mount.
"""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from graph.clicks.results import Click, ClickStoreUnavailable, SponsorClickRecorded
from graph.commands.counted import counted
from graph.database import DatabaseNotReadyError
from graph.settings import SqliteModule
from tests.clicks.site import NOW, Site, recorded, site_like
from tests.conftest import IS_CI

MEGABYTES = 4
OLD = 50
"""Clicks for which there is space."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of its own, which is taken away again whatever happens."""
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED on a full disk: only root can mount one")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True)
    if mounted.returncode:
        message = f"NOT TESTED on a full disk: {mounted.stderr.strip()}"
        (pytest.fail if IS_CI else pytest.skip)(message)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def site(disk: Path, template: Path, module: SqliteModule) -> Iterator[Site]:
    with site_like(template, disk, module) as site:
        yield site


def fill(disk: Path) -> Path:
    """The file that takes all the space there is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (4_096, 1):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))
    assert os.statvfs(disk).f_bavail == 0
    return ballast


def click(number: int) -> Click:
    return Click("knots", client_event_id=f"aaaaaaaa-0000-4000-8000-{number:012}")


def record_until_full(site: Site) -> list[int]:
    """The numbers of the clicks that were acknowledged before the first one that was not."""
    for number in range(1, 1_000):
        result = site.record(click(number))
        if not isinstance(result, SponsorClickRecorded):
            assert isinstance(result, ClickStoreUnavailable), result
            return list(range(1, number))
    raise AssertionError("the disk was never full")


def stored(site: Site) -> list[str]:
    found = site.rows("SELECT client_event_id FROM sponsor_click ORDER BY id")
    return [event for (event,) in found]


def trouble(site: Site) -> str | None:
    return asyncio.run(site.recorder.trouble())


def test_clicks_go_on_where_there_is_space_again(site: Site, disk: Path) -> None:
    assert isinstance(site.record(click(0)), SponsorClickRecorded)
    ballast = fill(disk)
    acknowledged = [0, *record_until_full(site)]
    assert trouble(site) is not None
    refused = click(acknowledged[-1] + 1)
    assert isinstance(site.record(refused), ClickStoreUnavailable)
    assert stored(site) == [click(number).client_event_id for number in acknowledged]
    assert site.rollup() == site.counted()
    ballast.unlink()
    assert trouble(site) is None
    assert site.record(refused) == recorded(len(acknowledged) + 1, replayed=False)
    site.restart()
    assert site.record(click(0)) == recorded(1, replayed=True)
    assert site.rollup() == site.counted()
    assert site.rows("PRAGMA integrity_check") == [("ok",)]


def test_reports_are_read_and_old_clicks_stay_until_there_is_space_again(
    site: Site, disk: Path
) -> None:
    long_ago, first_kept = (NOW - timedelta(days=days) for days in (500, 400))
    for site.now in [*[long_ago] * OLD, NOW]:
        assert isinstance(site.record(Click("knots")), SponsorClickRecorded)
    ballast = fill(disk)
    young = 1 + len(record_until_full(site))
    with pytest.raises(DatabaseNotReadyError, match="full"):
        site.command("retain")
    everything = f"{OLD + young} clicks since {long_ago:%F} verified.\n"
    assert site.command("verify") == everything
    report = site.command("report", "--by", "roadmap", "--from", "2020-01-01", "--format", "csv")
    assert report.splitlines()[1].startswith(f"knots,{OLD + young},")
    ballast.unlink()
    assert site.command("retain") == f"{OLD} clicks before {first_kept:%F} deleted.\n"
    assert site.command("verify") == f"{counted(young, 'click')} since {NOW:%F} verified.\n"
