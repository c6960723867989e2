"""Clicks with their door, their visitor and the rules that judged them, and the daily rollup."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
TIME = sa.Text().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
DATE = sa.Text().with_variant(sa.Date(), "postgresql")
FLAG = sa.Integer().with_variant(sa.Boolean(), "postgresql")

OLD_REASONS = "'SPONSOR_EXPIRED', 'PLACEMENT_WITHDRAWN'"
REASONS = f"'PREFETCH', 'BOT', {OLD_REASONS}, 'EXCESSIVE', 'DOUBLE_CLICK'"
CHANNELS = "'GRAPHQL', 'BEACON', 'REDIRECT'"
CLOCKS = "'CLIENT', 'CORRECTED', 'SERVER'"
OLD_COLUMNS = "id, client_event_id, content_sha256, placement_id, occurred_at, clock, received_at"
NEW_COLUMNS = ("channel", "visitor", "is_unique", "rules")
OLD_ROLLUP = """
    INSERT INTO click_day (day, placement_id, channel, reason, total, uniques)
    SELECT {day}, placement_id, 'GRAPHQL', coalesce(reason, 'VALID'), count(*), 0
    FROM sponsor_click GROUP BY {day}, placement_id, coalesce(reason, 'VALID')"""
DAYS = {
    "sqlite": "substr(occurred_at, 1, 10)",
    "postgresql": "CAST(occurred_at AT TIME ZONE 'UTC' AS date)",
}


def upgrade() -> None:
    create_tables()
    op.execute(OLD_ROLLUP.format(day=DAYS[dialect()]))
    if dialect() == "sqlite":
        rebuild(upgraded(), "'GRAPHQL', NULL, 0, 1, reason")
    else:
        add_columns()
    op.create_index(
        "ix_sponsor_click_visitor_placement_id",
        "sponsor_click",
        ["visitor", "placement_id"],
        sqlite_where=sa.text("visitor IS NOT NULL"),
        postgresql_where=sa.text("visitor IS NOT NULL"),
    )


def downgrade() -> None:
    """What the rules below know nothing of, they count: a bot's click is an ordinary one again."""
    op.drop_table("click_correction")
    op.drop_table("click_day")
    op.drop_table("visitor_salt")
    op.drop_index("ix_sponsor_click_visitor_placement_id", "sponsor_click")
    kept = f"CASE WHEN reason IN ({OLD_REASONS}) THEN reason END"
    if dialect() == "sqlite":
        rebuild([], kept)
        return
    op.execute(f"UPDATE sponsor_click SET reason = {kept}")  # noqa: S608  constants
    for column in NEW_COLUMNS:
        op.drop_column("sponsor_click", column)  # and with it the check of its values
    check_reason(OLD_REASONS)


def dialect() -> str:
    return op.get_context().dialect.name


def create_tables() -> None:
    op.create_table(
        "click_day",
        sa.Column("day", DATE, nullable=False),
        sa.Column("placement_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("total", INTEGER, nullable=False),
        sa.Column("uniques", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("placement_id", "reason", "day", "channel", name="pk_click_day"),
        sa.CheckConstraint(f"channel IN ({CHANNELS})", name=op.f("ck_click_day_channel")),
        sa.CheckConstraint(f"reason IN ('VALID', {REASONS})", name=op.f("ck_click_day_reason")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name="fk_click_day_placement_id"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "click_correction",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("click_id", INTEGER, nullable=False),
        sa.Column("rules", INTEGER, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("is_unique", FLAG, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_click_correction"),
        sa.CheckConstraint(f"reason IN ({REASONS})", name=op.f("ck_click_correction_reason")),
        sa.ForeignKeyConstraint(
            ["click_id"], ["sponsor_click.id"], name="fk_click_correction_click_id"
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_click_correction_click_id_id", "click_correction", ["click_id", "id"])
    op.create_table(
        "visitor_salt",
        sa.Column("day", DATE, nullable=False),
        sa.Column("salt", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_visitor_salt"),
        sqlite_strict=True,
    )


def upgraded() -> list[sa.Column[Any] | sa.CheckConstraint]:
    """What the table has beyond the old one."""
    return [
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("visitor", TEXT, nullable=True),
        sa.Column("is_unique", FLAG, nullable=False),
        sa.Column("rules", INTEGER, nullable=False),
        sa.CheckConstraint(f"channel IN ({CHANNELS})", name=op.f("ck_sponsor_click_channel")),
    ]


def rebuild(added: list[sa.Column[Any] | sa.CheckConstraint], values: str) -> None:
    """SQLite changes no constraint in place: make the table anew, with the rows of the old one."""
    names = ", ".join([*(c.name for c in added if isinstance(c, sa.Column)), "reason"])
    op.drop_index("ix_sponsor_click_placement_id_occurred_at", "sponsor_click")
    op.create_table(
        "sponsor_click_anew",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("client_event_id", TEXT, nullable=True),
        sa.Column("content_sha256", TEXT, nullable=True),
        sa.Column("placement_id", INTEGER, nullable=False),
        sa.Column("occurred_at", TIME, nullable=False),
        sa.Column("clock", TEXT, nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        *added,
        sa.Column("reason", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sponsor_click"),
        sa.CheckConstraint(f"clock IN ({CLOCKS})", name=op.f("ck_sponsor_click_clock")),
        sa.CheckConstraint(
            f"reason IN ({REASONS if added else OLD_REASONS})", name=op.f("ck_sponsor_click_reason")
        ),
        sa.UniqueConstraint("client_event_id", name="uq_sponsor_click_client_event_id"),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name="fk_sponsor_click_placement_id"
        ),
        sqlite_strict=True,
    )
    op.execute(
        f"INSERT INTO sponsor_click_anew ({OLD_COLUMNS}, {names}) "  # noqa: S608  constants
        f"SELECT {OLD_COLUMNS}, {values} FROM sponsor_click ORDER BY id"
    )
    op.drop_table("sponsor_click")
    op.rename_table("sponsor_click_anew", "sponsor_click")
    op.create_index(
        "ix_sponsor_click_placement_id_occurred_at",
        "sponsor_click",
        ["placement_id", "occurred_at"],
    )


def add_columns() -> None:
    """PostgreSQL fills the rows that are there by a default, which then goes."""
    defaults = {"channel": "GRAPHQL", "is_unique": "false", "rules": "1"}
    for added in upgraded():
        if isinstance(added, sa.Column):
            added.server_default = (
                sa.DefaultClause(defaults[added.name]) if added.name in defaults else None
            )
            op.add_column("sponsor_click", added)
    for name in defaults:
        op.alter_column("sponsor_click", name, server_default=None)
    op.create_check_constraint(
        op.f("ck_sponsor_click_channel"), "sponsor_click", f"channel IN ({CHANNELS})"
    )
    check_reason(REASONS)


def check_reason(reasons: str) -> None:
    op.drop_constraint(op.f("ck_sponsor_click_reason"), "sponsor_click", type_="check")
    op.create_check_constraint(
        op.f("ck_sponsor_click_reason"), "sponsor_click", f"reason IN ({reasons})"
    )
