"""What the ledger says to Prometheus: monitors, open alerts, reviews that wait, verdicts still to be told outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric

from vigie.ledger import Ledger, Measurement, now
from vigie.monitoring.quality import Quality

_DAYS_US = 2 * 86_400_000_000
"""What was not measured for so long is measured no more: instances and columns come and go."""


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """Read in one go, in a thread, when somebody asks."""

    quality: Quality
    alerts_by_rule: Mapping[str, int]
    """Those that are not closed."""
    monitors: Sequence[Measurement]
    """The newest of each monitor and subject."""
    reviews_waiting: int
    untold: Mapping[str, int]
    """Listener → verdicts that it has not heard of."""
    promoted_at: int | None
    """When the latest promotion or rollback was, microseconds since the epoch, UTC."""

    @property
    def alerts_open(self) -> int:
        return sum(self.alerts_by_rule.values())


def read_facts(ledger: Ledger, listeners: Sequence[str] = ()) -> LedgerFacts:
    """Return the facts, or raise LedgerUnavailableError."""
    unclosed = (*ledger.alerts("open"), *ledger.alerts("acknowledged"))
    deployed = ledger.deployments(1)
    return LedgerFacts(
        quality=ledger.quality(),
        alerts_by_rule=Counter(alert.rule for alert in unclosed),
        monitors=ledger.measurements.newest(since=now() - _DAYS_US),
        reviews_waiting=ledger.reviews.counts().waiting,
        untold={name: ledger.exports.count_untold(name) for name in listeners},
        promoted_at=deployed[0].at if deployed else None,
    )


def families(facts: LedgerFacts) -> Iterator[Metric]:
    """Return what is only there while the ledger answers."""
    yield _labelled("vigie_alerts_open_by_rule", "Alerts that are not closed.", "rule", facts.alerts_by_rule)
    measured = GaugeMetricFamily(
        "vigie_measurement", "What a monitor found last; NaN: nothing to measure.", labels=["monitor", "subject"]
    )
    latest: dict[str, float] = {}
    for one in facts.monitors:
        measured.add_metric([one.monitor, one.subject], float("nan") if one.value is None else one.value)
        latest[one.monitor] = max(latest.get(one.monitor, 0.0), one.at / 1e6)
    yield measured
    yield _labelled("vigie_measurement_timestamp_seconds", "When a monitor measured last.", "monitor", latest)
    yield GaugeMetricFamily("vigie_reviews_waiting", "Predictions that wait for review.", value=facts.reviews_waiting)
    yield _labelled("vigie_telemetry_waiting_events", "Verdicts still to be told outside.", "listener", facts.untold)
    if facts.promoted_at is not None:
        yield GaugeMetricFamily(
            "vigie_model_promoted_timestamp_seconds", "When the model was changed last.", value=facts.promoted_at / 1e6
        )


def _labelled(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
