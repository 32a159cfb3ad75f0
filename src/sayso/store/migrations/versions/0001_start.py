"""The first tables: texts, reports, sightings, readings, claims with their names and places, feeds and marks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables, and the full-text searches in the database's own way."""
    op.create_table(
        "engines",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("model_sha256", sa.Text(), nullable=False),
        sa.Column("lexicon_sha256", sa.Text(), nullable=False),
        sa.Column("places_sha256", sa.Text(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_engines")),
        sa.UniqueConstraint("name", "program", "model", "model_sha256", "lexicon_sha256", "places_sha256", name=op.f("uq_engines_name")),
    )
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("checked", sa.Text(), nullable=True),
        sa.Column("next_check", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_feeds")),
    )
    op.create_table(
        "marks",
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("id_sha256", sa.Text(), nullable=False),
        sa.Column("forgotten", sa.Text(), nullable=False),
        sa.Column("erased", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("identity", name=op.f("pk_marks")),
    )
    op.create_index(op.f("ix_marks_id_sha256"), "marks", ["id_sha256"], unique=False)
    op.create_table(
        "names",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_names")),
        sa.UniqueConstraint("folded", name=op.f("uq_names_folded")),
    )
    op.create_table(
        "raws",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_raws")),
    )
    op.create_table(
        "texts",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("chars", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_texts")),
        sa.UniqueConstraint("sha256", name=op.f("uq_texts_sha256")),
    )
    op.create_table(
        "mark_hashes",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["identity"], ["marks.identity"], name=op.f("fk_mark_hashes_identity"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sha256", "identity", name=op.f("pk_mark_hashes")),
    )
    op.create_table(
        "name_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["name_key"], ["names.key"], name=op.f("fk_name_words_name_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("word", "name_key", name=op.f("pk_name_words")),
    )
    op.create_index(op.f("ix_name_words_name_key"), "name_words", ["name_key"], unique=False)
    op.create_table(
        "reports",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("text_key", sa.Integer(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("outlet_folded", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("credit", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("fetched", sa.Text(), nullable=True),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["text_key"], ["texts.key"], name=op.f("fk_reports_text_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_reports")),
        sa.UniqueConstraint("id", name=op.f("uq_reports_id")),
        sa.UniqueConstraint("identity", name=op.f("uq_reports_identity")),
    )
    op.create_index(op.f("ix_reports_outlet_folded"), "reports", ["outlet_folded"], unique=False)
    op.create_index(op.f("ix_reports_text_key"), "reports", ["text_key"], unique=False)
    op.create_index(op.f("ix_reports_url"), "reports", ["url"], unique=False)
    op.create_table(
        "readings",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_key", sa.Integer(), nullable=False),
        sa.Column("engine_key", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("layers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["engine_key"], ["engines.key"], name=op.f("fk_readings_engine_key")),
        sa.ForeignKeyConstraint(["report_key"], ["reports.key"], name=op.f("fk_readings_report_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_readings")),
        sa.UniqueConstraint("report_key", "engine_key", name=op.f("uq_readings_report_key")),
    )
    op.create_index("ix_readings_engine_key_current", "readings", ["engine_key", "current"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("report_key", sa.Integer(), nullable=True),
        sa.Column("given_id", sa.Text(), nullable=True),
        sa.Column("fetched", sa.Text(), nullable=True),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["report_key"], ["reports.key"], name=op.f("fk_sightings_report_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sightings")),
        sa.UniqueConstraint("location", "record", "sha256", "given", name=op.f("uq_sightings_location")),
    )
    op.create_index(op.f("ix_sightings_report_key"), "sightings", ["report_key"], unique=False)
    op.create_table(
        "claims",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reading_key", sa.Integer(), nullable=False),
        sa.Column("report_key", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.Column("published_last", sa.Text(), nullable=False),
        sa.Column("date_start", sa.Text(), nullable=True),
        sa.Column("date_end", sa.Text(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reading_key"], ["readings.key"], name=op.f("fk_claims_reading_key"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["report_key"], ["reports.key"], name=op.f("fk_claims_report_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_claims")),
    )
    op.create_index("ix_claims_current_date", "claims", ["current", "date_start", "date_end"], unique=False)
    op.create_index("ix_claims_current_event", "claims", ["current", "event", "published", "key"], unique=False)
    op.create_index("ix_claims_current_published", "claims", ["current", "published", "key"], unique=False)
    op.create_index("ix_claims_current_status", "claims", ["current", "status", "published", "key"], unique=False)
    op.create_index(op.f("ix_claims_id"), "claims", ["id"], unique=False)
    op.create_index(op.f("ix_claims_reading_key"), "claims", ["reading_key"], unique=False)
    op.create_index(op.f("ix_claims_report_key"), "claims", ["report_key"], unique=False)
    op.create_table(
        "problems",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_key", sa.Integer(), nullable=False),
        sa.Column("reading_key", sa.Integer(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["reading_key"], ["readings.key"], name=op.f("fk_problems_reading_key"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["report_key"], ["reports.key"], name=op.f("fk_problems_report_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_problems")),
    )
    op.create_index(op.f("ix_problems_reading_key"), "problems", ["reading_key"], unique=False)
    op.create_index(op.f("ix_problems_report_key"), "problems", ["report_key"], unique=False)
    op.create_table(
        "claim_names",
        sa.Column("claim_key", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Integer(), nullable=False),
        sa.Column("alias_of", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["alias_of"], ["names.key"], name=op.f("fk_claim_names_alias_of")),
        sa.ForeignKeyConstraint(["claim_key"], ["claims.key"], name=op.f("fk_claim_names_claim_key"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["name_key"], ["names.key"], name=op.f("fk_claim_names_name_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("claim_key", "role", "name_key", name=op.f("pk_claim_names")),
    )
    op.create_index("ix_claim_names_alias_of", "claim_names", ["alias_of"], unique=False)
    op.create_index("ix_claim_names_name_key_alias", "claim_names", ["name_key", "alias_of"], unique=False)
    op.create_index("ix_claim_names_name_key_role", "claim_names", ["name_key", "role", "claim_key"], unique=False)
    op.create_table(
        "claim_places",
        sa.Column("claim_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["claim_key"], ["claims.key"], name=op.f("fk_claim_places_claim_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("claim_key", "position", name=op.f("pk_claim_places")),
    )
    op.create_index("ix_claim_places_country", "claim_places", ["country", "claim_key"], unique=False)
    op.create_index("ix_claim_places_lat", "claim_places", ["lat", "lon", "claim_key"], unique=False)
    context.config.attributes["dialect"].create_searches(op.get_bind())
