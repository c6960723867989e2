"""kill -9 in the middle of a run leaves the old content or the new, whole.

Each run is a fork of a server process that has everything imported: a new interpreter would take
ten times as long as the run itself, and most kills would meet it importing. How long a run takes,
and its transaction, is measured first; the kills are then spread evenly over that time and a little
more, in turn from the start of the run and from the start of its transaction, where it counts. What
a kill meets exactly is left to the scheduler.
"""

import multiprocessing
import shutil
from contextlib import closing
from pathlib import Path
from time import perf_counter, sleep

from alembic import command
from alembic.script import ScriptDirectory

from graph.database import open_engine, sqlite_driver
from graph.migrate import alembic_config
from graph.settings import SqliteModule
from seed.run import seed
from tests.seed import child
from tests.seed.content import Content, related, sponsor, sponsors
from tests.seed.database import FIRST, Dump, dump, settings_for

FILES = 60
KILLS = 25  # on each of two SQLite modules: 50 in all
FIRST_KILLS = 6
KILLED = -9

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload([child.__name__])


class Run:
    """A seeding run under way in a process of its own."""

    def __init__(self, file: Path, module: SqliteModule, folder: Path) -> None:
        self.heard, told = SERVER.Pipe(duplex=False)
        self.process = SERVER.Process(target=child.run, args=(file, module, folder, told))
        self.process.start()
        told.close()

    def reach(self, moment: str) -> None:
        while self.heard.recv() != moment:
            pass

    def end(self) -> int | None:
        self.process.join()
        self.heard.close()
        return self.process.exitcode

    def kill(self) -> int | None:
        self.process.kill()
        return self.end()


def write_content(folder: Path, era: str) -> Path:
    """60 files; of two eras a third is the same, a third other, a third in one of them only."""
    content = Content(folder)
    for number in range(FILES):
        slug = f"roadmap-{number}" if number % 3 else f"roadmap-{era}-{number}"
        own = era if number % 3 == 1 else "same"
        keywords = ", ".join(f"{own} {number * keyword % 17}" for keyword in range(20))
        content.nested(
            slug,
            f"title: {slug} {own}\ntags: [all, {own}]\nseo:\n  keywords: [{keywords}]\n"
            + related(*(f"roadmap-{number * step % FILES}" for step in range(1, 9)), "roadmap-x")
            + (sponsor(own) if number % 2 else sponsors([own, "Always"])),
        )
    return folder


def dump_of(file: Path, module: SqliteModule) -> Dump:
    """All rows, of a database that SQLite finds sound."""
    with closing(sqlite_driver(module).connect(file)) as connection:
        rows = dump(connection)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    return rows


def seed_whole(file: Path, module: SqliteModule, folder: Path) -> Dump:
    engine = open_engine(settings_for(file, module))
    seed(engine, [str(folder)], lambda: FIRST, iter)
    engine.dispose()
    return dump_of(file, module)


def durations(file: Path, module: SqliteModule, folder: Path) -> dict[str, float]:
    """Seconds from each moment to the end of a run that nobody kills."""
    run = Run(file, module, folder)
    run.reach("reading")
    reading = perf_counter()
    run.reach("writing")
    writing = perf_counter()
    assert run.end() == 0
    ended = perf_counter()
    return {"reading": ended - reading, "writing": ended - writing}


def test_a_killed_run_leaves_the_old_content_or_the_new(
    tmp_path: Path, migrated_template: Path, module: SqliteModule
) -> None:
    folders = [write_content(tmp_path / era, era) for era in ("a", "b")]
    steps = [shutil.copyfile(migrated_template, tmp_path / "0.sqlite")]
    dumps = [seed_whole(steps[0], module, folders[0])]
    for number, folder in enumerate((folders[1], folders[0]), 1):
        steps.append(shutil.copyfile(steps[-1], tmp_path / f"{number}.sqlite"))
        dumps.append(seed_whole(steps[-1], module, folder))
    takes = durations(shutil.copyfile(steps[0], tmp_path / "timed.sqlite"), module, folders[1])
    ends = []
    for number in range(KILLS):
        step, moment = number % 2, ("reading", "writing")[number // 2 % 2]
        file = shutil.copyfile(steps[step], tmp_path / "killed.sqlite")
        folder = folders[1 - step]
        run = Run(file, module, folder)
        run.reach(moment)
        sleep(takes[moment] * 1.1 * number / KILLS)
        ends.append(run.kill())
        assert dump_of(file, module) in dumps[step : step + 2]
        assert seed_whole(file, module, folder) == dumps[step + 1]
    assert ends.count(KILLED) > KILLS / 4


def test_a_killed_first_run_leaves_a_database_that_the_next_one_completes(
    tmp_path: Path, module: SqliteModule
) -> None:
    folder = write_content(tmp_path / "a", "a")
    sound: list[Dump] = [{"": []}]
    migrating = open_engine(settings_for(tmp_path / "migrated.sqlite", module))
    config = alembic_config(migrating)
    for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions())):
        command.upgrade(config, script.revision)
        sound.append(dump_of(tmp_path / "migrated.sqlite", module))
    takes = durations(tmp_path / "timed.sqlite", module, folder)
    sound.append(dump_of(tmp_path / "timed.sqlite", module))
    for number in range(FIRST_KILLS):
        file = tmp_path / f"killed-{number}.sqlite"
        run = Run(file, module, folder)
        run.reach("reading")
        sleep(takes["reading"] * number / FIRST_KILLS)
        run.kill()
        assert dump_of(file, module) in sound
        assert seed_whole(file, module, folder) == sound[-1]
    migrating.dispose()
