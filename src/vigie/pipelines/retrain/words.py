"""How a retraining ended, in words, in English and French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vigie.core.schema import Words
from vigie.evaluation.gates import GateResult

_FRENCH = {
    "size": "le nombre de lignes",
    "classes": "la part de chaque classe",
    "labels": "des étiquettes changées",
    "values": "des valeurs changées",
    "every class": "une classe absente",
    "drift": "une dérive des colonnes",
    "surprise": "des étiquettes que le modèle contredit",
    "min_gain": "le gain sur les lignes de validation",
    "max_calibration_error": "la calibration",
    "max_latency_ms": "le temps de réponse",
    "max_size_mb": "la taille",
    "reviewed": "les lignes relues",
    "slices": "des sortes de lignes moins bien traitées",
    "servable": "un modèle qui ne peut pas être servi",
}


def unneeded(dataset: int) -> Words:
    """Say that there is nothing new."""
    return Words(
        en=f"Nothing new to learn from: the champion was trained on version {dataset} of the data.",
        fr=f"Rien de nouveau à apprendre : le modèle en service a été entraîné sur la version {dataset} des données.",
    )


def waits(version: str, dataset: int) -> Words:
    """Say that the new model is there already."""
    return Words(
        en=(
            f"Nothing new to learn from: version {version} of the model was trained on version {dataset} of the data"
            " already, and waits for a test or a promotion."
        ),
        fr=(
            f"Rien de nouveau à apprendre : la version {version} du modèle a déjà été entraînée sur la version"
            f" {dataset} des données, et attend une mise à l’essai ou en service."
        ),
    )


def refused(checks: Sequence[GateResult]) -> Words:
    """Say why data were refused."""
    return Words(
        en=f"The new data were refused, and nothing was changed: {_texts(checks)}.",
        fr=f"Les nouvelles données sont refusées, et rien n’a changé. En cause : {_names(checks)}.",
    )


def failed(doing: str, reason: str) -> Words:
    """Say what broke."""
    what = reason.strip().rstrip(".")
    return Words(
        en=f"It failed while {doing}, and champion and data are as they were: {what}.",
        fr=f"Échec ; le modèle en service et les données sont tels qu’avant. Cause : {what}.",
    )


def rejected(name: str, gates: Sequence[GateResult]) -> Words:
    """Say why a model was rejected."""
    return Words(
        en=f"The new {name} was rejected, and champion and data are as they were: {_texts(gates)}.",
        fr=(
            f"Le nouveau {name} est rejeté ; le modèle en service et les données sont tels qu’avant."
            f" En cause : {_names(gates)}."
        ),
    )


def passed(name: str, version: str, dataset: int, gates: Sequence[GateResult]) -> Words:
    """Say that a model waits for a test or a promotion."""
    found = {gate.name: gate.text for gate in gates}
    shown = "; ".join(found[gate] for gate in ("min_gain", "reviewed") if gate in found)
    return Words(
        en=(
            f"The new {name}, version {version} of the model and trained on version {dataset} of the data, passed every"
            f" gate: {shown}. It answers nobody yet: test it in production ('vigie challenge {name}'), or promote it"
            f" ('vigie promote {name}')."
        ),
        fr=(
            f"Le nouveau {name}, version {version} du modèle, entraîné sur la version {dataset} des données, passe"
            f" toutes les épreuves. Il ne répond encore à personne : mettez-le à l’essai ('vigie challenge {name}'),"
            f" ou en service ('vigie promote {name}')."
        ),
    )


def not_promoted(passed: Mapping[str, str], refusals: Sequence[str]) -> Words:
    """Say that a model passed the retraining's gates and not the promotion's."""
    return Words(
        en=f"{passed['en']} It was not promoted: {'; '.join(refusals)}.",
        fr=f"{passed['fr']} Il n’a pas été mis en service : une épreuve de la mise en service le refuse.",
    )


def promoted(name: str, version: str, previous: str | None) -> Words:
    """Say that a model is the champion."""
    return Words(
        en=f"The new {name} passed every gate and is the champion, as version {version}; before it was {previous}.",
        fr=f"Le nouveau {name} passe toutes les épreuves et est en service, version {version} ; avant lui, {previous}.",
    )


def interrupted(doing: str, restored: int | None) -> Words:
    """Say that its process ended in the middle."""
    back_en = f" The data went back to version {restored}." if restored is not None else " Nothing was changed."
    back_fr = f" Données remises à la version {restored}." if restored is not None else " Rien n’a changé."
    return Words(
        en=f"Its process ended while {doing}.{back_en} The champion is as it was.",
        fr=f"Interrompu.{back_fr} Le modèle en service est tel qu’avant.",
    )


def _texts(results: Sequence[GateResult]) -> str:
    return "; ".join(result.text.rstrip(".") for result in results if not result.passed)


def _names(results: Sequence[GateResult]) -> str:
    return ", ".join(_FRENCH.get(result.name, result.name) for result in results if not result.passed)
