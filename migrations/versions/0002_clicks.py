"""Sponsor clicks."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
TIME = sa.Text().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "sponsor_click",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("client_event_id", TEXT, nullable=True),
        sa.Column("content_sha256", TEXT, nullable=True),
        sa.Column("placement_id", INTEGER, nullable=False),
        sa.Column("occurred_at", TIME, nullable=False),
        sa.Column("clock", TEXT, nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sponsor_click"),
        sa.CheckConstraint(
            "clock IN ('CLIENT', 'CORRECTED', 'SERVER')", name=op.f("ck_sponsor_click_clock")
        ),
        sa.CheckConstraint(
            "reason IN ('SPONSOR_EXPIRED', 'PLACEMENT_WITHDRAWN')",
            name=op.f("ck_sponsor_click_reason"),
        ),
        sa.UniqueConstraint("client_event_id", name="uq_sponsor_click_client_event_id"),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name="fk_sponsor_click_placement_id"
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_sponsor_click_placement_id_occurred_at",
        "sponsor_click",
        ["placement_id", "occurred_at"],
    )


def downgrade() -> None:
    op.drop_table("sponsor_click")
