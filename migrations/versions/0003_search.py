"""The index of the full-text search, empty: the next seeding fills it, whatever the files say."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("roadmap_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("titles", TEXT, nullable=False),
        sa.Column("format", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("roadmap_id", name="pk_search_entry"),
        sa.ForeignKeyConstraint(["roadmap_id"], ["roadmap.id"], name="fk_search_entry_roadmap_id"),
        sqlite_strict=True,
    )
    if op.get_context().dialect.name == "sqlite":
        # The texts are folded already: no letter beyond ASCII may part two words.
        op.execute(
            "CREATE VIRTUAL TABLE search_document USING fts5(words, columnsize=0, "
            "tokenize=\"ascii tokenchars '+#'\")"
        )
        return
    op.execute(
        "CREATE TABLE search_document (roadmap_id bigint NOT NULL REFERENCES roadmap, "
        "place smallint NOT NULL, words tsvector NOT NULL, pieces jsonb, "
        "PRIMARY KEY (roadmap_id, place))"
    )
    op.execute("CREATE INDEX ix_search_document_words ON search_document USING gin (words)")


def downgrade() -> None:
    op.execute("DROP TABLE search_document")
    op.drop_table("search_entry")
