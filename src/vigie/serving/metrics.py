"""What Prometheus reads. Counting costs an addition; the text is made when somebody asks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from vigie.core.types import VERDICTS, VerdictKind
from vigie.serving.champion import Tally
from vigie.serving.errors import STATUSES
from vigie.serving.ledger_metrics import LedgerFacts, families
from vigie.telemetry.tally import Tally as TellingTally

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

BOUNDS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper ends of the latency histogram's buckets."""


class Counts:
    """What happened since the service started. Changed by the event loop's thread alone."""

    def __init__(self) -> None:
        self.refused = dict.fromkeys(STATUSES, 0)
        """Refused requests, by the code they were refused with."""
        self.verdicts: dict[VerdictKind, int] = dict.fromkeys(VERDICTS, 0)
        self.servables_refused = 0
        self.tallies: list[Tally] = []
        """Of every servable that has answered."""
        self.requests_by_time = [0] * (len(BOUNDS_S) + 1)
        self.seconds = 0.0
        self.told = TellingTally()
        """What was told outside, or could not be; the threads that tell count here."""

    def observe(self, seconds: float) -> None:
        """Count one answered prediction request."""
        self.requests_by_time[bisect_left(BOUNDS_S, seconds)] += 1
        self.seconds += seconds


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured when somebody asks; None where the ledger does not answer."""

    ready: bool
    model_version: str | None
    pending_rows: int
    ledger: LedgerFacts | None


def exposition(counts: Counts, measured: Measured, *, process: bool = True) -> bytes:
    """Return all metrics in Prometheus' text form; with those of this process, unless it is one of several."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(counts, measured))
    if process:
        ProcessCollector(registry=registry)
    return generate_latest(registry)


class _Families(Collector):
    def __init__(self, counts: Counts, measured: Measured) -> None:
        self._counts = counts
        self._measured = measured

    def collect(self) -> Iterator[Metric]:
        yield from self._counters()
        yield self._latency()
        yield from self._gauges()

    def _counters(self) -> Iterator[Metric]:
        counts = self._counts
        predictions = CounterMetricFamily(
            "vigie_predictions", "Answered predictions.", labels=["label", "model_version"]
        )
        for (label, version), number in _by_label(counts.tallies).items():
            predictions.add_metric([label, version], number)
        yield predictions
        refused = CounterMetricFamily("vigie_requests_refused", "Requests answered with an error.", labels=["code"])
        for code, number in counts.refused.items():
            refused.add_metric([code], number)
        yield refused
        verdicts = CounterMetricFamily("vigie_verdicts", "Verdicts stored.", labels=["kind"])
        for kind, number in counts.verdicts.items():
            verdicts.add_metric([kind], number)
        yield verdicts
        yield CounterMetricFamily(
            "vigie_ledger_failures",
            "Requests refused because the ledger failed.",
            value=counts.refused["ledger_unavailable"],
        )
        yield CounterMetricFamily(
            "vigie_servables_refused", "Champions that did not pass verification.", value=counts.servables_refused
        )
        told = CounterMetricFamily(
            "vigie_telemetry", "Traces and verdicts told outside, or given up.", labels=["what", "outcome"]
        )
        for name, number in counts.told.numbers.items():
            told.add_metric(name.split("_"), number)
        yield told

    def _latency(self) -> Metric:
        running = 0
        buckets = []
        for bound, number in zip((*map(str, BOUNDS_S), "+Inf"), self._counts.requests_by_time, strict=True):
            running += number
            buckets.append((bound, float(running)))
        return HistogramMetricFamily(
            "vigie_predict_seconds",
            "From a prediction request's body to its answer, the ledger's commit included.",
            buckets=buckets,
            sum_value=self._counts.seconds,
        )

    def _gauges(self) -> Iterator[Metric]:
        measured = self._measured
        yield GaugeMetricFamily("vigie_ready", "1 when predictions are answered.", value=float(measured.ready))
        yield GaugeMetricFamily(
            "vigie_ledger_pending_rows", "Predictions waiting for their commit.", value=measured.pending_rows
        )
        model = GaugeMetricFamily("vigie_model_info", "The model that answers.", labels=["model_version"])
        if measured.model_version is not None:
            model.add_metric([measured.model_version], 1)
        yield model
        facts = measured.ledger
        alerts = None if facts is None else facts.alerts_open
        yield GaugeMetricFamily("vigie_alerts_open", "Alerts that are not closed.", value=_number(alerts))
        if facts is not None:
            yield from families(facts)


def _number(value: float | None) -> float:
    # NaN is how Prometheus says that there is nothing to measure yet.
    return float("nan") if value is None else float(value)


def _by_label(tallies: list[Tally]) -> dict[tuple[str, str], int]:
    totals: dict[tuple[str, str], int] = {}
    for tally in tallies:
        for label, number in zip(tally.labels, tally.answers, strict=True):
            totals[label, tally.version] = totals.get((label, tally.version), 0) + number
    return totals
