"""The only door to SQL: predictions, verdicts, alerts, deployments and openings of the test set."""

from vigie.ledger.alerts import Alert
from vigie.ledger.challenges import Challenge, ChallengerAnswer, Judged
from vigie.ledger.database import PredictionRow
from vigie.ledger.delivery import send_alerts
from vigie.ledger.deployments import Deployment
from vigie.ledger.exports import ToldVerdict
from vigie.ledger.forgetting import Forgotten
from vigie.ledger.group_commit import GroupCommit
from vigie.ledger.ids import new_prediction_id, new_prediction_ids
from vigie.ledger.ledger import Ledger, now, open_ledger
from vigie.ledger.measurements import Measurement
from vigie.ledger.relaxed_commit import PredictionCommit, RelaxedCommit
from vigie.ledger.repeat_commit import RepeatCommit
from vigie.ledger.requests import Entry, Recorded, Request
from vigie.ledger.retrainings import Retraining
from vigie.ledger.reviews import Review, Suspect
from vigie.ledger.traffic import Bucket
from vigie.ledger.verdicts import Given, Judging, Verdict, VerdictReceipt

__all__ = [
    "Alert",
    "Bucket",
    "Challenge",
    "ChallengerAnswer",
    "Deployment",
    "Entry",
    "Forgotten",
    "Given",
    "GroupCommit",
    "Judged",
    "Judging",
    "Ledger",
    "Measurement",
    "PredictionCommit",
    "PredictionRow",
    "Recorded",
    "RelaxedCommit",
    "RepeatCommit",
    "Request",
    "Retraining",
    "Review",
    "Suspect",
    "ToldVerdict",
    "Verdict",
    "VerdictReceipt",
    "new_prediction_id",
    "new_prediction_ids",
    "now",
    "open_ledger",
    "send_alerts",
]
