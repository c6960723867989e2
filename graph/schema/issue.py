"""Issues of the content: what the files have that wants mending, each with its place."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Annotated, Any, ClassVar

import strawberry
from sqlalchemy import ColumnElement, false, or_, select

from graph import tables
from graph.plan.compare import composed
from graph.plan.rule import Binding, Rows, alias
from graph.plan.sort import Condition, Sort
from graph.schema.narrow import RoadmapFilter, condition, filtered, matches_roadmap, named
from graph.schema.select import column, connection, related, value

Roadmap = Annotated["Roadmap", strawberry.lazy("graph.schema.roadmap")]  # type: ignore[misc]


@strawberry.enum(description="What kind of issue it is.")
class ContentIssueCode(Enum):
    INCOMPLETE = strawberry.enum_value(
        "INCOMPLETE", description="A block that lacks something, and is not shown until it has it."
    )
    UNSAFE_URL = strawberry.enum_value(
        "UNSAFE_URL",
        description="A sponsor's URL that is not published, because it is unsafe to link to.",
    )
    UNKNOWN_KEY = strawberry.enum_value(
        "UNKNOWN_KEY", description="A key that is probably misspelt, and stays unread."
    )
    UNRESOLVED_RELATION = strawberry.enum_value(
        "UNRESOLVED_RELATION", description="An entry of relatedRoadmaps that names no roadmap."
    )


def _in_file(issue: type[tables.RoadmapIssue]) -> Sequence[Any]:
    return [issue.line, issue.column, issue.code, issue.position]


def _path(issue: type[tables.RoadmapIssue]) -> ColumnElement[str]:
    roadmap = alias(tables.Roadmap)
    return select(roadmap.source_path).where(roadmap.id == issue.roadmap_id).scalar_subquery()


def _roadmap(issue: type[tables.RoadmapIssue], roadmap: type[tables.Roadmap]) -> Rows:
    return Rows([roadmap.id == issue.roadmap_id])


@strawberry.type(
    description="Something in a roadmap's file that wants mending, as the seeding report prints it."
)
class ContentIssue:
    binding: ClassVar = Binding(tables.RoadmapIssue, key=_in_file)
    code: ContentIssueCode = column("What kind of issue it is.")
    message: str = column("What is wrong, in words.")
    hint: str | None = column("How to mend it; null where the message says so already.")
    path: str = value("The file's path below the folder of content.", _path)
    line: int = column("The line of the file, from 1.")
    column: int = value("The character of the line, from 1.", lambda issue: issue.column)
    roadmap: Roadmap = related("The roadmap of that file.", _roadmap)


@strawberry.input(description="Which issues to list; all conditions must hold.")
class ContentIssueFilter:
    code: list[ContentIssueCode] | None = condition("Of one of these kinds.")
    roadmap: RoadmapFilter | None = condition("In the file of a roadmap that fulfils this.")
    and_: list["ContentIssueFilter"] | None = condition("All of these hold.", "and")
    or_: list["ContentIssueFilter"] | None = condition("At least one of these holds.", "or")
    not_: "ContentIssueFilter | None" = condition("This does not hold.", "not")


def _issues(
    _: None,
    issue: type[tables.RoadmapIssue],
    filter: Mapping[str, Any] | None,  # noqa: A002  the API's name
) -> Rows:
    roadmap = alias(tables.Roadmap)

    def holds(name: str, value: Any) -> Condition:
        if name == "roadmap":
            return matches_roadmap(roadmap, value)
        return or_(false(), *(issue.code == named(code) for code in value))

    matching = [] if filter is None else [composed(filter, holds)]
    key = [Sort(column) for column in (roadmap.slug, *_in_file(issue))]
    return Rows([roadmap.id == issue.roadmap_id, *matching], key=key)


def _own_issues(roadmap: type[tables.Roadmap], issue: type[tables.RoadmapIssue]) -> Rows:
    return Rows([issue.roadmap_id == roadmap.id], _in_file(issue))


def issues() -> Any:
    """The field `issues` of roadmaps."""
    return related("What wants mending in its file, in the file's order.", _own_issues)


def content_issues() -> Any:
    """The field `contentIssues` of the query type."""
    return connection(
        "All issues of the roadmaps that are here, by slug and then in the file's order. A file "
        "that cannot be read is refused as a whole: its last good version, if any, stays here, and "
        "only the seeding report tells of it.",
        _issues,
        filter=filtered(ContentIssueFilter),
    )
