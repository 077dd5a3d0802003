"""What the comparison's page says, in English and French."""

from __future__ import annotations

import re

from vigie.core.schema import Words
from vigie.core.types import Language

_BEFORE_SIGN = re.compile(r" (?=[:;?!»%])|(?<=«) ")

TEXTS: dict[str, Words] = {
    "eyebrow": Words(en="Comparison", fr="Comparaison"),
    "about": Words(
        en="{candidates} candidates on the same {rows} validation rows of dataset version {version}. The sealed test"
        " rows have no part in it.",
        fr="{candidates} candidats sur les mêmes {rows} lignes de validation, version {version} du jeu de données."
        " Les lignes de test scellées n'y ont aucune part.",
    ),
    "sample": Words(
        en="Invented sample. These rows were made by a generator so that the project can be tried at once: the numbers"
        " show the way, not a truth.",
        fr="Échantillon inventé. Ces lignes viennent d'un générateur, pour essayer le projet tout de suite : les"
        " nombres montrent le chemin, pas une vérité.",
    ),
    "recommended": Words(en="Recommended", fr="Recommandé"),
    "nothing": Words(en="Nothing can be recommended", fr="Rien à recommander"),
    "between": Words(en="{metric} · 95 %: {low} to {high}", fr="{metric} · à 95 % : de {low} à {high}"),
    "an answer": Words(en="for one answer", fr="pour une réponse"),
    "a second": Words(en="rows a second in bulk", fr="lignes par seconde en masse"),
    "to serve": Words(en="to serve", fr="à servir"),
    "which": Words(en="Which is best, and is it real?", fr="Lequel est le meilleur, et est-ce réel ?"),
    "which about": Words(
        en="{metric} decides; {direction}. The dot is what was measured, the bar where it would lie with other rows of"
        " the same kind, 95 times in 100. The dashed line is the best.",
        fr="C'est « {metric} » qui décide ; {direction}. Le point est la mesure, la barre l'endroit où elle se"
        " trouverait avec d'autres lignes du même genre, 95 fois sur 100. Le trait pointillé est le meilleur.",
    ),
    "higher": Words(en="higher is better", fr="plus c'est haut, mieux c'est"),
    "lower": Words(en="lower is better", fr="plus c'est bas, mieux c'est"),
    "candidate": Words(en="Candidate", fr="Candidat"),
    "interval": Words(en="95 %", fr="95 %"),
    "behind": Words(en="To the best (95 %)", fr="Écart au meilleur (95 %)"),
    "range": Words(en="{low} to {high}", fr="{low} à {high}"),
    "p": Words(en="p, corrected", fr="p corrigé"),
    "verdict": Words(en="Difference", fr="Différence"),
    "best": Words(en="the best", fr="le meilleur"),
    "real": Words(en="real", fr="réelle"),
    "chance": Words(en="may be chance", fr="peut-être le hasard"),
    "unknown": Words(en="no common rows", fr="aucune ligne commune"),
    "costs": Words(en="What it costs", fr="Ce que cela coûte"),
    "costs about": Words(
        en="Upwards is better, leftwards is cheaper: the recommendation is the leftmost one that chance alone may"
        " separate from the best. Times are of the servable itself, without HTTP and ledger.",
        fr="Plus haut est meilleur, plus à gauche est moins cher : est recommandé le plus à gauche de ceux que le"
        " hasard seul peut séparer du meilleur. Temps du modèle servi lui-même, sans HTTP ni registre.",
    ),
    "one answer": Words(en="One answer", fr="Une réponse"),
    "time axis": Words(
        en="time of one answer, each step ten times longer", fr="temps d'une réponse, dix fois plus par cran"
    ),
    "fit": Words(en="Fit", fr="Entraînement"),
    "bulk": Words(en="Rows/s", fr="Lignes/s"),
    "precision": Words(en="Precision", fr="Précision"),
    "served": Words(en="served", fr="servi"),
    "size": Words(en="Size", fr="Taille"),
    "energy": Words(en="J / 1,000", fr="J / 1 000"),
    "no energy": Words(
        en="Energy was not measurable where these were trained.",
        fr="L'énergie n'était pas mesurable là où ils ont été entraînés.",
    ),
    "not servable": Words(en="not servable", fr="non servi"),
    "learning": Words(en="Would more rows help?", fr="Plus de lignes aideraient-elles ?"),
    "learning about": Words(
        en="{metric} on the validation rows after learning from part of the training rows. A line that still rises at"
        " its end would gain from more.",
        fr="{metric} sur les lignes de validation après avoir appris d'une partie des lignes d'entraînement. Une ligne"
        " qui monte encore à sa fin gagnerait à en avoir plus.",
    ),
    "rows axis": Words(en="training rows", fr="lignes d'entraînement"),
    "history": Words(en="How the nets learned", fr="Comment les réseaux ont appris"),
    "history about": Words(
        en="Loss of each epoch, on the rows learned from and on rows kept aside. Where the two part, the net learns by"
        " heart.",
        fr="Perte à chaque époque, sur les lignes apprises et sur des lignes mises de côté. Là où les deux se séparent,"
        " le réseau apprend par cœur.",
    ),
    "epoch axis": Words(en="epoch", fr="époque"),
    "train_loss": Words(en="learned from", fr="apprises"),
    "valid_loss": Words(en="kept aside", fr="mises de côté"),
    "confusion": Words(en="What is taken for what", fr="Ce qui est pris pour quoi"),
    "confusion about": Words(
        en="Down the true class, across the answer; shares are of each true class.",
        fr="En ligne la vraie classe, en colonne la réponse ; les parts sont de chaque vraie classe.",
    ),
    "right": Words(en="{share} of answers are right", fr="{share} des réponses sont justes"),
    "failed": Words(en="What failed", fr="Ce qui a échoué"),
    "how": Words(en="How this was computed", fr="Comment c'est calculé"),
    "how about": Words(
        en="Intervals: 95 % percentile bootstrap over the rows. Tests: each candidate against the best on the very same"
        " rows, by McNemar's exact test for accuracy and by a paired bootstrap for any other metric; the p-values are"
        " corrected for the number of candidates by Holm's method, and a difference is called real under 0.05."
        " Recommended is, among those whose difference is not called real, the candidate with the shortest answer"
        " (up to a quarter longer is the same), then the smallest size. Not shown to be worse is not shown equal.",
        fr="Intervalles : bootstrap à 95 % sur les lignes. Tests : chaque candidat contre le meilleur sur les mêmes"
        " lignes, par le test exact de McNemar pour l'exactitude, par un bootstrap apparié sinon ; les p sont corrigés"
        " du nombre de candidats par la méthode de Holm, et un écart est dit réel sous 0,05. Parmi ceux dont l'écart"
        " n'est pas dit réel, est recommandé celui dont la réponse est la plus rapide (à un quart près, c'est pareil),"
        " puis la taille la plus petite. Ne pas être montré moins bon n'est pas être montré égal.",
    ),
    "made": Words(en="Made by Vigie {version} on {day}.", fr="Fait par Vigie {version} le {day}."),
}


def say(language: Language, key: str, **facts: object) -> str:
    """Return a text with its facts filled in.

    Examples
    --------
    >>> say("fr", "made", version="1.0", day="2026-11-21")
    'Fait par Vigie 1.0 le 2026-11-21.'
    """
    text = TEXTS[key].say(language)
    return spaced(text, language).format(**facts)


def spaced(text: str, language: Language) -> str:
    """Return a text with spaces that do not break: before French signs, and around the equals sign of a figure.

    Examples
    --------
    >>> spaced("Quoi ?", "fr") == "Quoi\N{NO-BREAK SPACE}?"
    True
    """
    kept = text.replace(" = ", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")
    return _BEFORE_SIGN.sub("\N{NO-BREAK SPACE}", kept) if language == "fr" else kept
