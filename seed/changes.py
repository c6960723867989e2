"""What a run would change: the files of the paths held against the state of the database. It reads
them, and writes nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from seed.files import Found, RoadmapFile, read
from seed.parallel import normalised
from seed.records import Problem, Reading, Roadmap, Source, Words
from seed.state import State


@dataclass(frozen=True, slots=True)
class Accepted:
    """A roadmap to be written: new, or other than the stored one."""

    path: str
    sha256: str
    roadmap: Roadmap
    problems: Sequence[Problem]
    words: Words


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
    changes = Changes(refused=list(found.refused), problems=list(found.problems))
    others = _others(found.files, state, changes)
    files, sources = [file for file, _ in others], [source for _, source in others]
    for _, source, reading in zip(progress(files), sources, normalised(sources), strict=True):
        _take(source, reading, state, changes)
    changes.refused.sort()
    # A folder of which nothing can be read is hardly one of roadmaps: it must retire nothing.
    if found.mirrors and (changes.accepted or changes.unchanged):
        changes.retired = sorted(state.live() - found.claimed)
    return changes


def _others(
    files: Iterable[RoadmapFile], state: State, changes: Changes
) -> list[tuple[RoadmapFile, Source]]:
    """The files that are not as they were seeded, with what they hold."""
    others = []
    for file in files:
        slug = file.slug
        changes.shown[slug] = file.shown_path
        source = read(file)
        stored = state.roadmaps.get(slug)
        if isinstance(source, Problem):
            changes.refused.append(slug)
            changes.problems.append(source)
        elif stored is not None and stored.holds(source):
            changes.unchanged.append(slug)
        else:
            others.append((file, source))
    return others


def _take(source: Source, reading: Reading, state: State, changes: Changes) -> None:
    slug, roadmap, words, problems = source.slug, reading.roadmap, reading.words, reading.problems
    changes.problems += problems
    if roadmap is None or words is None:
        changes.refused.append(slug)
        return
    stored = state.roadmaps.get(slug)
    is_known = stored is not None and not stored.is_retired
    (changes.changed if is_known else changes.added).append(slug)
    changes.accepted.append(Accepted(source.path, source.sha256, roadmap, problems, words))
