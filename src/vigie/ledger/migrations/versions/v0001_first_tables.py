"""Predictions, verdicts, alerts, deployments, openings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _make_predictions()
    _make_verdicts()
    _make_alerts()
    _make_deployments()
    _make_openings()


def downgrade() -> None:
    for table in ("openings", "deployments", "alerts", "verdicts", "predictions"):
        op.drop_table(table)


def _make_predictions() -> None:
    op.create_table(
        "predictions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("features", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("probabilities", sa.Text, nullable=False),
        sa.Column("source", sa.Text),
    )
    op.create_index("predictions_at", "predictions", ["at"])


def _make_verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("prediction_id", sa.Text, sa.ForeignKey("predictions.id"), nullable=False, unique=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("label", sa.Text),
        sa.Column("comment", sa.Text),
        sa.CheckConstraint("kind IN ('confirmed', 'rejected', 'corrected')", name="verdicts_kind"),
    )
    op.create_index("verdicts_at", "verdicts", ["at"])


def _make_alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("acknowledged_at", sa.BigInteger),
        sa.Column("acknowledged_by", sa.Text),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("closed_by", sa.Text),
        sa.Column("closed_why", sa.Text),
        sa.Column("closed_seq", sa.BigInteger),
        sa.Column("delivery", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger),
        sa.Column("last_error", sa.Text),
        sa.Column("delivered", sa.Text, nullable=False),
        sa.CheckConstraint("state IN ('open', 'acknowledged', 'closed')", name="alerts_state"),
        sa.CheckConstraint("delivery IN ('unsent', 'sending', 'sent', 'failed')", name="alerts_delivery"),
    )
    not_closed = sa.text("state <> 'closed'")
    op.create_index(
        "alerts_one_open", "alerts", ["rule"], unique=True, sqlite_where=not_closed, postgresql_where=not_closed
    )


def _make_deployments() -> None:
    op.create_table(
        "deployments",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("previous", sa.Text),
        sa.Column("candidate", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("gates", sa.Text, nullable=False),
        sa.CheckConstraint("action IN ('promoted', 'rolled_back')", name="deployments_action"),
    )


def _make_openings() -> None:
    op.create_table(
        "openings",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("candidate", sa.Text, nullable=False),
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("dataset_version", sa.BigInteger, nullable=False),
    )
