"""What the model brings, in plain words, English and French. Takes the plain facts, as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    return _TEXTS[language, line["name"]].format_map({
        "worth": amount(language, line["worth"]["mean"], unit),
        "gain": amount(language, sign * told["mean"], unit),
        "low": amount(language, ends[0], unit),
        "high": amount(language, ends[1], unit),
        "n": _number(language, line["rows"]),
        "rows": _number(language, facts["rows"]),
        "cases": _number(language, round(facts["per_week"])),
        "positive": facts["positive"],
        "threshold": _share(language, facts["threshold"]),
        "from": _share(language, band[0]),
        "to": _share(language, band[1]),
        "asked": f"{line['asked']:.0%}" if language == "en" else f"{line['asked']:.0%}".replace("%", " %"),
    })  # fmt: skip


def amount(language: Language, value: float, unit: str) -> str:
    """Return an amount with its unit, in three figures or so.

    Examples
    --------
    >>> amount("en", -1234.5, "EUR"), amount("fr", 2.345, "h")
    ('−1,234 EUR', '2,3 h')
    """
    size = abs(value)
    text = f"{size:,.0f}" if size >= 100 else f"{size:,.1f}"
    sign = "−" if value < 0 and float(text.replace(",", "")) else ""
    if language == "fr":
        text = text.replace(",", "\u202f").replace(".", ",")
    return f"{sign}{text} {unit}"


def _share(language: Language, value: float | None) -> str:
    text = f"{min(value or 0.0, 1.0):.2f}"
    return text if language == "en" else text.replace(".", ",")


def _number(language: Language, value: int) -> str:
    return f"{value:,}" if language == "en" else f"{value:,}".replace(",", "\u202f")
