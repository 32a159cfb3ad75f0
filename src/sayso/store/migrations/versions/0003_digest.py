"""The digest of the ledger, tokens for writing over the web, and decisions that settle others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the tables; the digest is filled when it is first asked for."""
    op.create_table(
        "digest_disputes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("place_key", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("last_said", sa.Text(), nullable=False),
        sa.Column("voices", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_disputes")),
    )
    op.create_index("ix_digest_disputes_kind_last_said", "digest_disputes", ["kind", "last_said", "id"], unique=False)
    op.create_index("ix_digest_disputes_last_said", "digest_disputes", ["last_said", "id"], unique=False)
    op.create_index("ix_digest_disputes_place_key", "digest_disputes", ["place_key", "last_said"], unique=False)
    op.create_table(
        "digest_happenings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("place_key", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("admin1", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("radius_km", sa.Float(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=True),
        sa.Column("date_start", sa.Text(), nullable=True),
        sa.Column("date_end", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("first_said", sa.Text(), nullable=False),
        sa.Column("last_said", sa.Text(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("publishers", sa.Integer(), nullable=False),
        sa.Column("origins", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_happenings")),
    )
    op.create_index("ix_digest_happenings_country_day", "digest_happenings", ["country", "day", "id"], unique=False)
    op.create_index("ix_digest_happenings_day", "digest_happenings", ["day", "id"], unique=False)
    op.create_index("ix_digest_happenings_event_day", "digest_happenings", ["event", "day", "id"], unique=False)
    op.create_index("ix_digest_happenings_last_said", "digest_happenings", ["last_said", "id"], unique=False)
    op.create_index("ix_digest_happenings_origins", "digest_happenings", ["origins", "id"], unique=False)
    op.create_index(op.f("ix_digest_happenings_part"), "digest_happenings", ["part"], unique=False)
    op.create_index("ix_digest_happenings_place_key", "digest_happenings", ["place_key", "day"], unique=False)
    op.create_index("ix_digest_happenings_standing_day", "digest_happenings", ["standing", "day", "id"], unique=False)
    op.create_table("digest_state", sa.Column("version", sa.Text(), nullable=False), sa.PrimaryKeyConstraint("version", name=op.f("pk_digest_state")))
    op.create_table(
        "ledger_stale", sa.Column("part", sa.Integer(), autoincrement=False, nullable=False), sa.PrimaryKeyConstraint("part", name=op.f("pk_ledger_stale"))
    )
    op.create_table(
        "tokens",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("revoked", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tokens")),
        sa.UniqueConstraint("sha256", name=op.f("uq_tokens_sha256")),
    )
    op.create_table(
        "digest_disputed",
        sa.Column("dispute", sa.Text(), nullable=False),
        sa.Column("happening", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dispute"], ["digest_disputes.id"], name=op.f("fk_digest_disputed_dispute"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["happening"], ["digest_happenings.id"], name=op.f("fk_digest_disputed_happening"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("dispute", "happening", name=op.f("pk_digest_disputed")),
    )
    op.create_index(op.f("ix_digest_disputed_happening"), "digest_disputed", ["happening"], unique=False)
    op.create_table(
        "digest_callings",
        sa.Column("claim_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("happening", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("called_folded", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("own_word", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_key"], ["claims.key"], name=op.f("fk_digest_callings_claim_key"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["happening"], ["digest_happenings.id"], name=op.f("fk_digest_callings_happening"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("claim_key", "position", name=op.f("pk_digest_callings")),
    )
    op.create_index("ix_digest_callings_folded", "digest_callings", ["folded", "called_folded", "speaker"], unique=False)
    op.create_index(op.f("ix_digest_callings_happening"), "digest_callings", ["happening"], unique=False)
    op.create_table(
        "digest_tellings",
        sa.Column("claim_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("happening", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_key"], ["claims.key"], name=op.f("fk_digest_tellings_claim_key"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["happening"], ["digest_happenings.id"], name=op.f("fk_digest_tellings_happening"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("claim_key", name=op.f("pk_digest_tellings")),
    )
    op.create_index(op.f("ix_digest_tellings_happening"), "digest_tellings", ["happening"], unique=False)
    op.create_table(
        "digest_tolls",
        sa.Column("happening", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim_key", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("voice", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("low", sa.Integer(), nullable=True),
        sa.Column("high", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("superseded", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_key"], ["claims.key"], name=op.f("fk_digest_tolls_claim_key"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["happening"], ["digest_happenings.id"], name=op.f("fk_digest_tolls_happening"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("happening", "position", name=op.f("pk_digest_tolls")),
    )
    op.create_index(op.f("ix_digest_tolls_claim_key"), "digest_tolls", ["claim_key"], unique=False)
    op.create_index("ix_digest_tolls_what", "digest_tolls", ["what", "happening"], unique=False)
    op.create_table(
        "digest_voices",
        sa.Column("claim_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("happening", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("anonymous", sa.Integer(), nullable=False),
        sa.Column("quoted", sa.Integer(), nullable=False),
        sa.Column("inner", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("alone", sa.Integer(), nullable=False),
        sa.Column("contradicted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_key"], ["claims.key"], name=op.f("fk_digest_voices_claim_key"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["happening"], ["digest_happenings.id"], name=op.f("fk_digest_voices_happening"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("claim_key", "position", name=op.f("pk_digest_voices")),
    )
    op.create_index("ix_digest_voices_folded", "digest_voices", ["folded", "said"], unique=False)
    op.create_index(op.f("ix_digest_voices_happening"), "digest_voices", ["happening"], unique=False)
    op.create_index("ix_digest_voices_said", "digest_voices", ["said", "folded"], unique=False)
    op.create_index("ix_claims_current_score", "claims", ["current", "score", "key"], unique=False)
    op.add_column("decisions", sa.Column("settles", sa.Text(), nullable=True))
    op.create_index("ix_ledger_links_score", "ledger_links", ["score", "a", "b"], unique=False)
