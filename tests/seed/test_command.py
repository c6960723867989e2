"""`python -m seed`: what it prints, and the exit status that tells a script what happened."""

import json
import os
import pty
import re
import shlex
import subprocess
import termios
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command

from graph.database import SCHEMA_REVISION, open_engine, sqlite_driver
from graph.migrate import alembic_config
from tests.seed.command import COMMAND, Ran, environment, run_seed
from tests.seed.content import Content, related
from tests.seed.database import settings_for

DATABASE = Path("data/new/roadmaps.sqlite")
LIVE = "SELECT slug FROM roadmap WHERE retired_at IS NULL ORDER BY slug"


def live(file: Path) -> list[str]:
    driver = sqlite_driver("auto")
    with closing(driver.connect(file)) as connection:
        return [slug for (slug,) in connection.execute(LIVE)]


def test_a_folder_is_seeded_into_a_database_that_is_made_for_it(
    tmp_path: Path, content: Content
) -> None:
    content.nested("garden", related("pond"))
    content.flat("pond")
    counts = "0 changed, 0 unchanged, 0 retired, 0 refused, 0 problems, N s"
    assert run_seed(tmp_path, "content") == Ran(0, f"seeded 2 files: 2 added, {counts}", "")
    content.remove("garden")
    counts = "0 added, 0 changed, 1 unchanged, 1 retired, 0 refused, 0 problems, N s"
    assert run_seed(tmp_path, "content") == Ran(0, f"seeded 1 file: {counts}", "")
    assert live(tmp_path / DATABASE) == ["pond"]


def with_every_kind_of_problem(content: Content) -> None:
    content.nested("botany", 'title: "Botany\n')
    content.nested("garden", "titel: Garden\nrelatedRoadmaps:\n  - systm-pond\n  - pond\n")
    content.nested("system-pond")
    content.nested("Not a Slug")
    content.nested("twice")
    content.flat("twice")
    content.file("bytes.md", "").write_bytes(b"---\ntitle: \xe9t\xe9\n---\n")
    content.file("README.md", "# Not a roadmap\n")
    content.file("garden/content/soil@x9.md", "# Not a roadmap\n")
    (content.folder / "gone.md").symlink_to("nowhere")
    os.mkfifo(content.folder / "pipe.md")


EVERY_KIND_OF_PROBLEM = """\
content/Not a Slug/Not a Slug.md:1:1: BAD_SLUG 'Not a Slug' is not a slug (name the file with \
lower-case letters, digits and single hyphens: my-roadmap.md)
content/botany/botany.md:3:1: SYNTAX found unexpected end of stream while scanning a quoted \
scalar (begun on line 2) (close the quote)
content/bytes.md:2:8: NOT_UTF8 found the byte 0xe9, which is not UTF-8 (save the file as UTF-8)
content/garden/garden.md:2:1: UNKNOWN_KEY the key "titel" is unknown, and stays unread (did you \
mean title?)
content/garden/garden.md:4:5: UNRESOLVED_RELATION no roadmap has the slug 'systm-pond' (did you \
mean 'system-pond'?)
content/garden/garden.md:5:5: UNRESOLVED_RELATION no roadmap has the slug 'pond'
content/gone.md:1:1: UNREADABLE cannot be read: No such file or directory
content/twice.md:1:1: DUPLICATE_SLUG 'twice' has another file: content/twice/twice.md (keep one \
of them)
content/twice/twice.md:1:1: DUPLICATE_SLUG 'twice' has another file: content/twice.md (keep one \
of them)
"""


def test_all_problems_are_told_at_once_and_the_good_files_are_seeded(
    tmp_path: Path, content: Content
) -> None:
    with_every_kind_of_problem(content)
    counts = "2 added, 0 changed, 0 unchanged, 0 retired, 6 refused, 9 problems, N s"
    expected = Ran(1, f"seeded 8 files: {counts}", EVERY_KIND_OF_PROBLEM)
    assert run_seed(tmp_path, "content") == expected
    assert live(tmp_path / DATABASE) == ["garden", "system-pond"]


def test_a_report_in_json_holds_everything(tmp_path: Path, content: Content) -> None:
    with_every_kind_of_problem(content)
    ran = run_seed(tmp_path, "content", "--format", "json")
    report = json.loads(ran.out)
    assert (ran.status, ran.err) == (1, "")
    assert "".join(map(as_line, report.pop("problems"))) == EVERY_KIND_OF_PROBLEM
    assert 0 < report.pop("seconds") < 60
    assert report == {
        "run": "seeded",
        "files": 8,
        "added": ["garden", "system-pond"],
        "changed": [],
        "retired": [],
        "refused": ["Not a Slug", "botany", "bytes", "gone", "twice", "twice"],
        "unchanged": 0,
    }


