"""The issues of the content: what reports print, relations that name no roadmap included."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
PLACE = ("roadmap_id", "line", "column", "code", "position")
UNRESOLVED = "UNRESOLVED_RELATION"
PROBLEMS = 'SELECT roadmap_id, line, "column", code, position, message, hint FROM {}'
RELATIONS = """
    SELECT roadmap_id, line, "column", position, target_slug, suggestion FROM roadmap_relation
    WHERE target_id IS NULL ORDER BY roadmap_id, position"""


def upgrade() -> None:
    issue = op.create_table(
        "roadmap_issue",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("roadmap_id", INTEGER, nullable=False),
        sa.Column("line", INTEGER, nullable=False),
        sa.Column("column", INTEGER, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("hint", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_roadmap_issue"),
        sa.UniqueConstraint(*PLACE, name=f"uq_roadmap_issue_{'_'.join(PLACE)}"),
        sa.ForeignKeyConstraint(["roadmap_id"], ["roadmap.id"], name="fk_roadmap_issue_roadmap_id"),
        sqlite_strict=True,
    )
    found = [*rows(PROBLEMS.format("content_issue")), *unresolved()]
    if found:
        op.bulk_insert(issue, [{"id": number, **row} for number, row in enumerate(found, 1)])
    op.drop_table("content_issue")


def downgrade() -> None:
    """Relations that name no roadmap were told apart from what reading the file found."""
    op.create_table(
        "content_issue",
        sa.Column("roadmap_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("line", INTEGER, nullable=False),
        sa.Column("column", INTEGER, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("hint", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("roadmap_id", "position", name="pk_content_issue"),
        sa.ForeignKeyConstraint(["roadmap_id"], ["roadmap.id"], name="fk_content_issue_roadmap_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    names = 'roadmap_id, line, "column", code, position, message, hint'
    found = f"{PROBLEMS.format('roadmap_issue')} WHERE code <> '{UNRESOLVED}'"
    op.execute(f"INSERT INTO content_issue ({names}) {found}")
    op.drop_table("roadmap_issue")


def rows(sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in op.get_bind().execute(sa.text(sql)).mappings()]


def unresolved() -> list[dict[str, Any]]:
    """The issues of relations, in the words that reports had for them."""
    return [issue_of(**row) for row in rows(RELATIONS)]


def issue_of(target_slug: str, suggestion: str | None, **place: Any) -> dict[str, Any]:
    hint = f"did you mean {suggestion!r}?" if suggestion else None
    message = f"no roadmap has the slug {target_slug!r}"
    return {**place, "code": UNRESOLVED, "message": message, "hint": hint}
