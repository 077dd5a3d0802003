"""What the model brings, in plain words, English and French. Takes the plain facts, as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vigie.core.figures import say_number, say_percent
from vigie.core.types import Language

Facts = Mapping[str, Any]

_TEXTS: dict[tuple[Language, str], str] = {
    (
        "en",
        "champion",
    ): "The champion brings {worth} a week ({low} to {high}), by {rows} validation rows and {cases} cases a week.",
    ("fr", "champion"): (
        "Le modèle en service rapporte {worth} par semaine ({low} à {high}), d'après {rows} lignes de validation "
        "et {cases} cas par semaine."
    ),
    ("en", "production"): (
        "In production it has brought {worth} a week ({low} to {high}), by {n} answers that people were asked to check "
        "or whose label came later."
    ),
    ("fr", "production"): (
        "En production il a rapporté {worth} par semaine ({low} à {high}), d'après {n} réponses que l'on a demandé de "
        "vérifier ou dont la vraie classe est arrivée plus tard."
    ),
    ("en", "none"): "Without a model it would be {worth}: the model is worth {gain} a week ({low} to {high}).",
    ("fr", "none"): "Sans modèle ce serait {worth} : le modèle vaut {gain} par semaine ({low} à {high}).",
    ("en", "majority"): "Always answering the commonest class would bring {worth}.",
    ("fr", "majority"): "Répondre toujours la classe la plus fréquente rapporterait {worth}.",
    ("en", "challenger"): "The challenger would bring {gain} more ({low} to {high}).",
    ("fr", "challenger"): "La version candidate rapporterait {gain} de plus ({low} à {high}).",
    ("en", "threshold"): (
        "Answering '{positive}' from a probability of {threshold} on, not from 0.50, would bring {gain} more "
        "({low} to {high})."
    ),
    ("fr", "threshold"): (
        "Répondre « {positive} » dès une probabilité de {threshold}, et non 0,50, rapporterait {gain} de plus "
        "({low} à {high})."
    ),
    ("en", "band"): (
        "Asking a person between {from} and {to}, which is {asked} of the cases, would bring {gain} more ({low} to "
        "{high})."
    ),
    ("fr", "band"): (
        "Demander à une personne entre {from} et {to}, soit {asked} des cas, rapporterait {gain} de plus ({low} à "
        "{high})."
    ),
    ("en", "nobody"): "Asking a person about any case would cost more than it saves: asking nobody is best.",
    ("fr", "nobody"): (
        "Demander à une personne coûterait plus que cela n'épargne, quel que soit le cas : ne demander à personne est "
        "le mieux."
    ),
    ("en", "limits"): (
        "Answering what costs least, and asking a person where that would be {limits}, which is {asked} of the cases, "
        "would bring {gain} more ({low} to {high})."
    ),
    ("fr", "limits"): (
        "Répondre ce qui coûte le moins, et demander à une personne quand ce serait {limits}, soit {asked} des cas, "
        "rapporterait {gain} de plus ({low} à {high})."
    ),
    ("en", "under"): "'{label}' with a probability under {limit}",
    ("fr", "under"): "« {label} » avec une probabilité sous {limit}",
    ("en", "whatever"): "'{label}', however sure",
    ("fr", "whatever"): "« {label} », même en étant sûr",
    (
        "en",
        "by_cost",
    ): "Answering what costs least, not what is most probable, would bring {gain} more ({low} to {high}).",
    (
        "fr",
        "by_cost",
    ): "Répondre ce qui coûte le moins, et non le plus probable, rapporterait {gain} de plus ({low} à {high}).",
}


def say(facts: Facts) -> dict[Language, list[str]]:
    """Return a sentence for each way of answering, in both languages."""
    return {language: [_sentence(language, facts, line) for line in facts["lines"]] for language in ("en", "fr")}


def _sentence(language: Language, facts: Facts, line: Facts) -> str:
    unit = facts["unit"]
    told = line["worth"] if line["over"] is None else line["over"]
    sign = -1 if line["name"] == "none" else 1  # what the model is worth, not what its absence is
    ends = sorted((sign * told["low"], sign * told["high"]))
    band = facts["band"] or (0.0, 0.0)
    return _TEXTS[language, _about(line)].format_map({
        "worth": amount(language, line["worth"]["mean"], unit),
        "gain": amount(language, sign * told["mean"], unit),
        "low": amount(language, ends[0], unit),
        "high": amount(language, ends[1], unit),
        "n": say_number(line["rows"], 0, language),
        "rows": say_number(facts["rows"], 0, language),
        "cases": say_number(facts["per_week"], 0, language),
        "positive": facts["positive"],
        "threshold": _share(language, facts["threshold"]),
        "from": _share(language, band[0]),
        "to": _share(language, band[1]),
        "limits": _limits(language, facts.get("limits") or {}),
        "asked": say_percent(line["asked"], 0, language),
    })  # fmt: skip


def _about(line: Facts) -> str:
    """Return which text tells of a line: a person who is asked about nothing is no band."""
    return "nobody" if line["name"] in ("band", "limits") and not line["asked"] else str(line["name"])


def _limits(language: Language, limits: Mapping[str, float]) -> str:
    """Say which answers are not sure enough, and how sure they would have to be."""
    told = [
        _TEXTS[language, "under" if limit <= 1 else "whatever"].format(label=label, limit=_share(language, limit))
        for label, limit in limits.items()
        if limit > 0
    ]
    last = {"en": " or ", "fr": " ou "}[language]
    return last.join([*([", ".join(told[:-1])] if told[:-1] else []), *told[-1:]])


def amount(language: Language, value: float, unit: str) -> str:
    """Return an amount with its unit, in three figures or so.

    Examples
    --------
    >>> amount("en", -1234.5, "EUR"), amount("fr", 2.345, "h")
    ('−1,234 EUR', '2,3 h')
    """
    digits = 0 if abs(value) >= 100 else 1
    rounded = round(value, digits) or 0.0  # nobody loses minus nothing
    return f"{say_number(rounded, digits, language)} {unit}"


def _share(language: Language, value: float | None) -> str:
    return say_number(min(value or 0.0, 1.0), 2, language)
