"""What a candidate must show before it is promoted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vigie.core.project import Gates
from vigie.core.types import Language
from vigie.evaluation import gate_words
from vigie.evaluation.comparison import PairedTest, p_words


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate: whether it lets the candidate pass, and why, for the screen and the record."""

    name: str
    passed: bool
    text: str
    plain: Mapping[Language, str] = field(default_factory=dict, compare=False)
    """The same for people who are no statisticians, as the end of a sentence; empty: nobody is told of it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured of a candidate before its promotion."""

    against_champion: PairedTest | None
    """Candidate first, champion second, on the same validation rows; None without a champion."""
    calibration_error: float
    latency_ms: float
    """For one row through the servable, median."""
    size_bytes: int
    behaviour: Sequence[GateResult] = field(default=())
    """From `run_behaviour_tests`."""
    not_compared: str = ""
    """Why there is nothing against the champion although there is one."""


def check_gates(gates: Gates, evidence: Evidence) -> list[GateResult]:
    """Return one result for each gate that the project sets, in the order of the project file.

    A number that could not be computed passes no gate.

    Examples
    --------
    >>> results = check_gates(Gates(), Evidence(None, calibration_error=0.2, latency_ms=1.0, size_bytes=1_000))
    >>> [(result.name, result.passed) for result in results]
    [('min_gain', True), ('max_calibration_error', False), ('max_latency_ms', True), ('max_size_mb', True)]
    >>> results[1].text
    'calibration error 0.200 is over the allowed 0.100'
    """
    limits = (
        (
            "max_calibration_error",
            "calibration error",
            evidence.calibration_error,
            gates.max_calibration_error,
            ".3f",
            "",
        ),
        ("max_latency_ms", "latency of one row", evidence.latency_ms, gates.max_latency_ms, ".2f", " ms"),
        ("max_size_mb", "size", evidence.size_bytes / 1e6, gates.max_size_mb, ".1f", " MB"),
    )
    return [
        _check_gain(gates.min_gain, evidence.against_champion, evidence.not_compared),
        *(_check_limit(*limit) for limit in limits if limit[3] is not None),
        *evidence.behaviour,
    ]


def _check_gain(min_gain: float, test: PairedTest | None, not_compared: str) -> GateResult:
    if test is None:
        return GateResult("min_gain", True, not_compared or "there is no champion to beat yet")
    metric = test.metric.replace("_", " ")
    if math.isnan(test.difference):
        text = f"{metric} cannot be computed on the {test.rows} rows shared with the champion"
        return GateResult("min_gain", False, text, gate_words.gain(test, min_gain, passed=False))
    # A hair's breadth under the limit is rounding, not a loss.
    passed = test.difference >= min_gain - 1e-12
    relation = "at least" if passed else "under"
    text = (
        f"{metric} against the champion {test.difference:+.4f} ({test.low:+.4f} to {test.high:+.4f},"
        f" {p_words(test.p_value)}, {test.method}, {test.rows} rows), {relation} the asked {min_gain:+.4f}"
    )
    return GateResult("min_gain", passed, text, gate_words.gain(test, min_gain, passed=passed))


def _check_limit(name: str, what: str, value: float, limit: float | None, style: str, unit: str) -> GateResult:
    if math.isnan(value) or limit is None:
        return GateResult(name, False, f"{what} could not be measured")
    passed = value <= limit
    relation = "within" if passed else "over"
    text = f"{what} {value:{style}}{unit} is {relation} the allowed {limit:{style}}{unit}"
    return GateResult(name, passed, text, {} if passed else gate_words.limit(name, value, limit))
