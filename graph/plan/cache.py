"""Answers that are kept, and the tags that name them.

The content changes only with its revision, so a query's answer depends on its statement, the
statement's arguments and the revision: a tag is the hash of these. What asks for the time as well
has no tag, and is not kept.
"""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from sqlalchemy import Dialect, Text, cast, func, select

from graph.plan.answer import Answer
from graph.plan.recent import Recent
from graph.plan.rule import row_of
from graph.plan.statement import Parameters, Statement, compile_statement
from graph.plan.text import concatenated, literal, number
from graph.tables import ContentRevision

TAG_BYTES = 16
ENTRY_BYTES = 500
"""What an answer takes in the cache beside its body: objects, tag, the cache's own links."""


def revision_statement(dialect: Dialect) -> Statement:
    """The statement whose text names the state of the content; it gives no row before the first.

    The instant stands with the number because the numbers of a database that was put back to an
    older state come a second time, with other content.
    """
    revision, newest = row_of(ContentRevision), row_of(ContentRevision)
    name = concatenated([number(revision.id), literal(" "), cast(revision.seeded_at, Text)])
    # Not by LIMIT 1: a bound number there makes SQLite prepare the statement at each run.
    statement = select(name).where(revision.id == select(func.max(newest.id)).scalar_subquery())
    return compile_statement(statement, Parameters(), dialect)


def tag_of(
    statement: Statement, arguments: tuple[Any, ...] | Mapping[str, Any], revision: str
) -> str:
    """The name of the statement's answer.

    By what the arguments look like, and not by their equality: 1 equals true and 1.0.
    """
    digest = blake2b(statement.digest, digest_size=TAG_BYTES)
    digest.update(f"{arguments!r} {revision}".encode())
    return digest.hexdigest()


class AnswerCache:
    """Answers by their tags, up to a number of bytes; the longest unused give way."""

    def __init__(self, most_bytes: int) -> None:
        self.hits = 0
        self.misses = 0
        self._revision = ""
        self._answers: Recent[str, Answer] = Recent(most_bytes, _size)

    def get(self, tag: str, revision: str) -> Answer | None:
        """The answer, if it is kept; what was kept of another revision is let go."""
        if revision != self._revision:
            self._answers.clear()
            self._revision = revision
        answer = self._answers.get(tag)
        if answer is None:
            self.misses += 1
        else:
            self.hits += 1
        return answer

    @property
    def size(self) -> int:
        """Bytes, of what is kept."""
        return self._answers.size

    def keep(self, tag: str, answer: Answer) -> None:
        """Keep the answer, unless it is larger than all there is room for."""
        self._answers.keep(tag, answer)


def _size(answer: Answer) -> int:
    return len(answer.body) + ENTRY_BYTES
