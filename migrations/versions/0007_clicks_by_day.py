"""The rollup of clicks by day, for reports that tell no placements apart."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """PostgreSQL sums by hashing, and would have to write the index anew with every click."""
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(
            "ix_click_day_day",
            "click_day",
            ["day", "reason", "channel", "placement_id", "total", "uniques"],
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_click_day_day", table_name="click_day")
