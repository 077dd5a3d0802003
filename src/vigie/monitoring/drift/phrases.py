"""The texts of the drift report in English and French, and figures as people write them."""

from __future__ import annotations

import math

from vigie.core.schema import Words
from vigie.core.types import Language
from vigie.monitoring.drift.findings import CONFIDENCE, PREDICTION

_NARROW = "\N{NARROW NO-BREAK SPACE}"
SPACE = "\N{NO-BREAK SPACE}"

TEXTS: dict[str, Words] = {
    "some": Words(en="somewhat", fr="un peu"),
    "much": Words(en="much", fr="beaucoup"),
    "all": Words(en="altogether", fr="complètement"),
    "steady": Words(en="As in training.", fr="Comme à l'entraînement."),
    "few": Words(en="Too few values to compare.", fr="Trop peu de valeurs pour comparer."),
    "hidden": Words(
        en='The ledger keeps digests of these texts ([ledger] texts = "hash"), so their words cannot be compared.',
        fr='Le registre ne garde que l\'empreinte de ces textes ([ledger] texts = "hash") : leurs mots ne peuvent pas'
        " être comparés.",
    ),
    "gone": Words(
        en="The model was trained with this column, and the project declares it no more.",
        fr="Le modèle a appris avec cette colonne, et le projet ne la déclare plus.",
    ),
    "new": Words(
        en="The model was trained without this column: train again to have it watched.",
        fr="Le modèle a appris sans cette colonne : réentraînez pour qu'elle soit surveillée.",
    ),
    "unit": Words(
        en="Another unit? Times {factor}, the values would be as before: the middle one was {then}, and is {now}.",
        fr="Une autre unité ? Multipliées par {factor}, les valeurs seraient comme avant : celle du milieu était"
        " {then}, elle est {now}.",
    ),
    "higher": Words(
        en="Values are higher: the middle one was {then}, and is {now}.",
        fr="Les valeurs sont plus hautes : celle du milieu était {then}, elle est {now}.",
    ),
    "lower": Words(
        en="Values are lower: the middle one was {then}, and is {now}.",
        fr="Les valeurs sont plus basses : celle du milieu était {then}, elle est {now}.",
    ),
    "spread": Words(
        en="Values are spread otherwise, around the same middle ({now}).",
        fr="Les valeurs se répartissent autrement, autour du même milieu ({now}).",
    ),
    "unseen": Words(
        en="{share} of them are outside everything in training.",
        fr="{share} sont en dehors de tout ce qu'a vu l'entraînement.",
    ),
    "new values": Words(
        en="{share} have a value never met in training: {names}.",
        fr="{share} ont une valeur jamais vue à l'entraînement : {names}.",
    ),
    "shares": Words(en="The shares have moved: {names}.", fr="Les parts ont bougé : {names}."),
    "missing": Words(en="{now} are missing; it was {then}.", fr="{now} sont manquantes ; c'était {then}."),
    "longer": Words(
        en="Texts are longer: the middle one had {then} characters, and has {now}.",
        fr="Les textes sont plus longs : celui du milieu avait {then} caractères, il en a {now}.",
    ),
    "shorter": Words(
        en="Texts are shorter: the middle one had {then} characters, and has {now}.",
        fr="Les textes sont plus courts : celui du milieu avait {then} caractères, il en a {now}.",
    ),
    "unknown": Words(
        en="The share of words that training did not have has changed{names}.",
        fr="La part de mots absents de l'entraînement a changé{names}.",
    ),
    "unknown names": Words(en="; often now: {names}", fr=" ; souvent maintenant : {names}"),
    "language": Words(en="The language has changed: {names}.", fr="La langue a changé : {names}."),
    "words": Words(
        en="Of a text of now and one of training, their words alone tell which is which {share} of the time.",
        fr="Entre un texte de maintenant et un de l'entraînement, leurs seuls mots disent lequel est lequel {share} du"
        " temps.",
    ),
    "more": Words(en="More often now: {names}.", fr="Plus souvent maintenant : {names}."),
    "less": Words(en="Less often: {names}.", fr="Moins souvent : {names}."),
    "labels": Words(
        en="The model answers otherwise than on the validation rows: {names}.",
        fr="Le modèle répond autrement que sur les lignes de validation : {names}.",
    ),
    "surer": Words(
        en="The model is surer of its answers: {then} in the middle, now {now}.",
        fr="Le modèle est plus sûr de ses réponses : {then} au milieu, maintenant {now}.",
    ),
    "less sure": Words(
        en="The model is less sure of its answers: {then} in the middle, now {now}.",
        fr="Le modèle est moins sûr de ses réponses : {then} au milieu, maintenant {now}.",
    ),
    "invalid": Words(
        en="{rows} values are not what the project declares.",
        fr="{rows} valeurs ne sont pas ce que le projet déclare.",
    ),
    "en": Words(en="English", fr="anglais"),
    "fr": Words(en="French", fr="français"),
    "other": Words(en="neither English nor French", fr="ni anglais ni français"),
    "@…": Words(en="(a mention)", fr="(une mention)"),
    "0": Words(en="(a number)", fr="(un nombre)"),
    "…": Words(en="all others", fr="toutes les autres"),
    "true": Words(en="yes", fr="oui"),
    "false": Words(en="no", fr="non"),
    PREDICTION: Words(en="What the model answers", fr="Ce que répond le modèle"),
    CONFIDENCE: Words(en="How sure the model is", fr="À quel point le modèle est sûr"),
    "not measured": Words(
        en="Not measured yet: the watcher compares the rows of now with the training rows (vigie watch).",
        fr="Pas encore mesuré : le veilleur compare les lignes de maintenant à celles d'entraînement (vigie watch).",
    ),
    "no champion": Words(
        en="No model is in production yet: promote one, and its training rows are what is compared with.",
        fr="Aucun modèle n'est en production : promouvez-en un, ses lignes d'entraînement serviront de référence.",
    ),
    "no reference": Words(
        en="Version {version} was trained before Vigie kept what its training rows were like. Train it again"
        " (vigie train) and promote it (vigie promote): then drift is measured.",
        fr="La version {version} a été entraînée avant que Vigie ne garde l'allure de ses lignes d'entraînement."
        " Réentraînez-la (vigie train) et promouvez-la (vigie promote) : la dérive sera alors mesurée.",
    ),
    "no rows": Words(
        en="No prediction was made in this window: nothing to compare.",
        fr="Aucune prédiction dans cette fenêtre : rien à comparer.",
    ),
    "few rows": Words(
        en="{rows} predictions in this window, and {needed} are needed: fewer differ by chance alone.",
        fr="{rows} prédictions dans cette fenêtre, et il en faut {needed} : moins, elles diffèrent par le seul hasard.",
    ),
    "nothing": Words(
        en="Nothing has changed since training that is worth telling.",
        fr="Rien n'a changé depuis l'entraînement qui vaille d'être dit.",
    ),
    "one": Words(
        en="One thing of {total} has changed since training: {names}.",
        fr="Une chose sur {total} a changé depuis l'entraînement : {names}.",
    ),
    "several": Words(
        en="{count} of {total} have changed since training: {names}.",
        fr="{count} sur {total} ont changé depuis l'entraînement : {names}.",
    ),
}


