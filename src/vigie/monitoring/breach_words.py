"""A monitor past its limit, in words that need no statistics."""

from __future__ import annotations

from collections.abc import Mapping

from vigie.core.figures import NARROW, say_number, write
from vigie.core.types import Language
from vigie.monitoring.thresholds import Breach, Crossing

_NAMED = 3


def breach_sentence(evidence: Breach, language: Language = "en") -> str:
    """Return one sentence that says what is past which limit.

    Examples
    --------
    >>> late = Crossing("", 0.12, 0.2, limit=0.05, since=0, at=300_000_000, n=400)
    >>> breach_sentence(Breach("errors", True, False, 300.0, 0, 300_000_000, (late,)))
    'The service failed on 12.0 % of the requests; the limit is 5.0 %.'
    >>> breach_sentence(Breach("errors", True, False, 300.0, 0, 300_000_000, (late,)), "fr")
    'Le service a échoué sur 12,0\u202f% des requêtes ; la limite est de 5,0\u202f%.'
    """
    worst = evidence.crossings[0]
    promise = " promise" if evidence.promise else ""
    pattern = _SENTENCES.get((language, evidence.monitor + promise)) or _SENTENCES[language, "any"]
    sentence = pattern.format(
        monitor=evidence.monitor,
        value=_number(evidence.monitor, worst.value, language),
        limit=_number(evidence.monitor, worst.limit, language),
        where=_where(evidence, language),
        n=say_number(worst.n, 0, language),
    )
    return sentence[0].upper() + sentence[1:]


def _where(evidence: Breach, language: Language) -> str:
    """Return the subjects that are past the limit, the worst first."""
    named = [one for one in evidence.crossings if one.subject]
    if not named:
        return _WHOLE[language]
    told = ", ".join(_subject(one, language) for one in named[:_NAMED])
    more = len(named) - _NAMED
    return told + (_MORE[language].format(n=more) if more > 0 else "")


def _subject(one: Crossing, language: Language) -> str:
    return _SUBJECTS.get((language, one.subject)) or (f"« {one.subject} »" if language == "fr" else f"'{one.subject}'")


def _number(monitor: str, value: float, language: Language) -> str:
    if monitor == "latency":
        text = f"{value:,.0f} ms"
    elif monitor == "traffic":
        text = f"{value:g}"
    elif monitor == "reviews":
        text = f"{value:,.0f}"
    elif monitor in ("drift", "impact"):
        text = f"{value:,.2f}"
    else:
        text = f"{value * 100:.1f} %"
    return write(text, language).replace(" ", NARROW if language == "fr" else " ")


_WHOLE: Mapping[Language, str] = {"en": "the rows", "fr": "les lignes"}
_MORE: Mapping[Language, str] = {"en": " and {n} more", "fr": " et {n} de plus"}
_SUBJECTS: Mapping[tuple[Language, str], str] = {
    ("en", "(prediction)"): "the answers",
    ("fr", "(prediction)"): "les réponses",
    ("en", "(confidence)"): "how sure the answers are",
    ("fr", "(confidence)"): "l'assurance des réponses",
}

_SENTENCES: Mapping[tuple[Language, str], str] = {
    ("en", "traffic"): "{value} predictions a minute were asked for; the limit is {limit}.",
    ("fr", "traffic"): "{value} prédictions par minute ont été demandées ; la limite est de {limit}.",
    ("en", "errors"): "The service failed on {value} of the requests; the limit is {limit}.",
    ("fr", "errors"): "Le service a échoué sur {value} des requêtes ; la limite est de {limit}.",
    ("en", "latency"): "One answer in a hundred takes {value} or longer; the limit is {limit}.",
    ("fr", "latency"): "Une réponse sur cent prend {value} ou plus ; la limite est de {limit}.",
    ("en", "accuracy"): "{value} of the {n} answers that were checked are right; the limit is {limit}.",
    ("fr", "accuracy"): "{value} des {n} réponses vérifiées sont justes ; la limite est de {limit}.",
    (
        "en",
        "accuracy promise",
    ): "{value} of the {n} answers that were checked are right; the model had shown {limit} before it was promoted.",
    (
        "fr",
        "accuracy promise",
    ): "{value} des {n} réponses vérifiées sont justes ; avant sa promotion, le modèle en avait montré {limit}.",
    ("en", "estimated_accuracy"): "An estimated {value} of the answers are right; the limit is {limit}.",
    ("fr", "estimated_accuracy"): "Selon une estimation, {value} des réponses sont justes ; la limite est de {limit}.",
    (
        "en",
        "estimated_accuracy promise",
    ): "An estimated {value} of the answers are right; the model had shown {limit} before it was promoted.",
    (
        "fr",
        "estimated_accuracy promise",
    ): "Selon une estimation, {value} des réponses sont justes ; avant sa promotion, le modèle avait montré {limit}.",
    ("en", "calibration"): "The model's confidence is {value} away from how often it is right; the limit is {limit}.",
    ("fr", "calibration"): "L'assurance du modèle s'écarte de {value} de sa justesse ; la limite est de {limit}.",
    (
        "en",
        "drift",
    ): "{where}: not what the model learned from. The change is {value} on a scale from 0 to 1; the limit is {limit}.",
    (
        "fr",
        "drift",
    ): "{where} : ce n'est plus ce que le modèle a appris. L'écart est de {value} (de 0 à 1) ; la limite est {limit}.",
    ("en", "missing"): "{where}: {value} of the values are missing; the limit is {limit}.",
    ("fr", "missing"): "{where} : {value} des valeurs manquent ; la limite est de {limit}.",
    ("en", "invalid"): "{where}: {value} of the values are not allowed; the limit is {limit}.",
    ("fr", "invalid"): "{where} : {value} des valeurs ne sont pas admises ; la limite est de {limit}.",
    ("en", "reviews"): "{value} rows wait for a person's review; the limit is {limit}.",
    ("fr", "reviews"): "{value} lignes attendent d'être relues ; la limite est de {limit}.",
    ("en", "impact"): "The model is worth {value} a week; the limit is {limit}.",
    ("fr", "impact"): "Le modèle vaut {value} par semaine ; la limite est de {limit}.",
    ("en", "any"): "{monitor}, {where}: {value}; the limit is {limit}.",
    ("fr", "any"): "{monitor}, {where} : {value} ; la limite est de {limit}.",
}
