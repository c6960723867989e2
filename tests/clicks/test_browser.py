"""/clicks.js in Debian's Chromium: it counts, waits for the server, and never breaks a link."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from signal import SIGKILL
from threading import Thread
from time import monotonic, sleep, time
from typing import Any
from uuid import RFC_4122, UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.clicks.nursery import Nursery, Server, free_port, nursery
from tests.clicks.site import seeded_file
from tests.clicks.test_agents import CHROME
from tests.conftest import IS_CI

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
PATIENCE_SECONDS = 20.0
TARGET = "https://rope.example/?from=knots"
TARGET_GO = "https://rope.example/go/knots"
PLACEMENT = """
    SELECT p.id FROM placement p JOIN roadmap r ON r.id = p.roadmap_id WHERE r.slug = 'knots'"""
IDS = "SELECT client_event_id FROM sponsor_click"
STORED = "SELECT channel, reason FROM sponsor_click ORDER BY id"
KEPT = "JSON.parse(localStorage.getItem('sponsor-clicks') || '[]').length"
PAGE = """<!doctype html><title>Knots</title>
<script src="{api}/clicks.js"></script>
<a id="plain" href="{target}" data-sponsor-click="knots {placement}">Rope</a>
<a id="stays" href="#stays" data-sponsor-click="knots {placement}"><b>Rope</b></a>
<a id="slug" href="#slug" data-sponsor-click="knots">Rope</a>
<a id="go" href="{api}/go/{placement}" data-sponsor-click="knots {placement}">Rope</a>
<a id="both" href="{api}/go/{placement}" data-sponsor-click="knots {placement}"
   data-sponsor-target="{target}">Rope</a>
<a id="elsewhere" href="{target_go}" data-sponsor-click="knots {placement}">Rope</a>
<a id="other" href="#other">No sponsor</a>
<button id="fetch">Fetch ahead</button>
<script>
  document.getElementById("fetch").onclick = function () {{
    var link = document.createElement("link");
    link.rel = "prefetch"; link.href = "{api}/go/{placement}";
    document.head.append(link);
  }};
  document.addEventListener("click", function (event) {{
    document.title = event.defaultPrevented ? "prevented" : "followed";
  }});
