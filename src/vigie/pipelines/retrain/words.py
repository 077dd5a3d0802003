"""How a retraining ended, in words, in English and French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vigie.core.schema import Words
from vigie.core.types import Language
from vigie.evaluation.gates import GateResult

_OWN_TEST = "behaviour: "
"""Before the name of a test of behaviour that the project has."""


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
        en=f"Nothing was learned, and nothing was changed. The new data look wrong: {_reasons(checks, 'en')}.",
        fr=(
            "Rien n’a été appris, et rien n’a changé. Les nouvelles données ont l’air fausses :"
            f" {_reasons(checks, 'fr')}."
        ),
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
        en=(
            "The model in service stays, and the data are as they were. The new one"
            f" ('{name}') was not good enough: {_reasons(gates, 'en')}."
        ),
        fr=(
            "Le modèle en service reste, et les données sont telles qu’avant. Le nouveau"
            f" (« {name} ») n’est pas assez bon : {_reasons(gates, 'fr')}."
        ),
    )


def passed(name: str, version: str, dataset: int, gates: Sequence[GateResult]) -> Words:
    """Say that a model waits for a test or a promotion."""
    return Words(
        en=(
            f"There is a new model ('{name}', version {version}, from version {dataset} of the data), and it may take"
            f" the place of the one in service: {_merits(gates, 'en')}. It answers nobody yet: test it in production"
            f" ('vigie challenge {name}'), or promote it ('vigie promote {name}')."
        ),
        fr=(
            f"Un nouveau modèle est prêt (« {name} », version {version}, d’après la version {dataset} des données), et"
            f" il peut prendre la place de celui en service : {_merits(gates, 'fr')}. Il ne répond encore à personne :"
            f" mettez-le à l’essai ('vigie challenge {name}'), ou en service ('vigie promote {name}')."
        ),
    )


def not_promoted(passed: Mapping[str, str], refusals: Sequence[str]) -> Words:
    """Say that a model passed the retraining's gates and not the promotion's."""
    found = "; ".join(refusals)
    return Words(
        en=f"{passed['en']} It was not promoted by itself, as a promotion asks for more ({found}).",
        fr=f"{passed['fr']} Il n’a pas été mis en service tout seul : il y faut davantage ({found}).",
    )


def promoted(name: str, version: str, previous: str | None, gates: Sequence[GateResult] = ()) -> Words:
    """Say that a model is the champion."""
    return Words(
        en=(
            f"A new model ('{name}', version {version}) is in service in place of version {previous}:"
            f" {_merits(gates, 'en')}."
        ),
        fr=(
            f"Un nouveau modèle (« {name} », version {version}) est en service à la place de la version {previous} :"
            f" {_merits(gates, 'fr')}."
        ),
    )


def interrupted(doing: str, restored: int | None) -> Words:
    """Say that its process ended in the middle."""
    back_en = f" The data went back to version {restored}." if restored is not None else " Nothing was changed."
    back_fr = f" Données remises à la version {restored}." if restored is not None else " Rien n’a changé."
    return Words(
        en=f"Its process ended while {doing}.{back_en} The champion is as it was.",
        fr=f"Interrompu.{back_fr} Le modèle en service est tel qu’avant.",
    )


def _reasons(results: Sequence[GateResult], language: Language) -> str:
    """Return what did not pass."""
    return _listed([_plain(result, language) for result in results if not result.passed], language)


def _merits(results: Sequence[GateResult], language: Language) -> str:
    """Return what was compared with the model in service."""
    found = {result.name: result.plain.get(language, "") for result in results}
    told = [found[name] for name in ("min_gain", "reviewed") if found.get(name)]
    return _listed(told or [_ALL_WELL[language]], language)


def _plain(result: GateResult, language: Language) -> str:
    text = result.text.rstrip(".")
    if result.name.startswith(_OWN_TEST):
        test = result.name.removeprefix(_OWN_TEST)
        failed = {
            "en": f"it fails the project's own test '{test}'",
            "fr": f"il échoue à l’épreuve du projet « {test} »",
        }
        return f"{failed[language]} ({text})"
    return result.plain.get(language) or text


def _listed(texts: Sequence[str], language: Language) -> str:
    return (" ; " if language == "fr" else "; ").join(texts)


_ALL_WELL: Mapping[Language, str] = {"en": "it passed every check", "fr": "il passe toutes les épreuves"}
