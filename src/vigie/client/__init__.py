"""The typed HTTP client of a Vigie service: `Client`, and `AsyncClient` for asyncio."""

from vigie.client.async_client import AsyncClient
from vigie.client.client import Client
from vigie.client.retries import NO_RETRIES, Retries
from vigie.core.answers.drift import Drift, DriftColumn, DriftPicture, DriftWord
from vigie.core.answers.impact import Amount, Impact, ImpactLine
from vigie.core.answers.improving import Giver, Opinion, Retraining, Review, ReviewQueue
from vigie.core.answers.reigns import Reign
from vigie.core.answers.service import (
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
from vigie.core.answers.trials import Challenge, Challenges, Disagreement, Gain
from vigie.core.answers.watching import AccuracyCourse, AccuracyPeriod, KindAccuracy, Monitors, MonitorSeries

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
