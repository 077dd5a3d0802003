"""What a servable answers to rows of the dataset, how quickly, and with how much energy."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from vigie.packaging.prove import to_rows
from vigie.pipelines.energy import POWERCAP, is_energy_readable, measure_joules
from vigie.pipelines.rows import LabelledRows
from vigie.servable.runtime import Probabilities
from vigie.servable.servable import Servable

LATENCY_ROWS = 200
"""How many single answers the latency is the median of."""
_BULK_ROWS = 1_000
_BULK_S = 0.1
"""Bulk answers are repeated as long, so that a quick servable is not judged by one lucky moment."""
_ENERGY_S = 0.5


@dataclass(frozen=True, slots=True)
class Costs:
    """What answers cost, by the servable itself, HTTP and ledger aside."""

    answer_ms: float
    """Median milliseconds of one answer to one row."""
    rows_per_second: float
    """When up to 1,000 rows are asked at once."""
    joules_per_1000: float | None
    """Of 1,000 single answers, for the whole machine; None where the platform does not say."""


def answers(servable: Servable, rows: LabelledRows) -> Probabilities:
    """Return the probabilities of all rows, shape (n_rows, n_classes)."""
    return servable.predict_proba(rows.X.to_dict("records"))


def answer_ms(servable: Servable, rows: LabelledRows) -> float:
    """Return the median milliseconds of one answer by the servable itself, HTTP and ledger aside."""
    took = []
    for row in rows.X.head(LATENCY_ROWS).to_dict("records"):
        began = time.perf_counter()
        servable.predict_proba([row])
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


def measure_costs(servable: Servable, rows: LabelledRows, powercap: Path = POWERCAP) -> Costs:
    """Return what answers to these rows cost; takes about a tenth of a second, or as long as the rows take once."""
    return Costs(answer_ms(servable, rows), rows_per_second(servable, rows), joules_per_1000(servable, rows, powercap))


def rows_per_second(servable: Servable, rows: LabelledRows) -> float:
    """Return how many rows are answered in a second when up to 1,000 are asked at once: the best of some rounds."""
    asked = to_rows(servable.schema, rows.X.head(_BULK_ROWS))
    quickest, until = float("inf"), time.perf_counter() + _BULK_S
    while (began := time.perf_counter()) < until or quickest == float("inf"):
        servable.predict_proba(asked)
        quickest = min(quickest, time.perf_counter() - began)
    return len(asked) / quickest


def joules_per_1000(servable: Servable, rows: LabelledRows, powercap: Path = POWERCAP) -> float | None:
    """Return the energy of 1,000 single answers, or None where it cannot be read."""
    if not is_energy_readable(powercap):
        return None
    asked = to_rows(servable.schema, rows.X.head(LATENCY_ROWS))
    answered = 0

    def work() -> None:
        nonlocal answered
        until = time.perf_counter() + _ENERGY_S
        while time.perf_counter() < until:
            servable.predict_proba([asked[answered % len(asked)]])
            answered += 1

    joules = measure_joules(work, powercap)
    return None if joules is None else joules / answered * 1000
