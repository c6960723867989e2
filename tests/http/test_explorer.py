"""The explorer: its files are those that are pinned, and a browser gets nothing from elsewhere.

In a browser where Chromium is: CHROMIUM names it, by default /usr/bin/chromium.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Page, sync_playwright

from graph.__main__ import main
from graph.http.app import build_app
from graph.http.assets import pinned_files, read_assets
from graph.http.explorer import ASSETS, POLICY, Explorer
from graph.settings import ROOT, Settings
from tests.conftest import IS_CI, seeded
from tests.http.asgi import Response, request
from tests.http.process import Server, graph_server
from tests.http.toy import SDL, ConstantEngine, is_ready

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FOLDER = Settings().explorer_folder
IS_HERE = read_assets(FOLDER) is not None

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def require(is_there: bool, what: str) -> None:
    """Skip, or in CI fail, where something is missing."""
    if not is_there:
        (pytest.fail if IS_CI else pytest.skip)(f"NOT TESTED in a browser: {what}")


def get(path: str, folder: Path) -> Response:
    app = build_app(ConstantEngine(), sdl=SDL, ready=is_ready, explorer=Explorer(folder))
    return request(app, "GET", path)


def test_the_installed_page_pins_every_file_that_ours_needs() -> None:
    found = [(pinned.package, Path(pinned.path).suffix) for pinned in pinned_files()]
    assert found == [
        ("react", ".js"),
        ("react-dom", ".js"),
        ("graphiql", ".css"),
        ("@graphiql/plugin-explorer", ".css"),
        ("graphiql", ".js"),
        ("@graphiql/plugin-explorer", ".js"),
    ]


def test_without_its_files_the_page_says_which_command_gets_them(tmp_path: Path) -> None:
    answer = get("/graphiql", tmp_path)
    assert answer.status == 200
    assert "<pre>make explorer</pre>" in answer.body
    assert "<script" not in answer.body


def test_a_file_with_another_content_counts_as_missing(tmp_path: Path) -> None:
    for pinned in pinned_files():
        path = tmp_path / pinned.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"alert(1)")
    assert "make explorer" in get("/graphiql", tmp_path).body
    assert get(f"{ASSETS}/{pinned_files()[0].name}", tmp_path).status == 404


STRANGE = ("..%2f..%2fsettings.py", "../explorer.py", "explorer.py", "", "/etc/passwd")


@pytest.mark.parametrize("name", STRANGE)
def test_nothing_else_is_served(name: str, tmp_path: Path) -> None:
    assert get(f"{ASSETS}/{name}", tmp_path).status == 404


def test_its_own_files_are_looked_for_anew_and_others_are_kept() -> None:
    require(IS_HERE, "run `make explorer`")
    page, own = get("/graphiql", FOLDER), get(f"{ASSETS}/explorer.js", FOLDER)
    assert page.headers["content-security-policy"] == POLICY
    assert [answer.headers["cache-control"] for answer in (page, own)] == ["no-cache"] * 2
    assert own.headers["content-type"] == "text/javascript; charset=utf-8"


NPMS = {
    "no npm": ("no-such-npm", "there is no no-such-npm: install Node.js"),
    "one that fails": ("false", "npm could not get react@"),
}


@pytest.mark.parametrize(("npm", "told"), NPMS.values(), ids=[*NPMS])
def test_the_command_says_why_it_got_nothing(
    npm: str,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("EXPLORER_FOLDER", str(tmp_path))
    assert main(["explorer", "--npm", npm]) == 2
    assert told in capsys.readouterr().err


# In a browser


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with TemporaryDirectory() as folder:
        database = seeded(Path(folder), ROOT / "seed" / "content", "sqlite3")
        environ = {"DATABASE_URL": database.database_url, "SQLITE_MODULE": "sqlite3"}
        with graph_server(environ) as running:
            yield running


@contextmanager
def opened(server: Server, path: str, width: int) -> Iterator[Page]:
    """The page; afterwards nothing must have been asked of others, and nothing complained."""
    require(Path(CHROMIUM).exists(), f"there is no Chromium at {CHROMIUM}")
    require(IS_HERE, "run `make explorer`")
    complaints: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.on("console", lambda line: complaints.append(line.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: complaints.append(asked.url) if _is_foreign(asked.url) else None,
        )
        page.goto(f"{server.url}{path}")
        yield page
        browser.close()
    assert complaints == []


def _is_foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:"))


@pytest.mark.parametrize("width", [1280, 390], ids=["wide", "narrow"])
def test_a_person_comes_to_the_explorer_and_asks(server: Server, width: int) -> None:
    with opened(server, "/", width) as page:
        page.click("text=Open the explorer")
        page.click(".graphiql-execute-button")
        result = page.locator(".result-window")
        result.get_by_text("totalCount").first.wait_for()
        assert "HTTP Service Engineer" in result.inner_text()
        page.click("[aria-label='Show Documentation Explorer']")
        page.click("text=Query >> nth=-1")
        page.get_by_text("Roadmaps", exact=False).first.wait_for()


def test_every_example_has_an_answer_and_a_click_is_recorded(server: Server) -> None:
    with opened(server, "/graphiql", 1280) as page:
        result = page.locator(".result-window")
        for name, told in (
            ("Search", '"snippet"'),
            ("Filter", '"facets"'),
            ("Around", '"neighborhood"'),
            ("Click", '"SponsorClickRecorded"'),
        ):
            page.locator(".graphiql-tab-button", has_text=name).click()
            page.locator(".graphiql-query-editor .cm-def", has_text=name).first.wait_for()
            page.wait_for_timeout(300)  # GraphiQL takes over what is in its editor after 100 ms
            page.click(".graphiql-execute-button")
            result.get_by_text(told).first.wait_for()
            assert '"errors"' not in result.inner_text()
            assert '"edges": []' not in result.inner_text()
