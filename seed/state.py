"""What the database holds of the content, as far as a run needs to know before it writes."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, select

from graph import tables
from seed.records import Code, Problem, Source
from seed.search import is_indexed

RELATION = tables.RoadmapRelation
ROADMAP = tables.Roadmap
ISSUE = tables.RoadmapIssue


@dataclass(frozen=True, slots=True)
class Stored:
    """A roadmap that the database knows."""

    id: int
    sha256: str
    path: str
    is_retired: bool

    def holds(self, source: Source) -> bool:
        """Whether the file is as it was seeded."""
        same = self.sha256 == source.sha256 and self.path == source.path
        return same and not self.is_retired


@dataclass(frozen=True, slots=True)
class State:
    """The content at one revision; the revision is null before the first run."""

    revision: int | None = None
    roadmaps: dict[str, Stored] = field(default_factory=dict)
    is_indexed: bool = True
    """Whether the full-text search has all of them, as this code would write them."""

    def live(self) -> set[str]:
        """Slugs of the roadmaps that are published."""
        return {slug for slug, stored in self.roadmaps.items() if not stored.is_retired}


def latest_revision(connection: Connection) -> int | None:
    newest = select(tables.ContentRevision.id).order_by(tables.ContentRevision.id.desc()).limit(1)
    return connection.execute(newest).scalar()


def load_state(connection: Connection) -> State:
    """The stored roadmaps with the hashes that tell whether their files changed."""
    columns = (ROADMAP.slug, ROADMAP.id, ROADMAP.source_sha256, ROADMAP.source_path)
    rows = connection.execute(select(*columns, ROADMAP.retired_at.isnot(None)))
    stored = {row[0]: Stored(*row[1:]) for row in rows}
    published = sum(not roadmap.is_retired for roadmap in stored.values())
    return State(latest_revision(connection), stored, is_indexed(connection, published))


def stored_problems(connection: Connection, shown: dict[str, str]) -> list[Problem]:
    """What reading found in these roadmaps, under the paths now shown for them."""
    return _told(connection, shown, ISSUE.code != Code.UNRESOLVED_RELATION)


def unresolved(connection: Connection, shown: dict[str, str]) -> list[Problem]:
    """The relations of the shown roadmaps that name no seeded one."""
    return _told(connection, shown, ISSUE.code == Code.UNRESOLVED_RELATION)


def _told(
    connection: Connection, shown: dict[str, str], which: ColumnElement[bool]
) -> list[Problem]:
    columns = (ROADMAP.slug, ISSUE.line, ISSUE.column, ISSUE.code, ISSUE.message, ISSUE.hint)
    rows = connection.execute(select(*columns).where(ROADMAP.id == ISSUE.roadmap_id, which))
    return [
        Problem(shown[slug], line, column, Code(code), message, hint)
        for slug, line, column, code, message, hint in rows
        if slug in shown
    ]


def unresolved_problem(
    path: str, target: str, suggestion: str | None, line: int, column: int
) -> Problem:
    hint = f"did you mean {suggestion!r}?" if suggestion else None
    message = f"no roadmap has the slug {target!r}"
    return Problem(path, line, column, Code.UNRESOLVED_RELATION, message, hint)


def stored_relations(connection: Connection, slugs: set[str]) -> list[tuple[str, str, int, int]]:
    """(slug, target slug, line, column) of every relation of these roadmaps."""
    columns = (RELATION.target_slug, RELATION.line, RELATION.column)
    rows = connection.execute(
        select(ROADMAP.slug, *columns).where(ROADMAP.id == RELATION.roadmap_id)
    )
    return [(slug, target, line, column) for slug, target, line, column in rows if slug in slugs]