def as_line(problem: dict[str, object]) -> str:
    warnings = ("UNKNOWN_KEY", "UNRESOLVED_RELATION")
    assert problem["severity"] == ("WARNING" if problem["code"] in warnings else "ERROR")
    line = "{path}:{line}:{column}: {code} {message}".format_map(problem)
    return f"{line} ({problem['hint']})\n" if problem["hint"] else f"{line}\n"


def test_a_report_in_json_can_name_a_file_whose_name_is_no_text(
    tmp_path: Path, content: Content
) -> None:
    content.flat("garden")
    (content.folder / os.fsdecode(b"caf\xe9.md")).write_text("---\n---\n")
    ran = run_seed(tmp_path, "content", "--format", "json", PYTHONUTF8="1")
    (problem,) = json.loads(ran.out)["problems"]
    assert (ran.status, os.fsencode(problem["path"])) == (1, b"content/caf\xe9.md")


@pytest.mark.parametrize(
    ("out", "status", "told"),
    [
        ("| true", 0, ""),
        (
            ">/dev/full",
            1,
            "seed: seeded, but the report cannot be written: [Errno 28] No space left on device\n",
        ),
    ],
    ids=["a pipe that nobody reads", "a full disk"],
)
def test_a_report_that_cannot_be_written_undoes_nothing(
    tmp_path: Path, content: Content, out: str, status: int, told: str
) -> None:
    content.flat("garden")
    line = f"{shlex.join(COMMAND)} content --format json {out}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr, live(tmp_path / DATABASE)) == (status, told, ["garden"])


def test_a_files_name_cannot_command_the_terminal(tmp_path: Path, content: Content) -> None:
    content.flat("garden")
    content.flat("a\x1b[2J\nb" + os.fsdecode(b"\xe9"))
    ran = run_seed(tmp_path, "content", "--dry-run", PYTHONUTF8="1")
    shown = r"a\x1b[2J\x0ab\xe9"
    assert ran.err.startswith(f"content/{shown}.md:1:1: BAD_SLUG ")
    assert ran.out.splitlines()[:2] == ["added    garden", f"refused  {shown}"]
    assert (ran.err.count("\n"), "\x1b" in ran.err) == (1, False)


def test_when_every_file_is_refused_the_status_says_that_nothing_was_done(
    tmp_path: Path, content: Content
) -> None:
    content.flat("garden", "title: [\n")
    ran = run_seed(tmp_path, "content")
    assert (ran.status, ran.err.count("\n")) == (2, 1)


NO_ROADMAP = "a roadmap is <slug>/<slug>.md or <slug>.md; nothing was changed"
SQLITE_MODULE = "set it to one of auto, sqlite3, pysqlite3"
URL_FORMS = "sqlite:///FILE or postgresql://USER@HOST/NAME"
IMPOSSIBLE = [
    pytest.param("nowhere", {}, "nowhere: no such file or folder", id="missing path"),
    pytest.param("empty", {}, f"no roadmap in empty: {NO_ROADMAP}", id="empty folder"),
    pytest.param(
        "notes.txt",
        {},
        "notes.txt: not a Markdown file; give *.md files or folders of them",
        id="another kind of file",
    ),
    pytest.param(
        "pipe.md",
        {},
        "pipe.md: not a Markdown file; give *.md files or folders of them",
        id="a pipe",
    ),
    pytest.param(
        "content",
        {"DATABASE_URL": "roadmaps.sqlite"},
        f"DATABASE_URL is not a URL; write {URL_FORMS}",
        id="no URL",
    ),
    pytest.param(
        "content",
        {"DATABASE_URL": "mysql://root@localhost/roadmaps"},
        f"DATABASE_URL names 'mysql'; this runs on {URL_FORMS}",
        id="another database",
    ),
    pytest.param(
        "content",
        {"SQLITE_MODULE": "sqlite4"},
        f"SQLITE_MODULE is 'sqlite4'; {SQLITE_MODULE}",
        id="another module",
    ),
    pytest.param(
        "content",
        {"DATABASE_URL": "sqlite:///notes.txt/roadmaps.sqlite"},
        "[Errno 17] File exists: '{folder}/notes.txt'",
        id="a file where the folder should be",
    ),
    pytest.param(
        "content",
        {"DATABASE_URL": "sqlite:///notes.txt"},
        "The database cannot be used: file is not a database.",
        id="a file that is no database",
    ),
]


