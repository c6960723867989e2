"""How far clicks were told to other systems."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
TIME = sa.Text().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "forwarding",
        sa.Column("destination", TEXT, nullable=False),
        sa.Column("click_id", INTEGER, nullable=False),
        sa.Column("taken_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("destination", name="pk_forwarding"),
        sa.CheckConstraint("length(destination) <= 100", name=op.f("ck_forwarding_destination")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """A destination is told everything again after this: twice is what it must bear anyway."""
    op.drop_table("forwarding")
