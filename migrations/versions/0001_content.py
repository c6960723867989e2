"""Roadmaps, tags, keywords, relations, sponsors and placements: what seeding writes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
FLAG = sa.Integer().with_variant(sa.Boolean(), "postgresql")
NUMBER: sa.REAL[float] = sa.REAL().with_variant(sa.Double(), "postgresql")
DATE = sa.Text().with_variant(sa.Date(), "postgresql")
TIME = sa.Text().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "content_revision",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("seeded_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_content_revision"),
        sqlite_strict=True,
    )
    op.create_table(
        "keyword",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("text_folded", TEXT, nullable=False),
        sa.Column("roadmap_count", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_keyword"),
        sa.UniqueConstraint("text", name="uq_keyword_text"),
        sqlite_strict=True,
    )
    op.create_index("ix_keyword_roadmap_count_text", "keyword", ["roadmap_count", "text"])
    op.create_table(
        "sponsor",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("title_folded", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("image_url", TEXT, nullable=True),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("fingerprint", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sponsor"),
        sa.UniqueConstraint("fingerprint", name="uq_sponsor_fingerprint"),
        sqlite_strict=True,
    )
    op.create_index("ix_sponsor_title_id", "sponsor", ["title", "id"])
    op.create_table(
        "tag",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_folded", TEXT, nullable=False),
        sa.Column("roadmap_count", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tag"),
        sa.UniqueConstraint("name", name="uq_tag_name"),
        sqlite_strict=True,
    )
    op.create_table(
        "roadmap",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("title_folded", TEXT, nullable=False),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("featured_title", TEXT, nullable=True),
        sa.Column("featured_description", TEXT, nullable=True),
        sa.Column("order", NUMBER, nullable=True),
        sa.Column("order_key", NUMBER, nullable=False),
        sa.Column("kind", TEXT, nullable=True),
        sa.Column("has_topics", FLAG, nullable=False),
        sa.Column("is_new", FLAG, nullable=False),
        sa.Column("is_upcoming", FLAG, nullable=False),
        sa.Column("is_hidden", FLAG, nullable=False),
        sa.Column("json_url", TEXT, nullable=True),
        sa.Column("pdf_url", TEXT, nullable=True),
        sa.Column("dimensions_width", NUMBER, nullable=True),
        sa.Column("dimensions_height", NUMBER, nullable=True),
        sa.Column("has_schema", FLAG, nullable=False),
        sa.Column("schema_headline", TEXT, nullable=True),
        sa.Column("schema_description", TEXT, nullable=True),
        sa.Column("schema_image_url", TEXT, nullable=True),
        sa.Column("date_published", DATE, nullable=True),
        sa.Column("date_modified", DATE, nullable=True),
        sa.Column("has_seo", FLAG, nullable=False),
        sa.Column("seo_title", TEXT, nullable=True),
        sa.Column("seo_description", TEXT, nullable=True),
        sa.Column("sitemap_priority", NUMBER, nullable=True),
        sa.Column("sitemap_changefreq", TEXT, nullable=True),
        sa.Column("keyword_count", INTEGER, nullable=False),
        sa.Column("related_by_count", INTEGER, nullable=False),
        sa.Column("source_path", TEXT, nullable=False),
        sa.Column("source_sha256", TEXT, nullable=False),
        sa.Column("revision_id", INTEGER, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_roadmap"),
        sa.CheckConstraint("kind IN ('ROLE', 'SKILL')", name=op.f("ck_roadmap_kind")),
        sa.UniqueConstraint("slug", name="uq_roadmap_slug"),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["content_revision.id"], name="fk_roadmap_revision_id"
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_roadmap_order_key_slug",
        "roadmap",
        ["order_key", "slug"],
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
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
    op.create_table(
        "frontmatter",
        sa.Column("roadmap_id", INTEGER, nullable=False, autoincrement=False),
        sa.Column("document", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("roadmap_id", name="pk_frontmatter"),
        sa.ForeignKeyConstraint(["roadmap_id"], ["roadmap.id"], name="fk_frontmatter_roadmap_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "placement",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("roadmap_id", INTEGER, nullable=False),
        sa.Column("sponsor_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("image_url", TEXT, nullable=True),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("has_event", FLAG, nullable=False),
        sa.Column("event_category", TEXT, nullable=True),
        sa.Column("event_action", TEXT, nullable=True),
        sa.Column("event_label", TEXT, nullable=True),
        sa.Column("expiry_date", DATE, nullable=True),
        sa.Column("expires_at", TIME, nullable=True),
        sa.Column("first_seen_at", TIME, nullable=False),
        sa.Column("withdrawn_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_placement"),
        sa.ForeignKeyConstraint(["roadmap_id"], ["roadmap.id"], name="fk_placement_roadmap_id"),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name="fk_placement_sponsor_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_placement_roadmap_id", "placement", ["roadmap_id"])
    op.create_index("ix_placement_sponsor_id", "placement", ["sponsor_id"])
    op.create_index(
        "ix_placement_roadmap_id_position",
        "placement",
        ["roadmap_id", "position"],
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "roadmap_keyword",
        sa.Column("roadmap_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("keyword_id", INTEGER, nullable=False),
        sa.Column("is_repeat", FLAG, nullable=False),
        sa.PrimaryKeyConstraint("roadmap_id", "position", name="pk_roadmap_keyword"),
        sa.ForeignKeyConstraint(
            ["keyword_id"], ["keyword.id"], name="fk_roadmap_keyword_keyword_id"
        ),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name="fk_roadmap_keyword_roadmap_id"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_roadmap_keyword_keyword_id_roadmap_id",
        "roadmap_keyword",
        ["keyword_id", "roadmap_id"],
        sqlite_where=sa.text("is_repeat = 0"),
        postgresql_where=sa.text("NOT is_repeat"),
    )
    op.create_table(
        "roadmap_relation",
        sa.Column("roadmap_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("target_slug", TEXT, nullable=False),
        sa.Column("target_id", INTEGER, nullable=True),
        sa.Column("is_repeat", FLAG, nullable=False),
        sa.Column("suggestion", TEXT, nullable=True),
        sa.Column("line", INTEGER, nullable=False),
        sa.Column("column", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("roadmap_id", "position", name="pk_roadmap_relation"),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name="fk_roadmap_relation_roadmap_id"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["roadmap.id"], name="fk_roadmap_relation_target_id"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_roadmap_relation_target_id_roadmap_id", "roadmap_relation", ["target_id", "roadmap_id"]
    )
    op.create_index(
        "ix_roadmap_relation_target_slug",
        "roadmap_relation",
        ["target_slug"],
        sqlite_where=sa.text("target_id IS NULL"),
        postgresql_where=sa.text("target_id IS NULL"),
    )
    op.create_table(
        "roadmap_tag",
        sa.Column("roadmap_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("tag_id", INTEGER, nullable=False),
        sa.Column("is_repeat", FLAG, nullable=False),
        sa.PrimaryKeyConstraint("roadmap_id", "position", name="pk_roadmap_tag"),
        sa.ForeignKeyConstraint(["roadmap_id"], ["roadmap.id"], name="fk_roadmap_tag_roadmap_id"),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name="fk_roadmap_tag_tag_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_roadmap_tag_tag_id_roadmap_id",
        "roadmap_tag",
        ["tag_id", "roadmap_id"],
        sqlite_where=sa.text("is_repeat = 0"),
        postgresql_where=sa.text("NOT is_repeat"),
    )


def downgrade() -> None:
    op.drop_table("roadmap_tag")
    op.drop_table("roadmap_relation")
    op.drop_table("roadmap_keyword")
    op.drop_table("placement")
    op.drop_table("frontmatter")
    op.drop_table("content_issue")
    op.drop_table("roadmap")
    op.drop_table("tag")
    op.drop_table("sponsor")
    op.drop_table("keyword")
    op.drop_table("content_revision")
