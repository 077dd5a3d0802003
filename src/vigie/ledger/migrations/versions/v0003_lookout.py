"""What watching and improving write down: monitors, reviews, retrainings, tests in production."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("verdicts", sa.Column("asked", sa.Integer, nullable=False, server_default="0"))
    op.add_column("verdicts", sa.Column("origin", sa.Text, nullable=False, server_default="person"))
    op.add_column("verdicts", sa.Column("giver", sa.Text))
    sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "measurements",
        sa.Column("seq", sequence, primary_key=True, autoincrement=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("monitor", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("value", sa.Double),
        sa.Column("n", sa.BigInteger, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("measurements_monitor", "measurements", ["monitor", "at"])
    op.create_table(
        "reviews",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("prediction_id", sa.Text, unique=True),
        sa.Column("row_key", sa.Text, unique=True),
        sa.Column("features", sa.Text, nullable=False),
        sa.Column("predicted", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("suggested", sa.Text),
        sa.Column("giver", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("label", sa.Text),
        sa.Column("opinions", sa.Text, nullable=False),
        sa.Column("decided_at", sa.BigInteger),
        sa.Column("verdict_seq", sa.BigInteger),
        sa.Column("dataset_version", sa.BigInteger),
    )
    op.create_index("reviews_state", "reviews", ["state", "at"])
    op.create_index("reviews_verdict", "reviews", ["verdict_seq"])
    op.create_table(
        "retrainings",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("trigger", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("champion", sa.Text),
        sa.Column("dataset_before", sa.BigInteger),
        sa.Column("dataset_after", sa.BigInteger),
        sa.Column("run_id", sa.Text),
        sa.Column("version", sa.Text),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_table(
        "challenges",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("champion", sa.Text, nullable=False),
        sa.Column("share", sa.Double, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("ended_by", sa.Text),
        sa.Column("decision", sa.Text),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_table(
        "challenger_answers",
        sa.Column("prediction_id", sa.Text, primary_key=True),
        sa.Column("challenge_id", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("probabilities", sa.Text, nullable=False),
        sa.Column("answer_us", sa.BigInteger, nullable=False),
        sa.Column("agrees", sa.Integer, nullable=False),
    )
    op.create_index("challenger_answers_challenge", "challenger_answers", ["challenge_id", "agrees"])
    op.create_table(
        "exports",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("holder", sa.Text),
        sa.Column("held_until", sa.BigInteger),
    )


def downgrade() -> None:
    for table in ("exports", "challenger_answers", "challenges", "retrainings", "reviews", "measurements"):
        op.drop_table(table)
    for column in ("giver", "origin", "asked"):
        op.drop_column("verdicts", column)
