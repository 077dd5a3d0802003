"""The typed HTTP client of a Vigie service."""

from vigie.client.client import Client
from vigie.core.answers import (
    Alert,
    Contribution,
    Deployment,
    FeatureInfo,
    Health,
    LabelInfo,
    ModelInfo,
    Prediction,
    ProjectInfo,
    Quality,
    Readiness,
    ServableInfo,
    TargetInfo,
    Traffic,
    TrafficBucket,
    Verdict,
    VerdictReceipt,
)

__all__ = [
    "Alert",
    "Client",
    "Contribution",
    "Deployment",
    "FeatureInfo",
    "Health",
    "LabelInfo",
    "ModelInfo",
    "Prediction",
    "ProjectInfo",
    "Quality",
    "Readiness",
    "ServableInfo",
    "TargetInfo",
    "Traffic",
    "TrafficBucket",
    "Verdict",
    "VerdictReceipt",
]
