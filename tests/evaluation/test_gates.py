"""Gates let pass what they should, refuse the rest, and say why in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vigie.core.project import Gates
from vigie.evaluation.comparison import PairedTest
from vigie.evaluation.gates import Evidence, GateResult, check_gates

BETTER = PairedTest("average_precision", 0.012, 0.002, 0.021, 0.018, "paired bootstrap", 2_900)
GOOD = Evidence(BETTER, calibration_error=0.02, latency_ms=0.4, size_bytes=2_500_000)


def failed(results: list[GateResult]) -> list[str]:
    return [result.name for result in results if not result.passed]


def test_check_gates_good_candidate_passes_each() -> None:
    results = check_gates(Gates(), GOOD)
    assert failed(results) == []
    assert [result.name for result in results] == ["min_gain", "max_calibration_error", "max_latency_ms", "max_size_mb"]


def test_check_gates_no_champion_passes_the_gain() -> None:
    results = check_gates(Gates(min_gain=0.5), replace(GOOD, against_champion=None))
    assert results[0] == GateResult("min_gain", True, "there is no champion to beat yet")


def test_check_gates_gain_too_small_states_difference_and_p_value() -> None:
    result = check_gates(Gates(min_gain=0.02), GOOD)[0]
    assert not result.passed
    assert "average precision against the champion +0.0120" in result.text
    assert "p = 0.018, paired bootstrap, 2900 rows), under the asked +0.0200" in result.text


def test_check_gates_gain_exactly_asked_passes() -> None:
    assert check_gates(Gates(min_gain=0.012), GOOD)[0].passed


def test_check_gates_gain_not_computable_is_refused() -> None:
    unknown = replace(BETTER, difference=float("nan"), p_value=float("nan"))
    result = check_gates(Gates(), replace(GOOD, against_champion=unknown))[0]
    assert not result.passed
    assert "cannot be computed" in result.text


@pytest.mark.parametrize(
    ("change", "gate"),
    [
        ({"calibration_error": 0.11}, "max_calibration_error"),
        ({"calibration_error": float("nan")}, "max_calibration_error"),
        ({"latency_ms": 20.1}, "max_latency_ms"),
        ({"size_bytes": 200_000_001}, "max_size_mb"),
    ],
)
def test_check_gates_over_a_limit_refuses_that_gate_alone(change: dict[str, float], gate: str) -> None:
    assert failed(check_gates(Gates(), replace(GOOD, **change))) == [gate]  # type: ignore[arg-type]  # parametrised


def test_check_gates_limit_not_set_is_not_checked() -> None:
    gates = Gates(max_calibration_error=None, max_latency_ms=None, max_size_mb=None)
    assert [result.name for result in check_gates(gates, GOOD)] == ["min_gain"]


def test_check_gates_behaviour_results_come_along() -> None:
    refused = GateResult("behaviour: praise is not negative", False, "it is (line 3)")
    assert failed(check_gates(Gates(), replace(GOOD, behaviour=[refused]))) == ["behaviour: praise is not negative"]
