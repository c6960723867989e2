"""`--check` and `--dry-run` tell what they would find and do, and write nothing at all."""

from pathlib import Path

import pytest

from graph.database import SCHEMA_REVISION, open_engine
from seed.run import seed
from tests.seed.command import Ran, run_seed
from tests.seed.content import Content, related
from tests.seed.database import FIRST, settings_for
from tests.seed.test_command import DATABASE, database_at

GARDEN = "titel: Garden\n" + related("pond", "tree")
WARNINGS = """\
content/garden/garden.md:2:1: UNKNOWN_KEY the key "titel" is unknown, and stays unread (did you \
mean title?)
content/garden/garden.md:3:25: UNRESOLVED_RELATION no roadmap has the slug 'tree'
"""


def everything_in(folder: Path) -> dict[str, bytes | None]:
    """Each file below a folder with its bytes, each folder with none."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


NEW_DATABASE = [
    pytest.param("--check", "checked 2 files: 0 refused", id="check"),
    pytest.param(
        "--dry-run",
        "added    garden\nadded    pond\n"
        "would seed 2 files: 2 added, 0 changed, 0 unchanged, 0 retired, 0 refused",
        id="dry",
    ),
]


@pytest.mark.parametrize(("option", "told"), NEW_DATABASE)
def test_without_a_database_none_is_made(
    tmp_path: Path, content: Content, option: str, told: str
) -> None:
    content.nested("garden", GARDEN)
    content.nested("pond")
    before = everything_in(tmp_path)
    expected = Ran(1, f"{told}, 2 problems, N s", WARNINGS)
    assert run_seed(tmp_path, option, "content") == expected
    assert everything_in(tmp_path) == before


def seeded(tmp_path: Path, content: Content) -> dict[str, bytes | None]:
    """A database that is behind the content: each kind of change is due."""
    for slug in ("botany", "garden", "pond", "stream"):
        content.nested(slug)
    engine = open_engine(settings_for(tmp_path / DATABASE, "auto"))
    seed(engine, [str(content)], lambda: FIRST, iter)
    engine.dispose()
    content.nested("garden", GARDEN)
    content.nested("stream", "title: [\n")
    content.nested("fish", related("stream", "botany"))
    content.remove("botany")
    return everything_in(tmp_path)


BROKEN = """\
content/fish/fish.md:2:27: UNRESOLVED_RELATION no roadmap has the slug 'botany'
{warnings}content/stream/stream.md:3:1: SYNTAX did not find expected node content while parsing a \
flow node (begun on line 3) (look for a quote left open or too many, here or on a line above)
"""


def test_a_dry_run_says_what_would_change(tmp_path: Path, content: Content) -> None:
    before = seeded(tmp_path, content)
    ran = run_seed(tmp_path, "--dry-run", "content")
    counts = "1 added, 1 changed, 1 unchanged, 1 retired, 1 refused, 4 problems, N s"
    assert ran.out.splitlines() == [
        "added    fish",
        "changed  garden",
        "retired  botany",
        "refused  stream",
        f"would seed 4 files: {counts}",
    ]
    assert (ran.status, ran.err) == (1, BROKEN.format(warnings=WARNINGS))
    assert everything_in(tmp_path) == before


def test_a_check_reads_every_file_and_tells_its_problems(tmp_path: Path, content: Content) -> None:
    before = seeded(tmp_path, content)
    ran = run_seed(tmp_path, "--check", "content")
    assert (ran.status, ran.err) == (1, BROKEN.format(warnings=WARNINGS))
    assert everything_in(tmp_path) == before


def test_a_check_of_one_file_knows_the_roadmaps_that_are_seeded(
    tmp_path: Path, content: Content
) -> None:
    before = seeded(tmp_path, content)
    ran = run_seed(tmp_path, "--check", "content/garden/garden.md")
    assert (ran.status, ran.err) == (1, WARNINGS)
    assert everything_in(tmp_path) == before


def test_a_dry_run_and_the_run_itself_tell_the_same(tmp_path: Path, content: Content) -> None:
    seeded(tmp_path, content)
    foreseen = run_seed(tmp_path, "--dry-run", "content")
    done = run_seed(tmp_path, "content")
    assert foreseen.err == done.err


def test_an_empty_database_is_as_good_as_none(tmp_path: Path, content: Content) -> None:
    content.nested("garden")
    (tmp_path / DATABASE).parent.mkdir(parents=True)
    (tmp_path / DATABASE).touch()
    before = everything_in(tmp_path)
    assert run_seed(tmp_path, "--dry-run", "content").status == 0
    assert everything_in(tmp_path) == before


def test_an_older_database_has_to_be_migrated_before_it_is_compared_with(
    tmp_path: Path, content: Content
) -> None:
    content.nested("garden")
    database_at(tmp_path / DATABASE, "0001")
    before = everything_in(tmp_path)
    ran = run_seed(tmp_path, "--dry-run", "content")
    assert ran == Ran(
        2,
        "",
        f"seed: The database stands at migration 0001 and this code needs {SCHEMA_REVISION}: run "
        "`alembic upgrade head`, or seed it.\n",
    )
    assert everything_in(tmp_path) == before
