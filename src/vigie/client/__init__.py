"""The typed HTTP client of a Vigie service: `Client`, and `AsyncClient` for asyncio."""

from vigie.client.async_client import AsyncClient
from vigie.client.client import Client
from vigie.client.retries import NO_RETRIES, Retries
from vigie.core.answers import (
    Alert,
    Contribution,
    Deployment,
    FeatureInfo,
    Health,
    ImportedLabels,
    LabelInfo,
    Leaderboard,
    ModelInfo,
    Prediction,
    ProjectInfo,
    Quality,
    Readiness,
    ServableInfo,
    Standing,
    TargetInfo,
    Traffic,
    TrafficBucket,
    Verdict,
    VerdictReceipt,
)
from vigie.core.drift_answers import Drift, DriftColumn, DriftPicture, DriftWord
from vigie.core.impact_answers import Amount, Impact, ImpactLine
from vigie.core.improving import Giver, Opinion, Retraining, Review, ReviewQueue
from vigie.core.reigns import Reign
from vigie.core.trials import Challenge, Challenges, Disagreement, Gain
from vigie.core.watching import AccuracyCourse, AccuracyPeriod, KindAccuracy, Monitors, MonitorSeries

__all__ = [
    "NO_RETRIES",
    "AccuracyCourse",
    "AccuracyPeriod",
    "Alert",
    "Amount",
    "AsyncClient",
    "Challenge",
    "Challenges",
    "Client",
    "Contribution",
    "Deployment",
    "Disagreement",
    "Drift",
    "DriftColumn",
    "DriftPicture",
    "DriftWord",
    "FeatureInfo",
    "Gain",
    "Giver",
    "Health",
    "Impact",
    "ImpactLine",
    "ImportedLabels",
    "KindAccuracy",
    "LabelInfo",
    "Leaderboard",
    "ModelInfo",
    "MonitorSeries",
    "Monitors",
    "Opinion",
    "Prediction",
    "ProjectInfo",
    "Quality",
    "Readiness",
    "Reign",
    "Retraining",
    "Retries",
    "Review",
    "ReviewQueue",
    "ServableInfo",
    "Standing",
    "TargetInfo",
    "Traffic",
    "TrafficBucket",
    "Verdict",
    "VerdictReceipt",
]
