"""What a servable answers to rows of the dataset, and how quickly."""

from __future__ import annotations

import statistics
import time

from vigie.pipelines.rows import LabelledRows
from vigie.servable.runtime import Probabilities
from vigie.servable.servable import Servable

LATENCY_ROWS = 200
"""How many single answers the latency is the median of."""


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
