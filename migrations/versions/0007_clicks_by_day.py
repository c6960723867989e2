"""The rollup by day, for reports that tell no placements apart; how far clicks were deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIME = sa.Text().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """PostgreSQL sums by hashing, and would have to write the index anew with every click."""
    op.create_table(
        "retention",
        sa.Column("whole_from", TIME, nullable=False),
        sa.PrimaryKeyConstraint("whole_from", name="pk_retention"),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(
            "ix_click_day_day",
            "click_day",
            ["day", "reason", "channel", "placement_id", "total", "uniques"],
        )


def downgrade() -> None:
    """Where deleting was stopped within a day, `verify` finds fault with it until it goes on."""
    op.drop_table("retention")
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_click_day_day", table_name="click_day")
