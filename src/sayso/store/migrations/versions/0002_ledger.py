"""The ledger: what brings claims together, and what people decided about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the tables of the ledger; they are filled when it is first asked for."""
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("anchors", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_decisions")),
    )
    op.create_table("ledger_state", sa.Column("version", sa.Text(), nullable=False), sa.PrimaryKeyConstraint("version", name=op.f("pk_ledger_state")))
    op.create_table(
        "ledger_copies",
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("lead", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["a"], ["texts.key"], name=op.f("fk_ledger_copies_a"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["b"], ["texts.key"], name=op.f("fk_ledger_copies_b"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_ledger_copies")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ledger_copies_b"), "ledger_copies", ["b"], unique=False)
    op.create_table(
        "ledger_marks",
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("text_key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["text_key"], ["texts.key"], name=op.f("fk_ledger_marks_text_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mark", "text_key", name=op.f("pk_ledger_marks")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ledger_marks_text_key"), "ledger_marks", ["text_key"], unique=False)
    op.create_table(
        "ledger_articles",
        sa.Column("reading_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_key", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reading_key"], ["readings.key"], name=op.f("fk_ledger_articles_reading_key"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["report_key"], ["reports.key"], name=op.f("fk_ledger_articles_report_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reading_key", name=op.f("pk_ledger_articles")),
    )
    op.create_index(op.f("ix_ledger_articles_report_key"), "ledger_articles", ["report_key"], unique=False)
    op.create_table(
        "ledger_claims",
        sa.Column("claim_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_key"], ["claims.key"], name=op.f("fk_ledger_claims_claim_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("claim_key", name=op.f("pk_ledger_claims")),
    )
    op.create_index(op.f("ix_ledger_claims_account"), "ledger_claims", ["account"], unique=False)
    op.create_index(op.f("ix_ledger_claims_part"), "ledger_claims", ["part"], unique=False)
    op.create_table(
        "ledger_keys",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["claims.key"], name=op.f("fk_ledger_keys_account"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "account", name=op.f("pk_ledger_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ledger_keys_account"), "ledger_keys", ["account"], unique=False)
    op.create_table(
        "ledger_links",
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["a"], ["claims.key"], name=op.f("fk_ledger_links_a"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["b"], ["claims.key"], name=op.f("fk_ledger_links_b"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_ledger_links")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ledger_links_b"), "ledger_links", ["b"], unique=False)
