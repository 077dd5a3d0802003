"""What a gate found, for people who never heard of a p-value: what happened first, the figures after it in brackets.

Each text is the end of a sentence about the new model, in French about a masculine noun: 'because it does better …'.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias

from vigie.core.figures import say_number
from vigie.core.types import LANGUAGES, Language
from vigie.evaluation.comparison import PairedTest
from vigie.evaluation.wording import metric_name, say_p

Plain: TypeAlias = Mapping[Language, str]
"""The same in both languages."""

_GAINS: Mapping[tuple[Language, str], str] = {
    ("en", "better"): "it does better than the model in service, by more than luck would explain,",
    ("fr", "better"): "il fait mieux que le modèle en service, et la chance seule ne l'explique pas,",
    ("en", "maybe better"): "it does a little better than the model in service, which may be luck,",
    ("fr", "maybe better"): "il fait un peu mieux que le modèle en service, peut-être par chance,",
    ("en", "as well"): "it does as well as the model in service",
    ("fr", "as well"): "il fait aussi bien que le modèle en service",
    ("en", "hardly worse"): "it does so little worse than the model in service that it counts as equal",
    ("fr", "hardly worse"): "il fait si peu moins bien que le modèle en service que cela compte pour égal",
    ("en", "too little"): "it does not do better than the model in service by as much as this project asks for,",
    ("fr", "too little"): "il ne fait pas mieux que le modèle en service d'autant que ce projet le demande,",
    ("en", "maybe worse"): (
        "it does worse than the model in service, perhaps by bad luck only, but what is not shown to be as good does "
        "not take its place,"
    ),
    ("fr", "maybe worse"): (
        "il fait moins bien que le modèle en service, peut-être par malchance seulement, mais ce qui ne s'est pas "
        "montré aussi bon ne prend pas sa place,"
    ),
    ("en", "worse"): "it does worse than the model in service, by more than bad luck would explain,",
    ("fr", "worse"): "il fait moins bien que le modèle en service, et la malchance seule ne l'explique pas,",
    ("en", "rows"): (
        " on the same {rows} rows, from which neither learned ({metric}: {gain}, surely between {low} and {high}, "
        "asked {asked}; p = {p})"
    ),
    ("fr", "rows"): (
        " sur les mêmes {rows} lignes, dont aucun des deux n'a rien appris ({metric} : {gain}, sûrement entre {low} et "
        "{high}, demandé {asked} ; p = {p})"
    ),
    ("en", "unknown"): "nobody can say how well it does: the {rows} rows that are kept aside do not tell ({metric})",
    (
        "fr",
        "unknown",
    ): "on ne peut pas dire ce qu'il vaut : les {rows} lignes mises de côté ne le montrent pas ({metric})",
}

_LIMITS: Mapping[tuple[Language, str], str] = {
    ("en", "max_calibration_error"): (
        "its percentages cannot be taken at their word: they are {points} points off on average (calibration error "
        "{value}, at most {limit})"
    ),
    ("fr", "max_calibration_error"): (
        "ses pourcentages ne peuvent pas être pris au mot : ils s'écartent de {points} points en moyenne (erreur de "
        "calibration {value}, au plus {limit})"
    ),
    ("en", "max_latency_ms"): "it takes too long to answer ({value} ms for one row, at most {limit} ms)",
    ("fr", "max_latency_ms"): "il met trop longtemps à répondre ({value} ms pour une ligne, au plus {limit} ms)",
    ("en", "max_size_mb"): "it takes too much room ({value} MB, at most {limit} MB)",
    ("fr", "max_size_mb"): "il prend trop de place ({value} Mo, au plus {limit} Mo)",
}
_DIGITS = {"max_calibration_error": 3, "max_latency_ms": 2, "max_size_mb": 1}


def gain(test: PairedTest, asked: float, *, passed: bool) -> Plain:
    """Say how a candidate does beside the champion.

    Examples
    --------
    >>> test = PairedTest("accuracy", -0.031, -0.05, -0.012, 0.004, "McNemar exact", 2_900)
    >>> print(gain(test, 0.0, passed=False)["en"].replace(", from", ",\\n    from"))
    it does worse than the model in service, by more than bad luck would explain, on the same 2,900 rows,
        from which neither learned (accuracy: −0.031, surely between −0.050 and −0.012, asked +0.000; p = 0.004)
    """
    return {language: _gain(test, asked, language, passed=passed) for language in LANGUAGES}


def _gain(test: PairedTest, asked: float, language: Language, *, passed: bool) -> str:
    figures = {
        "rows": say_number(test.rows, 0, language),
        "metric": metric_name(test.metric, language),
        "p": say_p(test.p_value, language),
    }
    if math.isnan(test.difference):
        return _GAINS[language, "unknown"].format(**figures)
    for name, value in (("gain", test.difference), ("low", test.low), ("high", test.high), ("asked", asked)):
        figures[name] = say_number(value or 0.0, 3, language, signed=True)
    pattern = _GAINS[language, _case(test, passed=passed)] + _GAINS[language, "rows"]
    return pattern.format(**figures).replace("= <", "<")


def _case(test: PairedTest, *, passed: bool) -> str:
    if test.difference == 0:
        return "as well" if passed else "too little"
    if test.difference > 0:
        return ("better" if test.real else "maybe better") if passed else "too little"
    return "hardly worse" if passed else "worse" if test.real else "maybe worse"


def limit(name: str, value: float, allowed: float | None) -> Plain:
    """Say what is over a limit of the project; nothing where it could not be measured.

    Examples
    --------
    >>> print(limit("max_latency_ms", 5.2, 3.0)["fr"])
    il met trop longtemps à répondre (5,20 ms pour une ligne, au plus 3,00 ms)
    """
    if math.isnan(value) or allowed is None:
        return {}
    digits = _DIGITS[name]
    return {
        language: _LIMITS[language, name].format(
            points=say_number(100 * value, 0, language),
            value=say_number(value, digits, language),
            limit=say_number(allowed, digits, language),
        )
        for language in LANGUAGES
    }
