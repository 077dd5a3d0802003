"""What the ledger says to Prometheus: monitors, open alerts, reviews that wait, verdicts still to be told outside."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from prometheus_client.core import GaugeMetricFamily, Metric

from vigie.ledger import Challenge, Ledger, Measurement, now
from vigie.ledger.challenges import Counts
from vigie.monitoring.judged import Given
from vigie.monitoring.quality import Quality

STATES = ("wait", "promote", "keep")
"""What the watcher says of a challenger; before its first look, to wait."""

_DAYS_US = 2 * 86_400_000_000
"""What was not measured for so long is measured no more: instances and columns come and go."""


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """Read in one go, in a thread, when somebody asks."""

    quality: Mapping[Given, Quality]
    """Of the verdicts of each kind, all of them."""
    alerts_by_rule: Mapping[str, int]
    """Those that are not closed."""
    monitors: Sequence[Measurement]
    """The newest of each monitor and subject."""
    reviews_waiting: int
    untold: Mapping[str, int]
    """Listener → verdicts that it has not heard of."""
    promoted_at: int | None
    """When the latest promotion or rollback was, microseconds since the epoch, UTC."""
    challenge: tuple[Challenge, Counts] | None = None
    """The test in production under way, and what the challenger has answered."""

    @property
    def alerts_open(self) -> int:
        return sum(self.alerts_by_rule.values())


def read_facts(ledger: Ledger, listeners: Sequence[str] = ()) -> LedgerFacts:
    """Return the facts, or raise LedgerUnavailableError."""
    unclosed = (*ledger.alerts("open"), *ledger.alerts("acknowledged"))
    deployed = ledger.deployments(1)
    running = ledger.challenges.running()
    return LedgerFacts(
        quality=ledger.performance.by_kind(),
        alerts_by_rule=Counter(alert.rule for alert in unclosed),
        monitors=ledger.measurements.newest(since=now() - _DAYS_US),
        reviews_waiting=ledger.reviews.counts().waiting,
        untold={name: ledger.exports.count_untold(name) for name in listeners},
        promoted_at=deployed[0].at if deployed else None,
        challenge=None if running is None else (running, ledger.challenges.counts(running, timed=False)),
    )


def families(facts: LedgerFacts) -> Iterator[Metric]:
    """Return what is only there while the ledger answers."""
    yield from _accuracy(facts.quality)
    yield from _challenger(facts.challenge)
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


def _accuracy(by_kind: Mapping[Given, Quality]) -> Iterator[Metric]:
    for name, words, value in (
        ("vigie_production_accuracy", "Share of verdicts that confirmed.", attrgetter("accuracy")),
        ("vigie_production_accuracy_low", "Lower end of its 95 % interval (Wilson).", attrgetter("low")),
        ("vigie_production_accuracy_high", "Upper end of its 95 % interval (Wilson).", attrgetter("high")),
    ):
        family = GaugeMetricFamily(name, words, labels=["given"])
        for kind, found in by_kind.items():
            known: float | None = value(found)
            # NaN is how Prometheus says that there is nothing to measure yet.
            family.add_metric([kind], math.nan if known is None else known)
        yield family


def _challenger(challenge: tuple[Challenge, Counts] | None) -> Iterator[Metric]:
    labels = ["model_version", "mode"]
    answers = GaugeMetricFamily("vigie_challenger_answers", "Answers of the challenger under way.", labels=labels)
    agreement = GaugeMetricFamily(
        "vigie_challenger_agreement", "Share of them that were the champion's too; NaN: not in a shadow.", labels=labels
    )
    state = GaugeMetricFamily(
        "vigie_challenger_state", "1 at what the verdicts say of it: wait, promote or keep.", labels=[*labels, "state"]
    )
    if challenge is not None:
        running, counts = challenge
        of_it = [running.version, running.mode]
        beside = counts.answers if running.mode == "shadow" else 0
        answers.add_metric(of_it, counts.answers)
        agreement.add_metric(of_it, counts.agreements / beside if beside else math.nan)
        advice = running.detail.get("standing", {}).get("advice", STATES[0])
        for one in STATES:  # each, so that a change is seen at once
            state.add_metric([*of_it, one], float(one == advice))
    yield from (answers, agreement, state)


def _labelled(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
