"""The ledger's tables, the same in SQLite and PostgreSQL. Times are microseconds since the epoch, UTC."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

REVISION = "0004"
"""The newest migration: a ledger that says so needs no Alembic to be opened."""

metadata = MetaData()

_Sequence = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows by itself in an INTEGER key only

# JSON is kept as the text that the service made: it is written far more often than it is read.
predictions = Table(
    "predictions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("features", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("probabilities", Text, nullable=False),
    Column("source", Text),
    Column("key_id", Text),
    Index("predictions_window", "at", "model_version", "confidence"),
)

# `seq` is the order of arrival, which a clock that steps back cannot change.
verdicts = Table(
    "verdicts",
    metadata,
    Column("seq", _Sequence, primary_key=True, autoincrement=True),
    Column("prediction_id", Text, ForeignKey("predictions.id"), nullable=False, unique=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text),
    Column("comment", Text),
    Column("asked", Integer, nullable=False, server_default="0"),
    Column("origin", Text, nullable=False, server_default="person"),
    Column("giver", Text),
    CheckConstraint("kind IN ('confirmed', 'rejected', 'corrected')", name="verdicts_kind"),
    Index("verdicts_at", "at"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("acknowledged_at", BigInteger),
    Column("acknowledged_by", Text),
    Column("closed_at", BigInteger),
    Column("closed_by", Text),
    Column("closed_why", Text),
    Column("closed_seq", BigInteger),
    Column("delivery", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", BigInteger),
    Column("last_error", Text),
    Column("delivered", Text, nullable=False),
    CheckConstraint("state IN ('open', 'acknowledged', 'closed')", name="alerts_state"),
    CheckConstraint("delivery IN ('unsent', 'sending', 'sent', 'failed')", name="alerts_delivery"),
    # The migrations add `alerts_one_open`, so that one rule cannot have two open alerts whatever else goes wrong. A
    # partial index is not named here: that would load the code of both databases whenever the service starts.
)

deployments = Table(
    "deployments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("action", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("previous", Text),
    Column("candidate", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("run_id", Text, nullable=False),
    Column("gates", Text, nullable=False),
    CheckConstraint("action IN ('promoted', 'rolled_back')", name="deployments_action"),
)

openings = Table(
    "openings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("candidate", Text, nullable=False),
    Column("run_id", Text, nullable=False),
    Column("dataset_version", BigInteger, nullable=False),
)

# A digest that anybody may see opens nothing: the secret itself is 256 random bits and kept nowhere.
keys = Table(
    "keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("salt", Text, nullable=False),
    Column("digest", Text, nullable=False),
)

# The primary key is what makes a repeated request one: it is a digest of the caller and of the key that they gave it.
requests = Table(
    "requests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Index("requests_at", "at"),
)

# What monitors saw, one row for each monitor, subject (a column, a class; empty for the whole) and window.
measurements = Table(
    "measurements",
    metadata,
    Column("seq", _Sequence, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("monitor", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("value", Double),
    Column("n", BigInteger, nullable=False),
    Column("detail", Text, nullable=False),
    Index("measurements_monitor", "monitor", "at"),
)

# A copy of the row, not a pointer to it: reviewed labels outlive the predictions that retention erases.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("prediction_id", Text, unique=True),
    Column("row_key", Text, unique=True),
    Column("features", Text, nullable=False),
    Column("predicted", Text, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("suggested", Text),
    Column("giver", Text),
    Column("state", Text, nullable=False),
    Column("label", Text),
    Column("opinions", Text, nullable=False),
    Column("decided_at", BigInteger),
    Column("verdict_seq", BigInteger),
    Column("dataset_version", BigInteger),
    Index("reviews_state", "state", "at"),
    Index("reviews_verdict", "verdict_seq"),
)

retrainings = Table(
    "retrainings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("trigger", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("champion", Text),
    Column("dataset_before", BigInteger),
    Column("dataset_after", BigInteger),
    Column("run_id", Text),
    Column("version", Text),
    Column("words", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

challenges = Table(
    "challenges",
    metadata,
    Column("id", Text, primary_key=True),
    Column("mode", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("champion", Text, nullable=False),
    Column("share", Double, nullable=False),
    Column("settings", Text, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    Column("decision", Text),
    Column("words", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

challenger_answers = Table(
    "challenger_answers",
    metadata,
    Column("prediction_id", Text, primary_key=True),
    Column("challenge_id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("label", Text, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("probabilities", Text, nullable=False),
    Column("answer_us", BigInteger, nullable=False),
    Column("agrees", Integer, nullable=False),
    Index("challenger_answers_challenge", "challenge_id", "agrees"),
)

# How far verdicts were told to whoever listens outside, and which process tells them now.
exports = Table(
    "exports",
    metadata,
    Column("name", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("holder", Text),
    Column("held_until", BigInteger),
)
