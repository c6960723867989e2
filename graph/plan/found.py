"""Looking things up in the index of the full-text search, on SQLite and PostgreSQL alike."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import BigInteger, Text, column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import TableValuedAlias

from graph.plan.match import Match, match_of
from graph.plan.statement import Parameter
from graph.tables.search import DOCUMENTS
from graph.tables.snippet import AFTER, BEFORE

PG_PASSAGE = """\
(WITH piece AS (
  SELECT text.n AS text_n, piece.n AS n, (piece.value ->> 0)::int AS start,
    (SELECT min(w) FROM jsonb_array_elements_text(piece.value -> 1) AS w
      WHERE sought -> 'whole' ? w
      OR EXISTS (SELECT FROM jsonb_array_elements_text(sought -> 'begun') AS b
        WHERE starts_with(w, b))) AS word,
    piece.value ->> 2 AS html, piece.value ->> 3 AS tail
  FROM {documents} AS document, CAST({marks} AS jsonb) AS sought,
    jsonb_array_elements(document.pieces) WITH ORDINALITY AS text (value, n),
    jsonb_array_elements(text.value) WITH ORDINALITY AS piece (value, n)
  WHERE document.roadmap_id = {roadmap_id} AND document.place = 0
), chosen AS (
  SELECT text_n, min(start) FILTER (WHERE word IS NOT NULL) AS first, max(n) AS last FROM piece
  GROUP BY text_n HAVING count(word) > 0 ORDER BY count(DISTINCT word) DESC, text_n LIMIT 1
)
SELECT CASE WHEN min(n) > 1 THEN '…' ELSE '' END
  || btrim(replace(string_agg(CASE WHEN word IS NULL THEN html
    ELSE '<mark>' || html || '</mark>' END || tail, '' ORDER BY n), '</mark><mark>', ''))
  || CASE WHEN max(n) < max(last) THEN '…' ELSE '' END
FROM piece JOIN chosen USING (text_n)
WHERE start >= first - {before} AND start < first + {after})"""


class found(FunctionElement[Any]):  # noqa: N801  named as the SQL function it is
    """Rows of the roadmaps that are found: four texts of a `Match` -> `id`, `weight`.

    A document higher up weighs twice as much; each weighs again with the last word as it is.
    """

    inherit_cache = True


class passage(FunctionElement[str]):  # noqa: N801
    """A roadmap's snippet: of the marks, its id, its keywords and its other texts."""

    type = Text()
    inherit_cache = True


def found_by(query: Parameter) -> TableValuedAlias:
    """What a client's query finds, as rows of `id` and `weight`."""
    texts = (part(query, name) for name in Match._fields[:4])
    columns = (column(name, BigInteger()) for name in ("id", "weight"))
    return found(*texts).table_valued(*columns)


def part(query: Parameter, name: str) -> Parameter:
    """One of the texts that a client's query becomes."""
    return query.mapped(PARTS[name])


def _part(name: str) -> Callable[[str], str]:
    return lambda text: getattr(match_of(text), name)


PARTS: Mapping[str, Callable[[str], str]] = {name: _part(name) for name in Match._fields}


@compiles(found, "sqlite")
def _sqlite_found(element: found, compiler: SQLCompiler, **kw: Any) -> str:
    begun, whole = (compiler.process(clause, **kw) for clause in list(element.clauses)[:2])
    look = f"SELECT rowid FROM {DOCUMENTS} WHERE {DOCUMENTS} MATCH "  # noqa: S608  no values in it
    return (
        "(SELECT rowid >> 2 AS id, sum(1 << (rowid & 3)) AS weight "  # noqa: S608
        f"FROM ({look}{begun} UNION ALL {look}{whole}) GROUP BY rowid >> 2)"
    )


@compiles(found, "postgresql")
def _pg_found(element: found, compiler: SQLCompiler, **kw: Any) -> str:
    begun, whole = (compiler.process(clause, **kw) for clause in list(element.clauses)[2:])
    look = f"SELECT roadmap_id, place FROM {DOCUMENTS} WHERE words @@ "  # noqa: S608
    return (
        "(SELECT roadmap_id AS id, sum(1 << place) AS weight "  # noqa: S608
        f"FROM ({look}({begun})::tsquery UNION ALL {look}({whole})::tsquery) AS documents "
        "GROUP BY roadmap_id)"
    )


@compiles(passage, "sqlite")
def _sqlite_passage(element: passage, compiler: SQLCompiler, **kw: Any) -> str:
    clauses = [clause for i, clause in enumerate(element.clauses) if i != 1]
    marks, keywords, *others = (compiler.process(clause, **kw) for clause in clauses)
    return (
        f"coalesce(search_snippet({marks}, {', '.join(others)}), "
        f"search_snippet({marks}, {keywords}))"
    )


@compiles(passage, "postgresql")
def _pg_passage(element: passage, compiler: SQLCompiler, **kw: Any) -> str:
    marks, roadmap_id = (compiler.process(clause, **kw) for clause in list(element.clauses)[:2])
    return PG_PASSAGE.format(
        marks=marks, roadmap_id=roadmap_id, documents=DOCUMENTS, before=BEFORE, after=AFTER
    )