@pytest.mark.parametrize(("path", "environ", "sentence"), IMPOSSIBLE)
def test_what_cannot_be_done_gets_one_sentence_and_leaves_nothing_behind(
    tmp_path: Path, content: Content, path: str, environ: dict[str, str], sentence: str
) -> None:
    content.nested("garden")
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("nothing that a database would hold\n" * 100)
    os.mkfifo(tmp_path / "pipe.md")
    before = sorted(tmp_path.rglob("*"))
    assert run_seed(tmp_path, path, **environ) == Ran(
        2, "", f"seed: {sentence.format(folder=tmp_path)}\n"
    )
    assert sorted(tmp_path.rglob("*")) == before


def database_at(file: Path, revision: str) -> None:
    """A database that migrations stopped at, or that newer code has migrated."""
    file.parent.mkdir(parents=True)
    engine = open_engine(settings_for(file, "auto"))
    command.upgrade(alembic_config(engine), "0001" if revision == "0001" else "head")
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
    engine.dispose()


def test_an_older_database_is_migrated_first(tmp_path: Path, content: Content) -> None:
    content.nested("garden")
    database_at(tmp_path / DATABASE, "0001")
    assert run_seed(tmp_path, "content").status == 0
    with closing(sqlite_driver("auto").connect(tmp_path / DATABASE)) as connection:
        stands = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    assert (stands, live(tmp_path / DATABASE)) == ([(SCHEMA_REVISION,)], ["garden"])


@pytest.mark.parametrize("options", [[], ["--dry-run"]], ids=["seed", "dry run"])
def test_a_newer_database_is_left_alone(
    tmp_path: Path, content: Content, options: list[str]
) -> None:
    content.nested("garden")
    database_at(tmp_path / DATABASE, "9999")
    before = (tmp_path / DATABASE).read_bytes()
    sentence = (
        "The database stands at migration 9999, which is newer than this code knows "
        f"({SCHEMA_REVISION}): update the code, or restore the older database."
    )
    assert run_seed(tmp_path, "content", *options) == Ran(2, "", f"seed: {sentence}\n")
    assert (tmp_path / DATABASE).read_bytes() == before


def test_two_commands_at_once_on_a_new_database(tmp_path: Path, content: Content) -> None:
    for number in range(30):
        content.nested(f"roadmap-{number}", related("roadmap-0"))
    processes = [
        subprocess.Popen([*COMMAND, "content"], cwd=tmp_path, env=environment(), text=True)
        for _ in range(2)
    ]
    assert [process.wait() for process in processes] == [0, 0]
    assert len(live(tmp_path / DATABASE)) == 30


def test_help_teaches_the_paths_the_statuses_and_the_settings(tmp_path: Path) -> None:
    ran = run_seed(tmp_path, "--help")
    assert (ran.status, ran.err) == (0, "")
    for word in ("<slug>/<slug>.md", "--check", "--dry-run", "--format", "exit status:"):
        assert word in ran.out
    for setting in ("DATABASE_URL", "SQLITE_MODULE", "examples:"):
        assert setting in ran.out


@pytest.mark.parametrize(
    "arguments",
    [[], ["content", "--check", "--dry-run"]],
    ids=["no path", "two modes"],
)
def test_a_wrong_use_says_how_to_use_it(tmp_path: Path, arguments: list[str]) -> None:
    ran = run_seed(tmp_path, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("usage: python -m seed")


def test_a_terminal_shows_progress_and_colours(tmp_path: Path, content: Content) -> None:
    content.nested("garden", "title: [\n")
    content.nested("pond", related("tree"))
    shown = on_a_terminal(tmp_path, "content")
    assert re.search(r"reading: +\d+%", shown)
    assert "\033[31mSYNTAX\033[0m" in shown
    assert "\033[33mUNRESOLVED_RELATION\033[0m" in shown


def on_a_terminal(folder: Path, *arguments: str) -> str:
    """What the command writes to standard error where that is a terminal."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(TERM="xterm"),
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ):
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65_536):
                shown += part
        except OSError:  # how Linux tells that the other end is closed
            pass
        finally:
            os.close(ours)
    return shown.decode()
