"""A database whose file is deleted or replaced below a server: nothing goes into the former one."""

import asyncio
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from graph.clicks.results import Click, Result, SponsorClickRecorded
from graph.database import sqlite_driver
from graph.plan.reader import SqliteReader
from tests.clicks.content import FILES
from tests.clicks.site import Site
from tests.clicks.test_redirect import AGENT, URL
from tests.clicks.test_unavailable import UNAVAILABLE, another_connection, file_of
from tests.http.asgi import request

OTHER_URL = "https://twine.example/"
TITLES = "{roadmaps {nodes {slug}}}"
COUNT = "SELECT count(*) FROM sponsor_click"


def sent(site: Site, clicks: int) -> int:
    """How many of them are acknowledged."""
    answers = [site.send(roadmap="knots")["__typename"] for _ in range(clicks)]
    return answers.count("SponsorClickRecorded")


def found_in(file: str, site: Site) -> list[Any]:
    """Of a database that SQLite finds sound."""
    driver = sqlite_driver(site.settings.sqlite_module)
    with closing(driver.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (found,) = connection.execute(COUNT).fetchall()
    return list(found)


def delete(site: Site) -> None:
    file = Path(file_of(site))
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink()


def trouble(site: Site) -> str | None:
    return asyncio.run(site.recorder.trouble())


def back_up(site: Site) -> str:
    copy = str(Path(file_of(site)).with_name("backup.sqlite"))
    with another_connection(site) as other:
        other.execute(f"VACUUM INTO '{copy}'")
    return copy


def seed_anew(site: Site, _backup: str) -> None:
    delete(site)
    site.seed(FILES)


def restore_with_its_log_left(site: Site, backup: str) -> None:
    Path(backup).replace(file_of(site))


def restore_alone(site: Site, backup: str) -> None:
    delete(site)
    shutil.copyfile(backup, file_of(site))


WAYS = [
    pytest.param(seed_anew, 0, id="deleted and seeded anew"),
    pytest.param(restore_with_its_log_left, 3, id="a backup moved into its place"),
    pytest.param(restore_alone, 3, id="deleted and restored"),
]


@pytest.mark.parametrize(("replace", "before"), WAYS)
def test_clicks_go_into_the_file_that_came(
    site: Site, replace: Callable[[Site, str], None], before: int
) -> None:
    assert sent(site, 3) == 3
    backup = back_up(site) if before else ""
    assert sent(site, 2) == 2  # which are in its log
    replace(site, backup)
    acknowledged = sent(site, 10)
    assert acknowledged >= 9
    assert trouble(site) is None
    site.close()
    assert found_in(file_of(site), site) == [before + acknowledged]


def test_a_file_that_is_replaced_while_a_click_waits_for_its_turn_stays_sound(site: Site) -> None:
    assert sent(site, 3) == 3
    backup = back_up(site)
    assert sent(site, 2) == 2  # which are in its log

    async def replace_meanwhile() -> Result:
        with another_connection(site) as other:
            other.execute("BEGIN IMMEDIATE")
            waiting = site.recorder.record(Click("knots"))
            await asyncio.sleep(0.05)
            restore_with_its_log_left(site, backup)
            other.execute("ROLLBACK")
        return await waiting

    acknowledged = int(isinstance(asyncio.run(replace_meanwhile()), SponsorClickRecorded))
    acknowledged += sent(site, 10)
    assert acknowledged >= 9
    site.close()
    assert found_in(file_of(site), site) == [3 + acknowledged]


@pytest.mark.parametrize("pause", [0.0, 0.001, 0.002, 0.004, 0.007])
def test_a_file_that_is_replaced_under_load_stays_sound(site: Site, pause: float) -> None:
    assert sent(site, 20) == 20
    backup = back_up(site)

    over = asyncio.Event()

    async def click() -> None:
        while not over.is_set():
            await site.recorder.record(Click("knots"))

    async def replace_amid() -> None:
        clicking = [asyncio.create_task(click()) for _ in range(4)]
        await asyncio.sleep(0.05 + pause)
        await asyncio.to_thread(restore_with_its_log_left, site, backup)
        await asyncio.sleep(0.1)
        over.set()
        await asyncio.gather(*clicking)

    asyncio.run(replace_amid())
    assert trouble(site) is None
    before = len(site.clicks())
    assert sent(site, 5) == 5
    site.close()
    assert found_in(file_of(site), site) == [before + 5]


def test_a_click_is_refused_while_there_is_no_file_and_none_is_made(site: Site) -> None:
    assert sent(site, 1) == 1
    delete(site)
    assert trouble(site) is not None
    assert site.send(roadmap="knots") == UNAVAILABLE
    assert not Path(file_of(site)).exists()
    site.seed(FILES)
    assert trouble(site) is None
    assert sent(site, 2) == 2
    assert site.clicks() == [("knots", "Rope & Co", None)] * 2


def test_an_empty_file_takes_no_click(site: Site) -> None:
    assert sent(site, 1) == 1
    delete(site)
    Path(file_of(site)).touch()
    assert site.send(roadmap="knots") == UNAVAILABLE
    assert trouble(site) is not None


def test_what_was_stored_is_in_a_file_that_was_moved_away(site: Site) -> None:
    backup = back_up(site)
    assert sent(site, 4) == 4
    away = str(Path(file_of(site)).with_name("away.sqlite"))
    Path(file_of(site)).rename(away)
    Path(backup).rename(file_of(site))
    assert sent(site, 2) == 2
    site.close()
    assert (found_in(away, site), found_in(file_of(site), site)) == ([4], [2])


def test_what_is_read_is_the_file_that_came(site: Site) -> None:
    assert len(site.ask(TITLES)["data"]["roadmaps"]["nodes"]) == len(FILES)
    delete(site)
    time.sleep(2 * SqliteReader.LOOK_SECONDS)
    assert ["errors" in site.ask(TITLES) for _ in range(5)] == [True] * 5
    site.seed(dict(list(FILES.items())[:1]))
    assert len(site.ask(TITLES)["data"]["roadmaps"]["nodes"]) == 1


def test_a_link_leads_to_where_the_file_that_came_says(site: Site) -> None:
    app, placement = site.app(), site.placement("knots", "Rope & Co")
    assert request(app, "GET", f"/go/{placement}", [AGENT]).headers["location"] == URL
    altered = {name: text.replace(URL, OTHER_URL) for name, text in FILES.items()}
    delete(site)
    site.seed(altered)
    assert request(app, "GET", f"/go/{placement}", [AGENT]).headers["location"] == OTHER_URL
