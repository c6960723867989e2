"""The page at /reports in Debian's Chromium: on a desk and in a hand, with nothing from elsewhere.

CHROMIUM names the browser, by default /usr/bin/chromium.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from graph.database import open_engine
from graph.settings import ROOT, Settings
from tests.conftest import IS_CI, migrated
from tests.http.process import Server, graph_server
from tests.reports.site import Stored, seed_runs, store

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
REFUSED = "Failed to load resource: the server responded with a status of 401 (Unauthorized)"
"""What the browser says of a token that opens nothing."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    if not CHROMIUM.exists():
        (pytest.fail if IS_CI else pytest.skip)(f"NOT TESTED in a browser: there is no {CHROMIUM}")
    folder = tmp_path_factory.mktemp("browser")
    settings = migrated(folder, "sqlite3")
    seed_runs(settings, folder / "content")
    engine = open_engine(settings)
    store(engine, [Stored(1, datetime.now(UTC) - timedelta(days=n)) for n in range(20)])
    engine.dispose()
    return settings


@pytest.fixture(scope="module")
def token(settings: Settings) -> str:
    command = [sys.executable, "-m", "graph", "token", "make"]
    made = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": settings.database_url},
        capture_output=True,
        check=True,
        text=True,
    )
    return made.stdout.strip()


@pytest.fixture(scope="module")
def server(settings: Settings) -> Iterator[Server]:
    environ = {"DATABASE_URL": settings.database_url, "SQLITE_MODULE": "sqlite3"}
    with graph_server(environ) as running:
        yield running


@contextmanager
def opened(url: str, width: int, *expected: str) -> Iterator[Page]:
    """The page in a window of that width; at the end, nothing else was complained of or fetched."""
    complaints: list[str] = []
    foreign: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.on("console", lambda line: complaints.append(line.text))
        page.on("request", lambda sent: foreign.append(sent.url))
        page.goto(f"{url}/reports")
        yield page
        browser.close()
    assert complaints == list(expected)
    assert [address for address in foreign if not address.startswith(f"{url}/")] == []


def enter(page: Page, token: str) -> None:
    page.fill("#token", token)
    page.click("button")


@pytest.mark.parametrize(("width", "shown"), [(1100, "wide"), (360, "slim")])
def test_the_report_fits_the_window(server: Server, token: str, width: int, shown: str) -> None:
    with opened(server.url, width) as page:
        enter(page, token)
        assert page.locator("h1").inner_text() == "Clicks on Ash"
        assert page.locator("dd").all_inner_texts() == ["20", "0", "0"]
        assert page.locator("svg.chart:visible").get_attribute("class") == f"chart {shown}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert token not in page.url


def test_the_token_is_asked_for_until_it_is_right_and_then_forgotten(
    server: Server, token: str
) -> None:
    with opened(server.url, 800, REFUSED) as page:
        enter(page, "rg_1_wrong")
        assert "opens nothing" in page.locator("[role=alert]").inner_text()
        enter(page, token)
        assert page.evaluate("document.cookie") == ""
        page.click("text=Forget the token")
        assert page.locator("#token").is_visible()


def test_days_are_chosen_and_clicks_taken_away_as_a_file(server: Server, token: str) -> None:
    with opened(server.url, 800) as page:
        enter(page, token)
        page.fill("[name=from]", "2026-01-01")
        page.click("text=Show")
        assert "By week" in page.locator("h2").all_inner_texts()
        with page.expect_download() as download:
            page.click("text=CSV")
        assert len(download.value.path().read_text().splitlines()) == 21
