"""What the drift report says beside the sentences on each column, in English and French."""

from __future__ import annotations

from vigie.core.schema import Words
from vigie.core.types import Language
from vigie.pipelines.pages.texts import spaced

TEXTS: dict[str, Words] = {
    "eyebrow": Words(en="Then and now", fr="Avant et maintenant"),
    "about": Words(
        en="{read} predictions from {since} to {at} (UTC), beside the {reference} rows that version {version} was"
        " trained on.",
        fr="{read} prédictions du {since} au {at} (UTC), à côté des {reference} lignes sur lesquelles la version"
        " {version} a été entraînée.",
    ),
    "drawn": Words(
        en="Of {rows} predictions, drawn from all over the window.",
        fr="Sur {rows} prédictions, tirées de toute la fenêtre.",
    ),
    "well": Words(en="All is as in training", fr="Tout est comme à l'entraînement"),
    "changed": Words(en="Something has changed", fr="Quelque chose a changé"),
    "cannot": Words(en="Nothing could be compared", fr="Rien n'a pu être comparé"),
    "then": Words(en="training rows", fr="lignes d'entraînement"),
    "validation": Words(en="For the answers: validation rows.", fr="Pour les réponses : lignes de validation."),
    "now": Words(en="now", fr="maintenant"),
    "what": Words(en="What has changed", fr="Ce qui a changé"),
    "what about": Words(
        en="The change that does most to the model's answers comes first.",
        fr="Le changement qui pèse le plus sur les réponses du modèle vient en premier.",
    ),
    "same": Words(en="What has not", fr="Ce qui n'a pas changé"),
    "same about": Words(
        en="Chance explains the differences, or they are too small to matter.",
        fr="Le hasard explique les écarts, ou ils sont trop petits pour compter.",
    ),
    "unlooked": Words(en="What could not be compared", fr="Ce qui n'a pas pu être comparé"),
    "figures": Words(en="All figures", fr="Tous les chiffres"),
    "column": Words(en="Column", fr="Colonne"),
    "test": Words(en="What was compared", fr="Ce qui est comparé"),
    "effect": Words(en="Change", fr="Écart"),
    "p": Words(en="p, corrected", fr="p corrigé"),
    "psi": Words(en="PSI", fr="PSI"),
    "importance": Words(en="Weight in the answers", fr="Poids dans les réponses"),
    "missing now": Words(en="Missing", fr="Manquantes"),
    "invalid": Words(en="Invalid", fr="Invalides"),
    "unseen": Words(en="Never met", fr="Jamais vues"),
    "distribution": Words(en="values", fr="valeurs"),
    "missing": Words(en="missing values", fr="valeurs manquantes"),
    "length": Words(en="length", fr="longueur"),
    "unknown": Words(en="unknown words", fr="mots inconnus"),
    "language": Words(en="language", fr="langue"),
    "words": Words(en="words", fr="mots"),
    "strength": Words(en="changed {strength}", fr="{strength} changé"),
    "matters": Words(en="weighs {share} in the answers", fr="pèse {share} dans les réponses"),
    "picture length": Words(en="Length, in characters", fr="Longueur, en caractères"),
    "picture unknown": Words(en="Share of unknown words", fr="Part de mots inconnus"),
    "picture language": Words(en="Language", fr="Langue"),
    "picture words": Words(en="Telling words, share of texts", fr="Mots révélateurs, part des textes"),
    "what to do": Words(en="What to do", fr="Que faire"),
    "advice": Words(
        en="Look first at how the column is made: another unit, another encoding or a source that fell silent is mended"
        " there. If the world itself has changed, have people check some answers, and train again on newer rows.",
        fr="Regardez d'abord comment la colonne est produite : une autre unité, un autre codage, une source devenue"
        " muette se réparent là. Si c'est le monde qui a changé, faites vérifier des réponses et réentraînez sur des"
        " lignes plus récentes.",
    ),
    "how": Words(en="How this was computed", fr="Comment c'est calculé"),
    "how about": Words(
        en="Numbers: the largest gap between the two cumulative curves, with Kolmogorov and Smirnov's test."
        " Categories: the share of rows that would have to change, with the chi-square test. Texts: the same for their"
        " length, their unknown words and their language, and a naive Bayes classifier that is asked about texts it was"
        " not taught with. All p-values are corrected together by Holm's method. A change is told when chance explains"
        " it less than {level} of the time and it concerns one row in ten or more (one in twenty for missing values)."
        " PSI: population stability index. Weight: how much probability moves to other classes when the column's values"
        " are shuffled.",
        fr="Nombres : le plus grand écart entre les deux courbes cumulées, avec le test de Kolmogorov et Smirnov."
        " Catégories : la part de lignes qui devraient changer, avec le test du khi-deux. Textes : de même pour leur"
        " longueur, leurs mots inconnus et leur langue, et un classifieur bayésien naïf interrogé sur des textes qu'il"
        " n'a pas appris. Tous les p sont corrigés ensemble par la méthode de Holm. Un changement est dit quand le"
        " hasard l'explique moins de {level} du temps et qu'il touche une ligne sur dix ou plus (une sur vingt pour les"
        " valeurs manquantes). PSI : indice de stabilité de la population. Poids : la part de probabilité qui passe à"
        " d'autres classes quand on mélange les valeurs de la colonne.",
    ),
    "made": Words(en="Made by Vigie {version} on {day}.", fr="Fait par Vigie {version} le {day}."),
}


def say(language: Language, key: str, **facts: object) -> str:
    """Return a text with its facts filled in.

    Examples
    --------
    >>> say("en", "made", version="1.0", day="2026-11-21")
    'Made by Vigie 1.0 on 2026-11-21.'
    """
    return spaced(TEXTS[key].say(language), language).format(**facts)
