"""Clicks are looked up by their time alone: an index that is added to at its end, and not at each
placement's."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BY_TIME = "ix_sponsor_click_occurred_at"
BY_PLACEMENT = "ix_sponsor_click_placement_id_occurred_at"


def upgrade() -> None:
    op.create_index(BY_TIME, "sponsor_click", ["occurred_at"])
    op.drop_index(BY_PLACEMENT, "sponsor_click")


def downgrade() -> None:
    op.create_index(BY_PLACEMENT, "sponsor_click", ["placement_id", "occurred_at"])
    op.drop_index(BY_TIME, "sponsor_click")
