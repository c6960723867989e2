"""Paths a person gives -> the roadmap files they mean, and the bytes of each."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from seed.normalise import SLUG
from seed.records import Code, Problem, Source


class UsageError(ValueError):
    """What was asked for makes no sense; the text says what would."""


@dataclass(frozen=True, slots=True)
class RoadmapFile:
    """A file that is a roadmap by its place: `<slug>/<slug>.md`, or `<slug>.md`."""

    slug: str
    path: str
    """Below the folder of content, with forward slashes."""
    shown_path: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the paths of one run name."""

    files: Sequence[RoadmapFile]
    refused: Sequence[str]
    """The names of the files that cannot be used for their names, each file's."""
    problems: Sequence[Problem]
    """Theirs."""
    claimed: frozenset[str]
    """Slugs that have a file, be it one that cannot be used: these roadmaps are not retired."""
    mirrors: bool
    """Whether a folder of roadmaps was given, which the database is to mirror."""


def find(paths: Sequence[str]) -> Found:
    """All roadmap files of the paths. UsageError for a path that is none, or that has none."""
    below = {path: list(_below(path)) for path in paths}
    empty = [path for path, files in below.items() if not files]
    if empty:
        raise UsageError(
            f"no roadmap in {', '.join(empty)}: a roadmap is <slug>/<slug>.md or <slug>.md; "
            f"{_hint(empty)}nothing was changed"
        )
    found = [file for files in below.values() for file in files]
    good: list[RoadmapFile] = []
    bad: list[RoadmapFile] = []
    for file in found:
        (good if SLUG.match(file.slug) else bad).append(file)
    problems = [_bad_slug(file) for file in bad]
    single, doubled = _apart(good)
    problems += [_doubled(file, same) for same in doubled for file in same]
    return Found(
        sorted(single, key=lambda file: file.slug),
        [file.slug for file in bad + [file for same in doubled for file in same]],
        problems,
        frozenset(file.slug for file in good),
        any(_is_content(path, files) for path, files in below.items()),
    )


def _hint(folders: Iterable[str]) -> str:
    """Which folders one level deeper would do."""
    deeper = [each.path for folder in folders for each in os.scandir(folder) if each.is_dir()]
    better = sorted(filter(_has_roadmaps, deeper))
    return f"there are some in {', '.join(better)}; " if better else ""


def _has_roadmaps(folder: str) -> bool:
    with suppress(OSError):  # one that may not be read is no hint
        return any(_in_folder(folder))
    return False


def _is_content(path: str, files: Sequence[RoadmapFile]) -> bool:
    """Whether it is a folder of roadmaps, which the database mirrors.

    One of topics, given by mistake, must retire nothing; nor must the folder of one roadmap.
    """
    if not os.path.isdir(path):  # noqa: PTH112
        return False
    own = _name_of(path)
    return any(SLUG.fullmatch(file.slug) and file.slug != own for file in files)


def _name_of(path: str) -> str:
    return Path(os.path.abspath(path)).name  # noqa: PTH100


def _below(path: str) -> Iterator[RoadmapFile]:
    if os.path.isdir(path):  # noqa: PTH112  Path costs more than the look
        yield from _in_folder(path)
    elif not os.path.exists(path):  # noqa: PTH110
        raise UsageError(f"{path}: no such file or folder")
    elif not (path.endswith(".md") and os.path.isfile(path)):  # noqa: PTH113
        raise UsageError(f"{path}: not a Markdown file; give *.md files or folders of them")
    else:
        yield _single(path)


def _in_folder(folder: str) -> Iterator[RoadmapFile]:
    """Roadmaps of a folder; the topic files and other folders beside them are none."""
    own = _name_of(folder)
    if _is_file(f"{folder}/{own}.md"):  # it is itself the folder of one roadmap
        yield RoadmapFile(own, f"{own}/{own}.md", f"{folder}/{own}.md")
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if not name.endswith(".md"):
                shown = f"{entry.path}/{name}.md"
                if _is_file(shown):
                    yield RoadmapFile(name, f"{name}/{name}.md", shown)
            elif name.lower() != "readme.md" and _is_file(entry.path):
                yield RoadmapFile(name[:-3], name, entry.path)


def _is_file(path: str) -> bool:
    """Whether a file is there, be it one out of reach: that one is reported, and not retired."""
    try:
        return S_ISREG(os.stat(path).st_mode)  # noqa: PTH116
    except PermissionError:
        return True
    except OSError:
        return os.path.islink(path)  # noqa: PTH114  it leads nowhere


def _single(path: str) -> RoadmapFile:
    """A file by itself; it keeps the place it would have in its folder of content."""
    file = Path(path)
    slug = file.stem
    nested = Path(os.path.abspath(path)).parent.name == slug  # noqa: PTH100
    return RoadmapFile(slug, f"{slug}/{slug}.md" if nested else f"{slug}.md", path)


def _apart(
    files: Sequence[RoadmapFile],
) -> tuple[list[RoadmapFile], list[list[RoadmapFile]]]:
    """Files whose slug is theirs alone, and those that share one; a path given twice is one."""
    by_slug: dict[str, list[RoadmapFile]] = {}
    for file in files:
        by_slug.setdefault(file.slug, []).append(file)
    groups = [same if len(same) == 1 else _distinct(same) for same in by_slug.values()]
    return [same[0] for same in groups if len(same) == 1], [same for same in groups if same[1:]]


def _distinct(files: Sequence[RoadmapFile]) -> list[RoadmapFile]:
    return list({os.path.abspath(file.shown_path): file for file in files}.values())  # noqa: PTH100


def _bad_slug(file: RoadmapFile) -> Problem:
    return Problem(
        file.shown_path,
        1,
        1,
        Code.BAD_SLUG,
        f"{file.slug!r} is not a slug",
        "name the file with lower-case letters, digits and single hyphens: my-roadmap.md",
    )


def _doubled(file: RoadmapFile, same: Sequence[RoadmapFile]) -> Problem:
    others = ", ".join(other.shown_path for other in same if other is not file)
    return Problem(
        file.shown_path,
        1,
        1,
        Code.DUPLICATE_SLUG,
        f"{file.slug!r} has another file: {others}",
        "keep one of them",
    )


def read(file: RoadmapFile) -> Source | Problem:
    """The file's bytes with their hash, or why they cannot be had."""
    try:
        with open(file.shown_path, "rb", buffering=0) as stream:  # noqa: PTH123
            data = stream.read()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        return Problem(file.shown_path, 1, 1, Code.UNREADABLE, message)
    return Source(file.slug, file.path, file.shown_path, sha256(data).hexdigest(), data)
