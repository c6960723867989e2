"""Runs that meet neither mix nor lose what the other one wrote."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from graph.database import DatabaseNotReadyError, open_engine
from graph.settings import SqliteModule
from seed.files import RoadmapFile
from seed.run import MOST_ATTEMPTS, Outcome, seed
from tests.seed.content import Content, related, sponsor
from tests.seed.database import FIRST, Database, changed, settings_for

LIVE = "SELECT slug, title FROM roadmap WHERE retired_at IS NULL ORDER BY slug"
DANGLING = "SELECT count(*) FROM roadmap_relation WHERE target_id IS NULL"


class Meanwhile:
    """Stands where the progress bar does, and acts after the files of an attempt were read."""

    def __init__(self, *actions: Callable[[], object]) -> None:
        self.actions = list(actions)

    def __call__(self, files: Iterable[RoadmapFile]) -> Iterable[RoadmapFile]:
        yield from files
        if self.actions:
            self.actions.pop(0)()


def test_a_run_that_another_one_overtook_starts_over(
    database: Database, content: Content, tmp_path: Path
) -> None:
    content.nested("garden", related("pond"))
    pond = Content(tmp_path / "elsewhere").nested("pond", "title: Fish\n" + related("garden"))
    overtaken = Meanwhile(lambda: database.seed(pond))
    outcome = seed(database.engine, [f"{content}/garden/garden.md"], lambda: FIRST, overtaken)
    assert changed(outcome) == {"added": ["garden"]}
    assert database.rows(LIVE) == [("garden", "garden"), ("pond", "Fish")]
    assert database.rows(DANGLING) == [(0,)]
    assert database.rows("SELECT slug, id, revision_id FROM roadmap ORDER BY id") == [
        ("pond", 1, 1),
        ("garden", 2, 2),
    ]


def test_a_mirror_retires_what_came_while_it_read(
    database: Database, content: Content, tmp_path: Path
) -> None:
    content.nested("garden")
    pond = Content(tmp_path / "elsewhere").nested("pond")
    outcome = seed(
        database.engine, [str(content)], lambda: FIRST, Meanwhile(lambda: database.seed(pond))
    )
    assert changed(outcome) == {"added": ["garden"], "retired": ["pond"]}


def test_a_run_that_is_overtaken_again_and_again_gives_up_and_writes_nothing(
    database: Database, content: Content, tmp_path: Path
) -> None:
    content.nested("garden")
    other = Content(tmp_path / "elsewhere")
    others = [
        lambda number=number: database.seed(other.nested("pond", f"title: Fish {number}\n"))
        for number in range(MOST_ATTEMPTS)
    ]
    with pytest.raises(
        DatabaseNotReadyError, match=r"^Other seeding runs .* when they are done\.$"
    ):
        seed(database.engine, [str(content)], lambda: FIRST, Meanwhile(*others))
    assert database.rows(LIVE) == [("pond", f"Fish {MOST_ATTEMPTS - 1}")]


def together(file: Path, module: SqliteModule, runs: Sequence[Sequence[str]]) -> list[Outcome]:
    """Runs on the same database, each in a thread and over an engine of its own."""
    ready = Barrier(len(runs))

    def run(paths: Sequence[str]) -> Outcome:
        engine = open_engine(settings_for(file, module))
        ready.wait()
        outcome = seed(engine, paths, lambda: FIRST, iter)
        engine.dispose()
        return outcome

    with ThreadPoolExecutor(len(runs)) as threads:
        return list(threads.map(run, runs))


def test_single_files_seeded_at_once_are_all_there(database: Database, content: Content) -> None:
    slugs = [f"roadmap-{number}" for number in range(4)]
    for slug in slugs:
        content.nested(slug, f"tags: [{slug}, all]\n" + related(*slugs) + sponsor("Spades"))
    runs = [[f"{content}/{slug}/{slug}.md"] for slug in slugs]
    outcomes = together(database.file, database.module, runs)
    assert [changed(outcome) for outcome in outcomes] == [{"added": [slug]} for slug in slugs]
    assert database.rows(LIVE) == [(slug, slug) for slug in slugs]
    assert database.rows(DANGLING) == [(0,)]
    assert database.rows("SELECT count(*) FROM roadmap_relation") == [(16,)]
    assert database.rows("SELECT name FROM tag ORDER BY name") == [("all",), *((s,) for s in slugs)]
    assert database.rows("SELECT count(*), count(DISTINCT sponsor_id) FROM placement") == [(4, 1)]


def test_folders_mirrored_at_once_leave_one_of_them_whole(
    database: Database, content: Content, tmp_path: Path
) -> None:
    other = Content(tmp_path / "other")
    slugs = [f"roadmap-{number}" for number in range(20)]
    for slug in slugs:
        content.nested(slug, "title: A\n" + sponsor("A") + related(*slugs))
        other.nested(slug, "title: B\n" + sponsor("B") + related(*slugs[:3]))
    together(database.file, database.module, [[str(content)], [str(other)], [str(content)]])
    (winner,) = {title for _, title in database.rows(LIVE)}
    standing = "SELECT DISTINCT title FROM placement WHERE withdrawn_at IS NULL"
    assert database.rows(standing) == [(winner,)]
    expected = 400 if winner == "A" else 60
    assert database.rows("SELECT count(*) FROM roadmap_relation") == [(expected,)]
