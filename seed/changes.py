"""What a run would change: the files of the paths held against the state of the database. Pure but
for reading the files."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from seed.files import Found, RoadmapFile, read
from seed.normalise import normalise
from seed.records import Problem, Roadmap, Source
from seed.state import State


@dataclass(frozen=True, slots=True)
class Accepted:
    """A roadmap to be written: new, or other than the stored one."""

    source: Source
    roadmap: Roadmap
    problems: list[Problem]


@dataclass(slots=True)
class Changes:
    """A run's work, by slug."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    """The path by which a person knows each file."""

    @property
    def writes(self) -> bool:
        return bool(self.accepted or self.retired)

    def published(self) -> dict[str, str]:
        """The shown paths of the files that stand in the database as they are."""
        slugs = [*self.unchanged, *(a.roadmap.slug for a in self.accepted)]
        return {slug: self.shown[slug] for slug in slugs}

    def live(self, state: State) -> set[str]:
        """The slugs that are published once this is done."""
        return (state.live() | {a.roadmap.slug for a in self.accepted}) - set(self.retired)


def compare(
    found: Found,
    state: State,
    progress: Callable[[Iterable[RoadmapFile]], Iterable[RoadmapFile]],
) -> Changes:
    """Read the files, parse those that are not as they were seeded, and say what is to be done."""
    changes = Changes(problems=list(found.problems))
    for file in progress(found.files):
        _compare_file(file, state, changes)
    if found.mirrors:
        changes.retired = sorted(state.live() - found.claimed)
    return changes


def _compare_file(file: RoadmapFile, state: State, changes: Changes) -> None:
    slug = file.slug
    changes.shown[slug] = file.shown_path
    source = read(file)
    if isinstance(source, Problem):
        changes.refused.append(slug)
        changes.problems.append(source)
        return
    stored = state.roadmaps.get(slug)
    if stored is not None and stored.holds(source):
        changes.unchanged.append(slug)
        return
    reading = normalise(source)
    changes.problems += reading.problems
    if reading.roadmap is None:
        changes.refused.append(slug)
        return
    is_known = stored is not None and not stored.is_retired
    (changes.changed if is_known else changes.added).append(slug)
    changes.accepted.append(Accepted(source, reading.roadmap, list(reading.problems)))