def say(language: Language, key: str, **facts: object) -> str:
    """Return a text with its facts filled in.

    Examples
    --------
    >>> say("en", "missing", now="30 %", then="2 %")
    '30 % are missing; it was 2 %.'
    """
    text = TEXTS[key].say(language)
    if language == "fr":
        for sign in ":;?!":
            text = text.replace(f" {sign}", f"{SPACE}{sign}")
    return text.format(**facts)


def figure(value: float | None, language: Language) -> str:
    """Return a number with the three figures that count, all of them before the point.

    Examples
    --------
    >>> figure(12345.6, "en"), figure(1985, "fr"), figure(0.01234, "en"), figure(None, "en"), figure(0.5, "fr")
    ('12,346', '1985', '0.0123', '–', '0,5')
    """
    if value is None or not math.isfinite(value):
        return "–"
    digits = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
    grouped = "," if abs(value) >= 10_000 else ""  # a year is written in one piece
    text = f"{value:{grouped}.{min(digits, 8)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = text.replace("-", "−")
    return text.translate({ord(","): _NARROW, ord("."): ","}) if language == "fr" else text


def percent(share: float, language: Language) -> str:
    """Return a share as people write it.

    Examples
    --------
    >>> percent(0.256, "en"), percent(0.004, "fr").replace("\\N{NO-BREAK SPACE}", " "), percent(1.0, "en")
    ('26%', '0,4 %', '100%')
    """
    shown = figure(round(100 * share, 1) if share < 0.1 else round(100 * share), language)
    return f"{shown}{SPACE}%" if language == "fr" else f"{shown}%"
