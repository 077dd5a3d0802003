"""The verdict of a retraining, for people who are no statisticians."""

from __future__ import annotations

import re

import pytest

from vigie.core.project import Gates
from vigie.evaluation.comparison import PairedTest
from vigie.evaluation.gates import Evidence, GateResult, check_gates
from vigie.evaluation.slice_losses import SliceLoss
from vigie.pipelines.retrain import check_words, words

LOSSES = [SliceLoss("airline", "Delta", 48, 0.8, 0.61, 0.002), SliceLoss("airline", "United", 61, 0.9, 0.75, 0.01)]


def gates(difference: float, p_value: float = 0.004, *, min_gain: float = 0.0) -> list[GateResult]:
    test = PairedTest("macro_f1", difference, difference - 0.02, difference + 0.02, p_value, "paired bootstrap", 2_900)
    evidence = Evidence(test, calibration_error=0.121, latency_ms=5.2, size_bytes=31_200_000)
    rules = Gates(min_gain=min_gain, max_calibration_error=0.1, max_latency_ms=3.0, max_size_mb=25.0)
    reviewed = GateResult("reviewed", True, "right on 44", check_words.on_reviewed(41, 44, 50))
    own = GateResult("behaviour: praise is not negative", False, "it is (line 3)")
    slices = GateResult("slices", False, "2 kinds of rows", check_words.worse_on(LOSSES))
    return [*check_gates(rules, evidence), reviewed, own, slices]


def test_a_rejection_tells_what_happened_first_and_the_figures_in_brackets() -> None:
    told = words.rejected("words", gates(-0.031))
    assert told.en == (
        "The model in service stays, and the data are as they were. The new one ('words') was not good enough: it "
        "does worse than the model in service, by more than bad luck would explain, on the same 2,900 rows, from "
        "which neither learned (macro F1: −0.031, surely between −0.051 and −0.011, asked +0.000; p = 0.004); its "
        "percentages cannot be taken at their word: they are 12 points off on average (calibration error 0.121, at "
        "most 0.100); it takes too long to answer (5.20 ms for one row, at most 3.00 ms); it takes too much room "
        "(31.2 MB, at most 25.0 MB); it fails the project's own test 'praise is not negative' (it is (line 3)); it "
        "does much worse on some kinds of rows, and not by bad luck (airline Delta: right on 61% instead of 80% of 48 "
        "rows; airline United: right on 75% instead of 90% of 61 rows)."
    )
    assert "sur les mêmes 2\u202f900 lignes" in told.fr
    assert "(F1 macro : −0,031, sûrement entre −0,051 et −0,011, demandé +0,000 ; p = 0,004)" in told.fr
    assert "raison sur 61\u202f% au lieu de 80\u202f% de 48 lignes" in told.fr


@pytest.mark.parametrize(
    ("difference", "p_value", "min_gain", "said"),
    [
        (0.02, 0.0001, 0.0, "it does better than the model in service, by more than luck would explain, on"),
        (0.004, 0.4, 0.0, "it does a little better than the model in service, which may be luck, on"),
        (0.0, 1.0, 0.0, "it does as well as the model in service on"),
        (-0.004, 0.4, -0.01, "it does so little worse than the model in service that it counts as equal on"),
        (0.004, 0.4, 0.01, "it does not do better than the model in service by as much as this project asks for, on"),
        (-0.02, 0.2, 0.0, "it does worse than the model in service, perhaps by bad luck only, but"),
        (float("nan"), float("nan"), 0.0, "nobody can say how well it does: the 2,900 rows that are kept aside do not"),
    ],
)
def test_a_gain_is_told_by_whether_luck_would_explain_it(
    difference: float, p_value: float, min_gain: float, said: str
) -> None:
    gate = gates(difference, p_value, min_gain=min_gain)[0]
    assert gate.plain["en"].startswith(said)
    assert gate.passed == (said not in words.rejected("words", [gate]).en)
    assert ("p < 0.001" in gate.plain["en"]) == (p_value < 0.001)


def test_a_model_that_passed_is_told_by_what_it_was_compared_on() -> None:
    passed = words.passed("words", "3", 4, gates(0.02))
    assert "it is right more often on the rows that people reviewed and that neither had seen (44 of 50" in passed.en
    assert "il a plus souvent raison sur les lignes relues" in passed.fr
    kept = words.not_promoted(passed.model_dump(), ["min_gain: too small"])
    assert kept.fr.endswith("il y faut davantage (min_gain: too small).")
    assert "en service à la place de la version 2 : il fait mieux que" in words.promoted("w", "3", "2", gates(0.02)).fr
    assert words.promoted("w", "3", "2").en.endswith("it passed every check.")


def test_refused_data_are_told_in_both_languages_with_their_own_numbers() -> None:
    checks = {
        "size": check_words.too_few_left(2_900, 1_200, 0.1),
        "classes": check_words.other_classes(0.234, 0.1),
        "labels": check_words.changed("labels", 320, 2_900, 0.05),
        "values": check_words.changed("values", 0, 0, 0.3),
        "every class": check_words.lacking(["A", "G"]),
        "drift": check_words.unlike(1_300, [("energy", 0.62)], 0.3),
        "surprise": check_words.contradicted(0.4, 300, 0.85, 0.2),
    }
    told = words.refused([GateResult(name, False, "technical", plain) for name, plain in checks.items()])
    assert "trop de lignes ont disparu (il en reste 1\u202f200 sur 2\u202f900 ; au plus 10\u202f% peuvent" in told.fr
    assert "(1\u202f300 lignes ; de 0, pareilles, à 1 : energy 0,62 ; au plus 0,30)" in told.fr
    assert "(320 of 2,900, which is 11.0%; at most 5% may)" in told.en
    for text in (told.en, told.fr):
        assert "technical" not in text
        assert re.search(r"[{}]", text) is None
    assert not re.search(r"\d[.%]\d|\d%| %", told.fr)