</script>"""


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Roadmap:
    """A page with links to a sponsor, on an origin of its own, and the server it tells."""

    def __init__(self, file: Path, servers: Nursery, context: BrowserContext, url: str) -> None:
        self._file = file
        self.context = context
        self.url = url
        self.port = free_port()
        self._servers = servers
        self._server: Server | None = None

    def write(self, folder: Path) -> None:
        ((number,),) = self.rows(PLACEMENT)
        placement = f"Placement:{number}".encode().hex()
        api = f"http://127.0.0.1:{self.port}"
        told = {"api": api, "target": TARGET, "target_go": TARGET_GO, "placement": placement}
        (folder / "index.html").write_text(PAGE.format(**told))

    def start(self) -> None:
        self._server = self._servers.serve(f"sqlite:///{self._file}", "auto", self.port)

    def stop(self) -> None:
        if self._server is not None:
            self._server.end(SIGKILL)
        self._server = None

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self._file)) as connection:
            found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
        return found

    def open(self) -> Page:
        page = self.context.new_page()
        page.goto(self.url)
        return page

    def wait_for(self, *clicks: tuple[str, str | None]) -> None:
        """Until exactly these are stored, and a moment longer."""
        until = monotonic() + PATIENCE_SECONDS
        while len(self.rows(STORED)) < len(clicks) and monotonic() < until:
            sleep(0.02)
        sleep(0.1)
        assert self.rows(STORED) == list(clicks)


@pytest.fixture(scope="module")
def servers() -> Iterator[Nursery]:
    with nursery() as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        message = "NOT TESTED in a browser: there is no chromium; on Debian: apt install chromium"
        (pytest.fail if IS_CI else pytest.skip)(message)
    with sync_playwright() as playwright:
        args = [*FLAGS, f"--user-agent={CHROME}"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeded")
    return seeded_file(folder / "seeded.sqlite", "auto", folder / "content")


@contextmanager
def pages(folder: Path) -> Iterator[str]:
    """A web server over the folder; its URL."""
    folder.mkdir()
    handler = partial(Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/index.html"
        server.shutdown()


@contextmanager
def roadmap_of(
    seeded: Path, servers: Nursery, browser: Browser, folder: Path, **options: Any
) -> Iterator[Roadmap]:
    file = Path(shutil.copyfile(seeded, folder / "roadmaps.sqlite"))
    with pages(folder / "pages") as url:
        context = browser.new_context(**options)
        context.route("https://rope.example/**", lambda route: route.fulfill(body="<p>Rope</p>"))
        roadmap = Roadmap(file, servers, context, url)
        roadmap.write(folder / "pages")
        roadmap.start()
        yield roadmap
        roadmap.stop()
        context.close()


@pytest.fixture
def roadmap(seeded: Path, servers: Nursery, browser: Browser, tmp_path: Path) -> Iterator[Roadmap]:
    with roadmap_of(seeded, servers, browser, tmp_path) as roadmap:
        yield roadmap


def kept(page: Page) -> int:
    return int(page.evaluate(KEPT))


def wait_until_sent(page: Page) -> None:
    page.wait_for_function(f"{KEPT} === 0")


def test_a_click_is_counted_and_the_link_leads_where_it_did(roadmap: Roadmap) -> None:
    page = roadmap.open()
    page.click("#plain")
    page.wait_for_url(TARGET)
    roadmap.wait_for(("BEACON", None))


def test_clicks_on_what_is_inside_a_link_count_and_on_other_links_do_not(roadmap: Roadmap) -> None:
    page = roadmap.open()
    page.click("#other")
    page.click("#stays b")
    assert page.title() == "followed"
    wait_until_sent(page)
    roadmap.wait_for(("BEACON", None))


def test_the_middle_button_and_the_keyboard_count(roadmap: Roadmap) -> None:
    page = roadmap.open()
    page.click("#slug", button="middle")
    page.focus("#stays")
    page.keyboard.press("Enter")
    wait_until_sent(page)
    roadmap.wait_for(("BEACON", None), ("BEACON", "DOUBLE_CLICK"))


def test_ids_are_of_version_7_and_begin_with_their_time(roadmap: Roadmap) -> None:
    page, begun = roadmap.open(), time()
    for _ in range(3):
        page.click("#stays")
    wait_until_sent(page)
    roadmap.wait_for(("BEACON", None), *[("BEACON", "DOUBLE_CLICK")] * 2)
    ids = [UUID(event) for (event,) in roadmap.rows(IDS)]
    assert {(each.version, each.variant) for each in ids} == {(7, RFC_4122)}
    assert all(begun - 1 < (each.int >> 80) / 1_000 < time() + 1 for each in ids)


def test_a_double_click_is_two_of_which_one_counts(roadmap: Roadmap) -> None:
    page = roadmap.open()
    page.dblclick("#stays")
    wait_until_sent(page)
    roadmap.wait_for(("BEACON", None), ("BEACON", "DOUBLE_CLICK"))


def test_a_click_waits_for_a_server_that_is_down(roadmap: Roadmap) -> None:
    page = roadmap.open()
    roadmap.stop()
    page.click("#stays")
    assert (page.url.endswith("#stays"), page.title(), kept(page)) == (True, "followed", 1)
    roadmap.start()
    wait_until_sent(page)
    roadmap.wait_for(("BEACON", None))


def test_a_click_waits_for_the_next_page_if_need_be(roadmap: Roadmap) -> None:
    page = roadmap.open()
    roadmap.stop()
    page.click("#plain")
    page.wait_for_url(TARGET)
    page.close()
    roadmap.start()
    wait_until_sent(roadmap.open())
    roadmap.wait_for(("BEACON", None))


def test_a_page_that_is_closed_at_once_has_sent_its_click(roadmap: Roadmap) -> None:
    page = roadmap.open()
    page.evaluate("document.getElementById('stays').click()")
    page.close()
    roadmap.wait_for(("BEACON", None))
    wait_until_sent(roadmap.open())  # once more, with the same id, where nobody heard the answer
    roadmap.wait_for(("BEACON", None))


def test_a_link_through_the_server_is_counted_once(roadmap: Roadmap) -> None:
    for number, link in enumerate(["#go", "#both"]):
        page = roadmap.open()
        page.click(link)
        page.wait_for_url(TARGET)
        roadmap.wait_for(*[("REDIRECT", None), ("BEACON", "DOUBLE_CLICK")][: number + 1])


def test_a_path_like_ours_on_a_sponsors_site_is_counted_by_the_script(roadmap: Roadmap) -> None:
    page = roadmap.open()
    page.click("#elsewhere")
    page.wait_for_url(TARGET_GO)
    roadmap.wait_for(("BEACON", None))


def test_a_link_through_a_server_behind_a_path_is_counted_once(roadmap: Roadmap) -> None:
    """What a proxy serves below /api/, its redirects and its script, belongs together."""
    api = f"http://127.0.0.1:{roadmap.port}"

    def proxy(route: Route) -> None:
        path = route.request.url.partition("/api/")[2]
        if path.startswith("go/"):
            route.fulfill(body="<p>Counted by the server</p>", content_type="text/html")
        else:
            route.fulfill(response=route.fetch(url=f"{api}/{path}"))

    roadmap.context.route(f"{api}/api/**", proxy)
    page = roadmap.context.new_page()
    page.route(roadmap.url, lambda route: route.fulfill(body=below_a_path(route, api)))
    page.goto(roadmap.url)
    page.click("#go")
    page.wait_for_url(f"{api}/api/go/**")
    assert kept(roadmap.open()) == 0
    roadmap.wait_for()


def below_a_path(route: Route, api: str) -> str:
    return route.fetch().text().replace(f"{api}/", f"{api}/api/")


def test_a_link_that_names_its_target_works_with_the_server_down(roadmap: Roadmap) -> None:
    page = roadmap.open()
    roadmap.stop()
    page.click("#both")
    page.wait_for_url(TARGET)
    roadmap.start()
    wait_until_sent(roadmap.open())
    roadmap.wait_for(("BEACON", None))


def test_a_prefetch_is_no_click(roadmap: Roadmap) -> None:
    page = roadmap.open()
    page.click("#fetch")
    roadmap.wait_for(("REDIRECT", "PREFETCH"))


def test_without_javascript_links_through_the_server_count(
    seeded: Path, servers: Nursery, browser: Browser, tmp_path: Path
) -> None:
    options = {"java_script_enabled": False}
    with roadmap_of(seeded, servers, browser, tmp_path, **options) as roadmap:
        for link in ("#go", "#plain"):
            page = roadmap.open()
            page.click(link)
            page.wait_for_url(TARGET)
        roadmap.wait_for(("REDIRECT", None))


def test_nothing_is_thrown_where_storage_is_forbidden(roadmap: Roadmap) -> None:
    forbidden = "Object.defineProperty(window, 'localStorage', {get() { throw new Error() }})"
    roadmap.context.add_init_script(forbidden)
    page = roadmap.context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(roadmap.url)
    page.click("#stays")
    roadmap.wait_for(("BEACON", None))
    assert errors == []
