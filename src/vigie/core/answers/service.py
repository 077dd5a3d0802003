"""What the service answers: it writes these records, and its client reads them.

Times are microseconds since the epoch, UTC.
"""

from __future__ import annotations

from typing import Any

from vigie.core.answers.answer import Answer
from vigie.core.schema import FeatureType, Scalar, Words
from vigie.core.types import Language, VerdictKind, VerdictOrigin


class Contribution(Answer):
    """One word or field, and how much it pushed the answer towards its label (negative: away)."""

    name: str
    value: str
    weight: float


class Prediction(Answer):
    """One answered row."""

    id: str
    label: str
    probabilities: dict[str, float]
    model_version: str
    because: tuple[Contribution, ...] = ()
    """What weighed most, largest first; only when asked for."""

    @property
    def confidence(self) -> float:
        """The probability of the answered label, in [0, 1]."""
        return self.probabilities[self.label]


class VerdictReceipt(Answer):
    """What became of a verdict."""

    stored: bool
    """False when the very same verdict was there already."""
    alert: str | None = None
    """The alert that this verdict opened."""


class RefusedLabel(Answer):
    index: int
    """Its place in what was sent, from 0."""
    reason: str
    """conflict, unknown_prediction, unknown_label or from_the_future."""


class ImportedLabels(Answer):
    """What became of labels that came after the answers."""

    counted: dict[str, int]
    """stored, completed (a rejection now has its label), repeated, and the reasons of refusal, with how many."""
    refused: tuple[RefusedLabel, ...] = ()


class ProjectInfo(Answer):
    name: str
    title: Words
    language: Language
    sample: bool
    """True while the model comes from the template's invented rows."""


class FeatureInfo(Answer):
    """One field of the form, and of a request."""

    name: str
    type: FeatureType
    title: Words
    help: Words
    unit: str = ""
    language: Language = "en"
    required: bool
    min: float | None = None
    max: float | None = None
    values: tuple[str, ...] = ()
    max_length: int
    example: Scalar | None = None
    known: tuple[str, ...] = ()
    """Values of a category without declared ones that the model has met; any other counts as missing."""


class LabelInfo(Answer):
    name: str
    title: Words


class TargetInfo(Answer):
    title: Words
    ordered: bool
    positive: str
    labels: tuple[LabelInfo, ...]
    """In declared order."""


class ServableInfo(Answer):
    """The model that answers now."""

    kind: str
    candidate: str
    recipe: str
    version: str
    run_id: str | None = None
    dataset_version: int | None = None
    dataset_hash: str | None = None
    created_at: int | None = None
    code_version: str | None = None
    schema_fingerprint: str
    metrics: dict[str, float | None] = {}


class ModelInfo(Answer):
    """Everything that a form needs, and what is known of the model."""

    project: ProjectInfo
    features: tuple[FeatureInfo, ...]
    target: TargetInfo
    max_rows: int
    """The most rows that one request may hold."""
    asked_share: float = 0.0
    """The share of predictions that people are asked to check; `vigie.core.declarations.asking.is_asked` says which."""
    example: dict[str, Any]
    """A row that the service accepts."""
    servable: ServableInfo | None = None
    """None until a champion is published."""


class Quality(Answer):
    """Accuracy in production from verdicts, with its 95 % Wilson interval; None without a verdict."""

    confirmed: int
    rejected: int
    corrected: int
    accuracy: float | None = None
    low: float | None = None
    high: float | None = None
    since: int | None = None

    @property
    def verdicts(self) -> int:
        return self.confirmed + self.rejected + self.corrected


class TrafficBucket(Answer):
    at: int
    """When the bucket begins."""
    predictions: int
    by_label: dict[str, int] = {}


class Traffic(Answer):
    bucket_s: int
    """Length of a bucket, in seconds."""
    buckets: tuple[TrafficBucket, ...]


class Alert(Answer):
    id: str
    rule: str
    state: str
    """open, acknowledged or closed."""
    text: str
    """One sentence for people, in English."""
    words: Words = Words()
    """The same in both languages."""
    subjects: tuple[str, ...] = ()
    """Of a monitor's rule: the columns or instances that are past the limit, the worst first; empty: the whole."""
    opened_at: int
    acknowledged_at: int | None = None
    acknowledged_by: str | None = None
    closed_at: int | None = None
    closed_by: str | None = None
    closed_why: str | None = None
    evidence: dict[str, Any] = {}
    """Of the rejection rule: within_s, count, first_at, last_at, prediction_ids. Of a monitor's: monitor, over, for_s,
    first_at, last_at, crossings. Of a refused model: reason, goes_on, count, first_at, last_at."""
    delivery: str = ""
    """unsent, sending, sent or failed."""


class Verdict(Answer):
    """A verdict together with the prediction that it judges."""

    prediction_id: str
    verdict: VerdictKind
    label: str | None = None
    """The right label, where the person gave one."""
    comment: str | None = None
    at: int
    predicted: str
    confidence: float
    model_version: str
    features: dict[str, Any] = {}
    asked: bool = False
    """Whether people were asked to check this prediction."""
    origin: VerdictOrigin = "person"


class Deployment(Answer):
    """A champion set: by a promotion or a rollback."""

    at: int
    action: str
    """promoted or rolled_back."""
    version: str
    previous: str | None = None
    candidate: str = ""
    who: str
    why: str
    run_id: str = ""
    gates: tuple[dict[str, Any], ...] = ()
    """What each gate found."""


class Standing(Answer):
    """One trained candidate in the comparison."""

    candidate: str
    recipe: str
    version: str | None = None
    """Of the registry; None while it was never promoted."""
    metrics: dict[str, float | None] = {}
    """On the validation rows."""
    interval: tuple[float, float] | None = None
    """95 % interval of the deciding metric."""
    fit_seconds: float | None = None
    ms_per_row: float | None = None
    size_bytes: int | None = None
    run_id: str = ""
    p_value: float | None = None
    """Of the paired test against the best; None for the best itself."""
    verdict: str = ""
    """Is the difference to the best real? In words."""


class Leaderboard(Answer):
    """The last comparison of the candidates, the best first; empty before the first."""

    metric: str = ""
    """The one that decides."""
    why: str = ""
    candidates: tuple[Standing, ...] = ()


class Readiness(Answer):
    ready: bool
    model_version: str | None = None
    reason: str | None = None
    """Why not, when not ready."""


class Health(Answer):
    """The service is alive; these are facts, not a judgement."""

    status: str
    version: str
    ready: bool
    model_version: str | None = None
    model_refused: str | None = None
    """Why the champion of the store was not taken, when it was not."""
    uptime_seconds: float
    ledger: str
    """ok, or unavailable."""
    store: str = "ok"
    """Where models are published: ok, or unavailable; then the model that is here goes on."""
    durability: str = "durable"
    """durable: every answer is on disk before it leaves. relaxed: shortly after; a crash loses the last ones."""
    unwritten: int = 0
    """Predictions that were answered and are not on disk yet; always 0 where the service is durable."""
