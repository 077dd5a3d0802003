"""An index that holds what the estimate of accuracy reads, so that it does not read every row (ADR 0171)."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("predictions_window", "predictions", ["at", "model_version", "confidence"])
    op.drop_index("predictions_at", "predictions")  # the same beginning: all that it was for, the new one is


def downgrade() -> None:
    op.create_index("predictions_at", "predictions", ["at"])
    op.drop_index("predictions_window", "predictions")
