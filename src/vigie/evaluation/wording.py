"""Metrics and figures as people name and write them, in English and French."""

from __future__ import annotations

from vigie.core.figures import NONE, say_number, say_percent
from vigie.core.schema import Words
from vigie.core.types import Language

__all__ = ["METRIC_NAMES", "metric_name", "say_duration", "say_number", "say_p", "say_percent", "say_size"]

_SPACE = "\N{NO-BREAK SPACE}"

METRIC_NAMES: dict[str, Words] = {
    "accuracy": Words(en="accuracy", fr="exactitude"),
    "balanced_accuracy": Words(en="balanced accuracy", fr="exactitude équilibrée"),
    "macro_f1": Words(en="macro F1", fr="F1 macro"),
    "precision": Words(en="precision", fr="précision"),
    "recall": Words(en="recall", fr="rappel"),
    "roc_auc": Words(en="ROC AUC", fr="aire ROC"),
    "average_precision": Words(en="average precision", fr="précision moyenne"),
    "log_loss": Words(en="log loss", fr="perte logarithmique"),
    "brier": Words(en="Brier score", fr="score de Brier"),
    "calibration_error": Words(en="calibration error", fr="erreur de calibration"),
    "quadratic_kappa": Words(en="quadratic kappa", fr="kappa quadratique"),
    "within_one": Words(en="within one step", fr="à un cran près"),
}


def metric_name(metric: str, language: Language) -> str:
    """Return what people call a metric.

    Examples
    --------
    >>> metric_name("roc_auc", "fr"), metric_name("a_new_one", "en")
    ('aire ROC', 'a new one')
    """
    plain = metric.replace("_", " ")
    return METRIC_NAMES[metric].say(language, plain) if metric in METRIC_NAMES else plain


def say_duration(milliseconds: float | None, language: Language = "en") -> str:
    """Return a time in the unit that people would use, with two or three figures that count.

    Examples
    --------
    >>> [say_duration(ms).replace("\N{NO-BREAK SPACE}", " ") for ms in (0.0213, 2.34, 412.0, 8_200.0, 754_000.0)]
    ['21 µs', '2.3 ms', '412 ms', '8.2 s', '12.6 min']
    """
    if milliseconds is None:
        return NONE
    for unit, length, limit in (("µs", 1e-3, 1.0), ("ms", 1.0, 1e3), ("s", 1e3, 12e4)):
        if milliseconds < limit:
            return _measured(milliseconds / length, unit, language)
    return _measured(milliseconds / 6e4, "min", language)


def say_size(size: float | None, language: Language = "en") -> str:
    """Return a size in bytes in the unit that people would use.

    Examples
    --------
    >>> [say_size(size).replace("\N{NO-BREAK SPACE}", " ") for size in (820, 20_500, 1_720_000, 90e6)]
    ['1 kB', '20 kB', '1.7 MB', '90 MB']
    >>> say_size(1_720_000, "fr").replace("\N{NO-BREAK SPACE}", " ")
    '1,7 Mo'
    """
    if size is None:
        return NONE
    byte = "o" if language == "fr" else "B"
    if size < 1e6:
        return f"{say_number(max(size / 1e3, 1), 0, language)}{_SPACE}k{byte}"
    return _measured(size / 1e6, f"M{byte}", language)


def say_p(p_value: float | None, language: Language = "en") -> str:
    """Return a p-value; one that is too small to matter how small is said so.

    Examples
    --------
    >>> say_p(0.0002), say_p(0.0312), say_p(None)
    ('< 0.001', '0.031', '–')
    """
    if p_value is not None and p_value < 0.001:
        return f"< {say_number(0.001, 3, language)}"
    return say_number(p_value, 3, language)


def _measured(value: float, unit: str, language: Language) -> str:
    return f"{say_number(value, 1 if value < 20 else 0, language)}{_SPACE}{unit}"
