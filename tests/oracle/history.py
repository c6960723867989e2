"""Files -> what must stand in a database after they were seeded, run by run.

Told once more and in the plainest words; of the code under test only `seed.normalise` is used,
whose records are where the oracle begins.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath

from seed import records
from seed.normalise import normalise

Creative = tuple[str, str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Run:
    """One seeding of a folder that holds exactly these files, by path."""

    at: datetime
    files: Mapping[str, str]

    def now(self) -> datetime:
        return self.at


@dataclass(slots=True, eq=False)
class Version:
    """The version of a roadmap that is published, or was when its file vanished."""

    record: records.Roadmap
    path: str
    sha256: str
    revision: int
    seeded_at: datetime
    problems: Sequence[records.Problem] = ()
    retired_at: datetime | None = None


@dataclass(slots=True, eq=False)
class Placement:
    """A sponsor block on one roadmap, from the run that first saw it."""

    number: int
    slug: str
    block: records.SponsorBlock
    position: int
    withdrawn_at: datetime | None = None

    @property
    def creative(self) -> Creative:
        return creative(self.block)


@dataclass(slots=True)
class History:
    """All that some runs left behind."""

    revision: int = 0
    seeded_at: datetime | None = None
    versions: dict[str, Version] = field(default_factory=dict)
    placements: list[Placement] = field(default_factory=list)
    sponsors: list[Creative] = field(default_factory=list)

    def live(self) -> set[str]:
        return {slug for slug, version in self.versions.items() if version.retired_at is None}

    def add(self, run: Run) -> None:
        found = {PurePosixPath(path).stem: path for path in sorted(run.files)}
        new = [v for slug, path in found.items() if (v := self._changed(slug, path, run))]
        gone = self.live() - found.keys()
        if not new and not gone:
            return
        self.revision += 1
        self.seeded_at = run.at
        for version in sorted(new, key=lambda version: version.record.slug):
            self.versions[version.record.slug] = version
            version.revision = self.revision
            self._place(version.record, run.at)
        for slug in gone:
            self._retire(self.versions[slug], run.at)

    def _changed(self, slug: str, path: str, run: Run) -> Version | None:
        """The version that the file holds, unless it stands already or cannot be read."""
        data = run.files[path].encode()
        digest = sha256(data).hexdigest()
        old = self.versions.get(slug)
        if old and old.retired_at is None and (old.path, old.sha256) == (path, digest):
            return None
        reading = normalise(records.Source(slug, path, path, digest, data))
        record, problems = reading.roadmap, reading.problems
        return Version(record, path, digest, 0, run.at, problems) if record else None

    def _retire(self, version: Version, at: datetime) -> None:
        version.retired_at = version.seeded_at = at
        version.revision = self.revision
        withdraw(self._standing(version.record.slug), at)

    def _standing(self, slug: str) -> list[Placement]:
        standing = [p for p in self.placements if p.slug == slug and p.withdrawn_at is None]
        return sorted(standing, key=lambda placement: placement.position)

    def _place(self, record: records.Roadmap, at: datetime) -> None:
        standing = self._standing(record.slug)
        for position, block in enumerate(record.sponsors):
            same = next((old for old in standing if old.block == block), None)
            if same:
                standing.remove(same)
                same.position = position
            else:
                number = len(self.placements) + 1
                self.placements.append(Placement(number, record.slug, block, position))
                self.sponsors += [creative(block)] * (creative(block) not in self.sponsors)
        withdraw(standing, at)


def replay(runs: Iterable[Run]) -> History:
    history = History()
    for run in runs:
        history.add(run)
    return history


def creative(block: records.SponsorBlock) -> Creative:
    return (block.title, block.url, block.image_url, block.description)


def withdraw(placements: Iterable[Placement], at: datetime) -> None:
    for placement in placements:
        placement.withdrawn_at = at


def suggestion(slug: str, known: Iterable[str]) -> str | None:
    """The known slug that takes the fewest slips to write so; at most two, and a third of it."""
    most = min(2, len(slug) // 3)
    near = [(slips(slug, other), other) for other in known]
    return min([(n, other) for n, other in near if n <= most], default=(0, None))[1]


def slips(a: str, b: str) -> int:
    """Letters added, lost, changed or swapped with the next: optimal string alignment."""
    if abs(len(a) - len(b)) > 2 or sum((Counter(a) - Counter(b)).values()) > 2:
        return 3
    rows = [list(range(len(b) + 1))]
    for i, letter in enumerate(a, 1):
        rows.append([i])
        for j, other in enumerate(b, 1):
            changed = rows[i - 1][j - 1] + (letter != other)
            steps = [rows[i - 1][j] + 1, rows[i][j - 1] + 1, changed]
            if i > 1 and j > 1 and letter == b[j - 2] and other == a[i - 2]:
                steps.append(rows[i - 2][j - 2] + 1)
            rows[i].append(min(steps))
    return rows[-1][-1]


def unique(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(texts))
